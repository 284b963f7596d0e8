"""What back-checks found: false outcomes of every kind, answers that differ, weighted rates in what is steered by."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest

from analysis.fieldwork.back_checks.choosing import Checkable, Chosen, Part, What
from analysis.fieldwork.back_checks.comparing import Kind, Tally
from analysis.fieldwork.steering.asked_again import AskedAgain, asked_again
from analysis.fieldwork.steering.steer import steering
from questionnaires.tunisia.fieldwork import BACK_CHECK
from tests.analysis.fieldwork.test_steering import known

AT = datetime(2026, 10, 5, 9, tzinfo=UTC)
SAID = {"sex": "1", "age": 30, "arr_year": 2019, "edu_level": "3", "hh_size": 4}


def chosen(what: What, case: str | None = None) -> Chosen:
    return Chosen(Checkable("U1", case, "P1", "E01", what, AT), Part.RANDOM, 0.5, AT)


def made(case: str | None = None, **answers: object) -> dict[str, Any]:
    row = {"back_check_id": "b", "unit_id": "U1", "case_id": case, "started_at": AT, "review_state": "received"}
    return {**row, **answers}


def found(rows: list[dict[str, Any]], interviews: list[dict[str, Any]] | None = None) -> AskedAgain:
    held = None if interviews is None else pa.Table.from_pylist(interviews)
    told = asked_again(pa.Table.from_pylist(rows), held, BACK_CHECK)
    assert told is not None
    return told


@pytest.mark.parametrize(
    ("what", "answers", "tally"),
    [
        (What.NO_ELIGIBLE, {"bc_elig": 0, "bc_visited": "1"}, Tally(1, 0)),
        (What.NO_ELIGIBLE, {"bc_elig": 2, "bc_visited": "1"}, Tally(1, 1)),
        (What.NO_ELIGIBLE, {"bc_elig": None, "bc_visited": "0"}, Tally(1, 1)),
        (What.NO_ELIGIBLE, {"bc_elig": None, "bc_visited": None}, Tally(0, 0)),
        (What.VACANT, {"bc_status": "4"}, Tally(1, 0)),
        (What.VACANT, {"bc_status": "2"}, Tally(1, 1)),
        (What.REFUSAL, {"bc_visited": "0"}, Tally(1, 1)),
    ],
)
def test_an_outcome_is_verified_by_what_somebody_else_finds(
    what: What, answers: dict[str, object], tally: Tally
) -> None:
    assert found([made(**answers)]).tallies([chosen(what)]) == {"U1": tally}


def test_an_interview_is_compared_by_facts_and_by_what_is_hard_to_ask() -> None:
    again = made("C1", bc_person="1", bc_asked="1", **{**SAID, "age": 31, "edu_level": "5", "sex": "2"})
    told = found([again], [{"case_id": "C1", **SAID}])
    assert told.tallies([chosen(What.INTERVIEW, "C1")], (Kind.FACT,)) == {"C1": Tally(4, 1)}  # the sex; a year is near
    assert told.tallies([chosen(What.INTERVIEW, "C1")], (Kind.HARD,)) == {"C1": Tally(2, 1)}


def test_a_person_who_was_never_asked_makes_the_interview_false() -> None:
    told = found([made("C1", bc_person="1", bc_asked="0")], [{"case_id": "C1", **SAID}])
    assert told.tallies([chosen(What.INTERVIEW, "C1")], (Kind.FACT,)) == {"C1": Tally(1, 1)}


def test_back_checks_that_were_not_drawn_or_do_not_stand_say_nothing() -> None:
    assert found([made(bc_status="2")]).tallies([]) == {}
    voided = {**made(bc_status="2"), "review_state": "voided"}
    assert found([voided]).tallies([chosen(What.VACANT)]) == {}
    assert asked_again(None, None, BACK_CHECK) is None


def test_what_was_found_is_in_what_is_steered_by() -> None:
    vacant = [one for one in known().chosen if one.unit.what is What.VACANT][:6]
    assert len(vacant) == 6
    rows = [
        {**made(bc_status="1" if at < 2 else "4"), "unit_id": one.unit.unit_id, "back_check_id": f"b{at}"}
        for at, one in enumerate(vacant)
    ]
    line = steering(replace(known(), again=found(rows)))
    assert line["failed"] == []
    whole = line["error_rates"][0]
    assert (whole["interviewer"], whole["kind"], whole["compared"]) == ("", 1, 6)
    assert 0 < whole["low"] < whole["value"] < whole["high"] < 1
    done = [one for one in line["back_checks"] if one["done"]]
    assert {one["case_id"] for one in done} == {one.unit.name for one in vacant}
    assert sum(one["differences"] for one in done) == 2


def test_what_back_checks_found_of_an_interviewer_is_on_the_card() -> None:
    doors = [one for one in known().chosen if one.unit.what is What.NO_ELIGIBLE]
    who = doors[0].unit.interviewer
    rows = [
        {**made(bc_elig=2 if one.unit.interviewer == who else 0, bc_visited="1"), "unit_id": one.unit.unit_id}
        for one in doors
    ]
    line = steering(replace(known(), again=found(rows)))
    assert line["failed"] == []
    told = {
        card["interviewer"]: measure
        for card in line["scorecards"]
        for measure in card["measures"]
        if measure["code"] == "scorecards.errors"
    }
    assert told[who]["value"] == 1
    assert 0 < told[who]["expected"] < 1
    assert {one["value"] for name, one in told.items() if name != who} <= {0, None}
