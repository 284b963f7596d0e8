"""What a supervisor steers by, out of a simulated export: in the shape the service reads, part by part."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pyarrow as pa
import pytest

import amem
from analysis.fieldwork.outcomes import OutcomeClass
from analysis.fieldwork.steering.checkable import checkable
from analysis.fieldwork.steering.expectation import Aged, expectation, reached
from analysis.fieldwork.steering.steer import Steered, steering
from analysis.fieldwork.visits import refusals, visits
from questionnaires.contracts import CASES, CONTACT_ATTEMPTS
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from survey_api.supervision.results import SCHEMA, read
from tests.analysis.fieldwork.builders import simulated, simulated_fieldwork

AS_OF = datetime(2026, 10, 20, 18, tzinfo=UTC)


@cache
def known() -> Steered:
    told = simulated()[0]
    psus = {row.levels["psu_id"] for row in simulated_fieldwork().rows}
    return Steered(
        simulated_fieldwork(),
        visits(told[CONTACT_ATTEMPTS], refusals(FIELD_FORMS.contact)),
        told[CASES],
        amem.TUNISIA.load_weighting().classes,
        FIELD_FORMS.zone,
        AS_OF,
        seed=7,
        psu_team={psu: f"T{at % 2}" for at, psu in enumerate(sorted(psus))},
    )


@cache
def line() -> Mapping[str, Any]:
    return steering(known())


def test_every_part_is_there_and_nothing_failed() -> None:
    assert line()["failed"] == []
    assert all(line()[part] for part in ("representativity", "scorecards", "back_checks", "bands"))
    scopes = [(one["scope"]["kind"], one["scope"]["name"]) for one in line()["representativity"]]
    assert scopes[0] == ("survey", "")
    assert {("region", "GT"), ("team", "T0"), ("team", "T1")} <= set(scopes)


def test_the_service_reads_it_as_it_is_written() -> None:
    told = {"schema": SCHEMA, "as_of": AS_OF.isoformat(), "version": 1, "seconds": 0.5, **line()}
    found = read(json.dumps(told).encode())
    assert found.bands[0].points
    assert found.scorecards[0].measures


def test_a_part_that_fails_is_told_and_does_not_stop_the_others() -> None:
    def broken(_: pa.Table) -> pa.Table:
        raise ValueError

    found = steering(replace(known(), classes=broken))
    assert found["failed"] == [{"part": "representativity", "code": "ValueError"}]
    assert found["bands"]


def test_back_checks_verify_every_kind_of_outcome_with_a_probability() -> None:
    units = list(checkable(known().found, known().visits, known().units, {}))
    assert {unit.what.value for unit in units} == {"interview", "refusal", "no_eligible", "vacant"}
    assert all(0 < one["probability"] < 1 for one in line()["back_checks"])
    assert {one["kind"] for one in line()["back_checks"]} <= {"interview", "no_eligible", "vacant", "refusal"}


def test_nothing_is_told_by_residence_status_or_with_answers() -> None:
    variables = {part["variable"] for one in line()["representativity"] for part in one.get("partials", ())}
    missing = {name for one in line()["representativity"] for short in one["missing"] for name in short["categories"]}
    assert variables | missing <= {"region", "milieu", "sex", "age_group", "origin_group"}


def case(since: int | None, held: int | None) -> Aged:
    day = {None: None} | {at: date(2026, 10, at) for at in range(1, 32)}
    return Aged("c", day[since], day[held], {})


def test_cases_too_young_to_tell_are_left_out_of_what_is_reached() -> None:
    cases = [case(1, 3), case(1, None), case(4, None)]  # as of the 5th: ages 2 (held), 4, 1
    assert reached(cases, date(2026, 10, 5)) == pytest.approx((0, 0, 0.5, 0.5, 0.5))


def test_what_is_expected_is_what_cases_of_the_same_age_reach() -> None:
    shares = (0.0, 0.5, 0.8)
    cases = [case(1, 2), case(2, None), case(None, None)]
    found = expectation(cases, shares, date(2026, 10, 3))
    assert [(one.expected, one.done) for one in found.days[:4]] == [
        (pytest.approx(0.0), 0),
        (pytest.approx(0.5), 1),
        (pytest.approx(1.3), 1),
        (pytest.approx(1.6), None),
    ]
    assert found.target == pytest.approx(2.4)
    assert found.end is None  # a case that nobody went to has no end in sight
    assert all(one.low <= one.expected <= one.high for one in found.days)


def test_a_field_without_visits_expects_nothing_yet() -> None:
    found = expectation([case(None, None)], reached([case(None, None)], date(2026, 10, 3)), date(2026, 10, 3))
    assert (found.target, found.days, found.end) == (0.0, (), None)


def test_the_whole_survey_reaches_what_is_expected_of_it() -> None:
    survey = line()["bands"][0]
    point = next(one for one in survey["points"] if one["day"] == AS_OF.date().isoformat())
    held = sum(row.outcome in (OutcomeClass.COMPLETE, OutcomeClass.PARTIAL) for row in simulated_fieldwork().rows)
    assert point["done"] <= held
    assert point["expected"] == pytest.approx(point["done"], rel=0.1)
