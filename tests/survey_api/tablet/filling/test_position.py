"""Where the tablet stands is reduced on the device: inside the PSU or not, a band of distance, no coordinates."""

import json

import pytest

from tests.survey_api.tablet.filling.builders import INDIVIDUAL, new_draft, released
from tests.survey_api.tablet.filling.page import Tablet

pytestmark = pytest.mark.browser

PSU = {"lat": 36.4561, "lon": 10.7376, "radius_m": 300}
REDUCED = """async ([psu, coords]) => {
  const { positionIn } = await import(window.filling_at + "/position.js");
  return positionIn(psu, { geolocation: { getCurrentPosition: (found) => found({ coords }) } });
}"""
OPEN_THERE = """async ([form, draft, psu]) => {
  const { positionIn } = await import(window.filling_at + "/position.js");
  await open_filling(form, draft, "fr", { position: () => positionIn(psu) });
}"""


@pytest.mark.parametrize(
    ("north", "accuracy", "inside", "band"),
    [
        (0.0, 20, True, "<50"),
        (0.0017, 20, True, "50-200"),
        (0.0036, 20, False, "200-1000"),
        (0.1, 20, False, ">1000"),
        (0.0, 900, False, "<50"),
    ],
)
def test_a_place_becomes_yes_or_no_and_a_band(
    tablet: Tablet, north: float, accuracy: float, inside: bool, band: str
) -> None:
    place = {"latitude": PSU["lat"] + north, "longitude": PSU["lon"], "accuracy": accuracy}
    assert tablet.page.evaluate(REDUCED, [PSU, place]) == {"in_psu": inside, "band": band}


def test_nothing_that_is_kept_has_the_coordinates(tablet: Tablet) -> None:
    tablet.context.grant_permissions(["geolocation"])
    tablet.context.set_geolocation({"latitude": 36.45613, "longitude": 10.73764, "accuracy": 10})
    form = released(INDIVIDUAL)
    tablet.page.evaluate(OPEN_THERE, [form, new_draft(form), PSU])
    tablet.page.wait_for_selector(".kept[data-state=saved]")
    assert "position in_psu <50" in [event[0] for event in tablet.kept["events"]]
    assert not any(part in json.dumps(tablet.kept) for part in ("36.45", "10.73"))
