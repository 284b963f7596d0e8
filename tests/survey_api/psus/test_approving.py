"""Approving a listing: what stands against it, what is told, who may, and what happens to whoever comes second."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from questionnaires.problems import ProblemError
from survey_api.collection.deciding import Overtaken
from survey_api.collection.psus.approving import look
from survey_api.collection.psus.errors import CannotApprove, ListingChanged, NotInState
from survey_api.collection.psus.listing import Findings
from survey_api.collection.psus.state import PsuState
from survey_api.settings import Settings
from tests.survey_api.builders import orders_of
from tests.survey_api.psus.drawn import FIRST, FOUND, SECOND, THIRD, Household, Listing, listing_of

MET = [("2", 30, "1"), ("1", 44, "1")]


def findings(listed: Listing) -> Findings:
    service = listed.running.service
    forms = service.settings.field_forms
    return service.read(lambda connection: look(connection, service.vault, forms, FIRST).findings)


def refused(listed: Listing) -> set[str]:
    with pytest.raises(CannotApprove) as met:
        listed.order("approve_psu", psu_id=FIRST)
    return {problem.code for problem in met.value.problems}


def test_of_thirty_two_at_once_one_approves_and_the_others_are_told_what_happened(
    settings: Settings, tmp_path: Path
) -> None:
    with listing_of(settings, tmp_path / "draw") as listed:
        listed.numbers()
        listed.send(*(one.record() for one in FOUND))
        version = listed.psu().version

        def attempt(_: int) -> ProblemError | None:
            try:
                listed.order("approve_psu", psu_id=FIRST, expected=version)
            except Overtaken as refusal:
                return refusal
            return None

        with ThreadPoolExecutor(32) as people:
            refusals = [refusal for refusal in people.map(attempt, range(32)) if refusal is not None]
        assert len(refusals) == 31
        assert {refusal.problems[0].values["action"] for refusal in refusals} == {"approve"}
        assert len(listed.rows("drawn_cases")) == 4
        assert listed.psu().version == version + 1


def test_an_empty_listing_is_not_approved(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        listed.numbers()
        assert listed.psu().state is PsuState.LISTING
        assert refused(listed) == {"psus.refused_empty"}


def test_a_psu_that_nobody_lists_is_not_approved(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed, pytest.raises(NotInState):
        listed.order("approve_psu", psu_id=THIRD)


def test_contradicting_records_of_one_unit_wait_until_somebody_says_which_is_right(
    own: Settings, tmp_path: Path
) -> None:
    right, wrong = Household(1, MET), Household(1, status="4")
    with listing_of(own, tmp_path / "draw") as listed:
        listed.numbers()
        listed.send(right.record("uuid:right"), Household(2, MET).record())
        listed.send(wrong.record("uuid:wrong"), tablet=1)
        assert findings(listed).contradicting == {right.unit_id: ("uuid:right", "uuid:wrong")}
        assert refused(listed) == {"psus.refused_contradicting"}
        done = listed.order("approve_psu", psu_id=FIRST, keep={right.unit_id: "uuid:right"})
        assert done["units"] == 2
        assert {row["status"] for row in listed.rows("listing_units")} == {"1"}


def test_the_same_unit_told_twice_alike_is_one_unit(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        listed.numbers()
        listed.send(Household(1, MET).record("uuid:one"), Household(1, MET).record("uuid:two"))
        done = listed.order("approve_psu", psu_id=FIRST)
        assert (done["units"], done["doubled"]) == (1, 1)


def test_a_record_in_quarantine_waits_for_a_decision_first(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        listed.numbers()
        listed.send(Household(1, MET).record("uuid:one"), Household(1, MET[:1]).record("uuid:one"))
        assert findings(listed).undecided == ("uuid:one",)
        assert refused(listed) == {"psus.refused_undecided"}


def test_a_unit_of_which_the_status_was_not_told_stands_against_the_approval(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        listed.numbers()
        listed.send(Household(1, MET).record(), Household(2, status="").record())
        assert refused(listed) == {"psus.refused_without_status"}


def test_records_without_verdict_stand_against_the_approval(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        listed.numbers()
        listed.send(Household(1, MET).record())
        listed.running.service.checks.close()
        device = listed.tablets[0]
        listed.running.client.auth = (device.device_id, device.token)
        listed.running.service.settings.__dict__["check_patience"] = 0.0
        assert listed.running.post(Household(2, MET).record()).status_code == 201
        assert listed.psu().state is PsuState.LISTING
        assert refused(listed) == {"psus.refused_unjudged"}


def test_what_is_odd_is_told_and_does_not_stand_against_the_approval(own: Settings, tmp_path: Path) -> None:
    odd_choice = Household(3, MET)
    [other] = {1, 2} - set(odd_choice.selected)
    bad = Household(5, MET).record().replace(Household(5).unit_id, Household(5).unit_id[:-1] + "x")
    mistyped = Household(6).unit_id
    mistyped = mistyped[:-1] + str((int(mistyped[-1]) + 1) % 10)
    with listing_of(own, tmp_path / "draw") as listed:
        listed.numbers(0)
        listed.numbers(1)
        listed.send(
            Household(1, MET).record(),
            odd_choice.record(selected=[other]),
            Household(7, MET, answers={"psu": THIRD}).record(),
            Household(150, MET).record(),
            Household(6, MET).record("uuid:typed").replace(Household(6).unit_id, mistyped),
            bad,
            Household(8, MET, psu_id="TN99-0001").record("uuid:far"),
        )
        found = findings(listed)
        assert found.skipped == (2, 4, 5, 6, *range(101, 150))
        assert found.selected_otherwise == (odd_choice.unit_id,)
        assert found.other_psu == (Household(7).unit_id,)
        assert found.not_given == (Household(150).unit_id,)
        assert found.bad_identifiers == tuple(sorted([mistyped, Household(5).unit_id[:-1] + "x"]))
        assert found.silent == ("lister-2",)
        done = listed.order("approve_psu", psu_id=FIRST)
        assert (done["units"], done["bad_identifiers"], done["silent"]) == (4, 2, 1)
        [line] = odd_choice.selected
        assert f"{odd_choice.unit_id}-{line:02d}" in {row["case_id"] for row in listed.rows("drawn_cases")}


def test_an_approval_of_a_listing_that_has_grown_meanwhile_is_refused(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        listed.numbers()
        listed.send(Household(1, MET).record())
        with pytest.raises(ListingChanged):
            listed.order("approve_psu", psu_id=FIRST, seen="something else")


def test_what_is_refused_leaves_nothing_behind(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        listed.numbers()
        listed.send(Household(1, MET).record("uuid:right"), Household(1, status="4").record("uuid:wrong"))
        version = listed.psu().version
        refused(listed)
        assert listed.rows("listing_units") == []
        assert listed.psu().version == version


def test_a_listing_is_approved_with_the_service_down_too(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        listed.numbers()
        listed.send(*(one.record() for one in FOUND))
    assert orders_of(own)("approve_psu", {"psu_id": FIRST})["cases"] == 4


def test_the_records_of_no_psu_are_told_apart(own: Settings, tmp_path: Path) -> None:
    from survey_api.collection.psus.telling import sample_told

    with listing_of(own, tmp_path / "draw") as listed:
        listed.send(
            Household(8, MET, psu_id="TN99-0001").record("uuid:far"),
            Household(9, MET).record("uuid:short").replace(Household(9).unit_id, "17"),
        )
        forms = own.field_forms
        told = listed.running.service.read(lambda connection: sample_told(connection, forms))
    assert [(one["record"], one["why"]) for one in told["unplaced"]] == [
        ("uuid:far", "psu_not_in_sample"),
        ("uuid:short", "not_a_unit"),
    ]
    assert "seed" not in told["facts"]
    assert SECOND not in str(told["strata"])
