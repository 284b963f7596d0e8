"""Single rules of the history of a case, told by a few visits."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

from questionnaires.facts import RecordFacts, RecordKind
from questionnaires.precedence import CURRENT
from survey_api.collection.cases.history import History, Made, Why, history
from tests.survey_api.forms import FIELD_FORMS

ZONE = ZoneInfo("Africa/Tunis")
NOON = datetime(2026, 11, 10, 11, tzinfo=UTC)


def visit(
    name: str, days: float, outcome: str, by: str = "E1", *, case: str | None = "U-01", closes: bool = False
) -> Made:
    at = NOON + timedelta(days=days)
    told: dict[str, Any] = {"interviewer_id": by, "outcome": outcome, "result": "x", "mode": "1", "closes": closes}
    return Made(name, RecordFacts(RecordKind.VISIT, unit_id="U", case_id=case, at=at, **told))


def spoken(name: str, days: float, outcome: str, by: str = "E1") -> Made:
    at = NOON + timedelta(days=days)
    return Made(
        name, RecordFacts(RecordKind.INTERVIEW, case_id="U-01", interviewer_id=by, at=at, ended_at=at, outcome=outcome)
    )


def told(*made: Made) -> History:
    found = [history(order, FIELD_FORMS.rules, CURRENT, ZONE) for order in permutations(made)]
    assert all(one == found[0] for one in found)
    return found[0]


def test_a_refusal_told_by_a_visit_and_by_its_interview_is_one() -> None:
    found = told(visit("v", 0, "2.112"), spoken("i", 0.01, "2.112"))
    assert found.closure is None
    assert told(visit("v", 0, "2.112"), spoken("i", 6, "2.112", "E2")).closure is not None


def test_refusals_before_anybody_was_selected_are_not_the_persons() -> None:
    found = told(visit("v1", 0, "2.111", case=None), visit("v2", 1, "2.111"))
    assert (found.closure, [one.name for one in found.before]) == (None, ["v1"])


def test_fear_at_the_door_before_anybody_was_selected_closes_the_dwelling() -> None:
    found = told(visit("v1", 0, "2.111", case=None, closes=True), visit("v2", 1, "2.24"))
    assert found.closure is not None
    assert [one.name for one in found.attempts] == ["v1"]


def test_a_break_off_for_fear_is_no_breach_of_its_own_interview() -> None:
    found = told(visit("v", 0, "2.12", closes=True), spoken("i", 0.05, "2.12"))
    assert (found.breaches, found.interview and found.interview.name) == ((), "i")
    other = told(visit("v", 0, "2.12", closes=True), spoken("i", 0.05, "1.1", "E2"))
    assert [one.why for one in other.breaches] == [Why.AFTERWARDS]


def test_the_most_complete_interview_counts_then_the_latest() -> None:
    found = told(spoken("a", 0, "1.2"), spoken("b", 1, "1.1"), spoken("c", 2, "2.12"), spoken("d", 0.5, "1.1"))
    assert [one.name for one in found.interviews] == ["b", "d", "a", "c"]


def test_the_same_person_after_a_refusal_breaks_the_protocol_and_counts() -> None:
    found = told(
        visit("v1", 0, "2.112"), visit("v2", 7, "2.24"), visit("v3", 8, "2.24", "E2"), visit("v4", 1, "2.24", "E3")
    )
    assert [(one.name, one.why) for one in found.breaches] == [("v4", Why.TOO_EARLY), ("v2", Why.SAME_PERSON)]
    assert len(found.visits) == 4
