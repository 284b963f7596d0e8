"""Days and hours: the day before the month whatever the device believes, shown in words."""

import re

import pytest

from tests.survey_api.tablet.driving import go_on
from tests.survey_api.tablet.filling.builders import new_draft, question, written
from tests.survey_api.tablet.filling.page import Tablet

pytestmark = pytest.mark.browser

BORN = written(
    "<born/><visit/><hour/><last/>",
    '<bind nodeset="/data/born" type="date"/><bind nodeset="/data/visit" type="dateTime"/>'
    '<bind nodeset="/data/hour" type="time"/>',
    "".join(question(f"/data/{name}", name) for name in ("born", "visit", "hour", "last")),
)


def stored(tablet: Tablet, name: str) -> str:
    """What the record has now."""
    found = re.search(f"<{name}>([^<]*)</{name}>", tablet.kept["instance"])
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "samedi 3 mai 1997"), ("ar", "السبت، 3 ماي 1997"), ("en", "3 May 1997")]
)
@pytest.mark.parametrize("text", ["03/05/1997", "٣/٥/١٩٩٧"])
def test_03_05_1997_is_the_third_of_may(tablet: Tablet, language: str, words: str, text: str) -> None:
    tablet.open(BORN, new_draft(BORN), language)
    tablet.page.fill(".part-day input", text)
    assert words in tablet.page.inner_text(".read-back")
    assert go_on(tablet.page, "/data/born")
    assert stored(tablet, "born") == "1997-05-03"


def test_a_day_that_no_calendar_has_is_refused(tablet: Tablet) -> None:
    tablet.open(BORN, new_draft(BORN), "fr")
    tablet.page.fill(".part-day input", "31")
    tablet.page.select_option(".part-month select", "4")
    tablet.page.fill(".part-year input", "1997")
    assert not go_on(tablet.page, "/data/born")
    assert "n'existe pas" in tablet.page.inner_text(".message")
    assert stored(tablet, "born") == ""


def test_a_moment_is_kept_with_the_zone_of_the_tablet(tablet: Tablet) -> None:
    tablet.open(BORN, new_draft(BORN, place="/data/visit"), "fr")
    tablet.page.fill(".part-day input", "24/11/2026")
    tablet.page.fill(".part-hours input", "9")
    tablet.page.fill(".part-minutes input", "5")
    assert go_on(tablet.page, "/data/visit")
    assert stored(tablet, "visit") == "2026-11-24T09:05:00.000+01:00"
    tablet.page.fill(".part-hours input", "25")
    tablet.page.fill(".part-minutes input", "0")
    assert not go_on(tablet.page, "/data/hour")
