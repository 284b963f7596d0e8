"""Units that have no row yet: known by their check digit and their PSU, for hints and for what is sealed."""

from pathlib import Path

import pytest

from questionnaires.identifiers import unit_id
from survey_api.settings import Settings
from survey_api.store import sample
from tests.survey_api.psus.drawn import FIRST, Household, listing_of

MINTED = unit_id(FIRST, 7)


@pytest.mark.parametrize(
    ("unit", "case", "known"),
    [
        (MINTED, f"{MINTED}-01", (MINTED, f"{MINTED}-01")),
        (MINTED[:-1] + "x", "a telephone", (None, None)),
        (unit_id("TN99-0001", 7), None, (None, None)),
        ("Amal", "21 345 678", (None, None)),
    ],
)
def test_only_what_a_tablet_minted_for_a_psu_of_the_sample_names_a_unit(
    own: Settings, tmp_path: Path, unit: str, case: str | None, known: tuple[str | None, str | None]
) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        assert listed.running.service.read(lambda connection: sample.among_drawn(connection, unit, case)) == known


def test_a_team_leaves_hints_about_units_that_wait_for_the_approval(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        device = listed.tablets[0]
        client = listed.running.client
        client.auth = (device.device_id, device.token)
        hint = b"amemteam1:locked"
        assert client.put(f"/openrosa/hints/{MINTED}", content=hint).status_code == 204
        assert client.get(f"/openrosa/hints/{MINTED}").content == hint
        assert client.put(f"/openrosa/hints/{unit_id('TN99-0001', 7)}", content=hint).status_code == 404


def test_withdrawing_a_case_that_a_record_names_as_its_unit_leaves_a_store_that_can_be_read(
    own: Settings, tmp_path: Path
) -> None:
    from survey_api.export import export

    case = f"{Household(1).unit_id}-01"
    with listing_of(own, tmp_path / "draw") as listed:
        listed.numbers()
        listed.send(Household(1, [("1", 30, "1")]).record())
        listed.order("approve_psu", psu_id=FIRST)
        listed.send(Household(2, status="4").record("uuid:odd").replace(Household(2).unit_id, case))
        listed.order("withdraw", case_id=case)
    export(own, tmp_path / "out", survey="small")
