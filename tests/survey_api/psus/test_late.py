"""After the approval: a household screened later gets its cases; everything else that comes late changes nothing."""

from pathlib import Path

import pytest

from survey_api.collection.psus.errors import NeedsReason
from survey_api.collection.psus.state import PsuState
from survey_api.settings import Settings
from tests.survey_api.psus.drawn import FIRST, Household, Listing, listing_of

MET = [("2", 30, "1"), ("1", 44, "1")]
ABSENT, REFUSING, VACANT, HOME = (
    Household(1, status="2"),
    Household(2, agrees="0"),
    Household(3, status="4"),
    Household(4, [("1", 25, "1")]),
)


def approved(listed: Listing) -> None:
    listed.numbers()
    listed.send(*(one.record() for one in (ABSENT, REFUSING, VACANT, HOME)))
    listed.order("approve_psu", psu_id=FIRST)


def cases(listed: Listing) -> list[str]:
    return [row["case_id"] for row in listed.rows("drawn_cases")]


def test_a_household_screened_later_has_the_cases_that_its_start_fixed(settings: Settings, tmp_path: Path) -> None:
    with listing_of(settings, tmp_path / "draw") as listed:
        approved(listed)
        assert cases(listed) == [f"{HOME.unit_id}-01"]
        met, agreed = Household(1, MET), Household(2, MET)
        listed.send(met.record("uuid:later"), tablet=1)
        listed.send(agreed.record("uuid:agreed", replaces=f"uuid:l-{REFUSING.unit_id}"))
        [line], [other] = met.selected, agreed.selected
        assert cases(listed) == sorted(
            [f"{met.unit_id}-{line:02d}", f"{agreed.unit_id}-{other:02d}", *[f"{HOME.unit_id}-01"]]
        )
        unit = next(row for row in listed.rows("listing_units") if row["unit_id"] == met.unit_id)
        assert (unit["status"], unit["n_eligible"], unit["n_selected"], unit["disposition"]) == ("1", 2, 1, None)


def test_where_eligibility_was_not_known_the_record_that_settles_it_makes_the_case(
    own: Settings, tmp_path: Path
) -> None:
    unsure, sure = Household(1, [("1", 30, "-8")]), Household(1, [("1", 30, "1")])
    with listing_of(own, tmp_path / "draw") as listed:
        approved(listed)
        listed.send(unsure.record("uuid:unsure"))
        assert {row["n_persons"] for row in listed.rows("listing_units") if row["unit_id"] == unsure.unit_id} == {2}
        assert cases(listed) == [f"{HOME.unit_id}-01"]
        listed.send(unsure.record("uuid:still-unsure"), sure.record("uuid:sure", replaces="uuid:unsure"))
        assert cases(listed) == [f"{sure.unit_id}-01", f"{HOME.unit_id}-01"]


def test_of_two_later_screenings_the_first_stands_and_doubling_changes_nothing(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        approved(listed)
        listed.send(Household(1, MET).record("uuid:later"))
        first = listed.rows("roster")
        listed.send(Household(1, [("1", 60, "1")] * 3).record("uuid:again"), Household(1, MET).record("uuid:later"))
        assert listed.rows("roster") == first


def test_what_was_screened_or_never_listed_is_not_changed_by_what_comes_late(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        approved(listed)
        before = {name: listed.rows(name) for name in ("listing_units", "roster", "drawn_cases")}
        listed.send(
            Household(4, MET).record("uuid:corrected", replaces=f"uuid:l-{HOME.unit_id}"),
            Household(3, MET).record("uuid:moved-in"),
            Household(5, MET).record(),
        )
        assert {name: listed.rows(name) for name in before} == before


def test_reopening_adds_units_and_leaves_the_others_as_they_are(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        approved(listed)
        with pytest.raises(NeedsReason):
            listed.order("reopen_psu", psu_id=FIRST)
        listed.order("reopen_psu", psu_id=FIRST, reason="a house behind the school was missed")
        assert listed.psu().state is PsuState.REOPENED
        before = cases(listed)
        listed.send(
            Household(5, MET).record(), Household(4, MET).record("uuid:other", replaces=f"uuid:l-{HOME.unit_id}")
        )
        done = listed.order("approve_psu", psu_id=FIRST)
        assert (done["units"], done["late"]) == (1, 1)
        [line] = Household(5, MET).selected
        assert cases(listed) == sorted([*before, f"{Household(5).unit_id}-{line:02d}"])


def test_nothing_is_screened_any_more_where_the_psu_is_closed(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        approved(listed)
        listed.order("close_psu", psu_id=FIRST, reason="the road is cut")
        listed.send(Household(1, MET).record("uuid:later"))
        assert cases(listed) == [f"{HOME.unit_id}-01"]


def test_a_screening_whose_verdict_came_before_the_service_ended_is_taken_up_at_the_start(
    own: Settings, tmp_path: Path
) -> None:
    from tests.survey_api.builders import field

    with listing_of(own, tmp_path / "draw") as listed:
        approved(listed)
        listed.running.service.screening.approved = False  # as if the process had ended before
        listed.send(Household(1, MET).record("uuid:later"))
        assert len(cases(listed)) == 1
    with field(own, device="tablet-2") as running:
        again = Listing(running, listed.tablets)
        running.service.writer.change(lambda _: None).result()
        assert len(cases(again)) == 2
