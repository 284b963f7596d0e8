"""Where an interview stands: the same whatever the order in which its versions came."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_api.collection.reviews.standing import Standing, beside_rivals, object_named, standings
from survey_api.collection.reviews.state import State, Suggestion
from survey_api.collection.reviews.threads import ThreadState
from survey_api.collection.reviews.versions import Record, suggestion
from survey_api.store.decisions import Decision

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FORM = "interview"


def record(told: str, number: int, **more: Any) -> Record:
    """``b<a`` replaces a; ``(b<a)`` waits in quarantine."""
    name, _, parent = told.strip("()").partition("<")
    apart = "unknown_version" if told.startswith("(") else None
    return Record(number, FORM, name, parent or None, apart, problems=(), **{"team": "north", **more})


def records(*told: str) -> list[Record]:
    return [record(one, number) for number, one in enumerate(told, 1)]


def decided(*told: tuple[str, int] | tuple[str, int, dict[str, Any]], name: str = "a") -> list[Decision]:
    """Decisions about one interview: the action, the number of the version, and more."""
    found = []
    for version, (action, submission, *more) in enumerate(told, 1):
        details = {"submission": submission, "expires": (NOON + timedelta(days=14)).isoformat()}
        details |= more[0] if more else {}
        at = NOON + timedelta(minutes=version)
        found.append(Decision(object_named(FORM, name), version, action, "amal", at, details))
    return found


def one(found: Sequence[Record], decisions: Sequence[Decision] = ()) -> Standing:
    [standing] = standings(found, by_object(decisions))
    return standing


def by_object(decisions: Sequence[Decision]) -> dict[str, list[Decision]]:
    grouped: dict[str, list[Decision]] = {}
    for decision in decisions:
        grouped.setdefault(decision.object, []).append(decision)
    return grouped


def test_a_record_without_a_verdict_was_only_received() -> None:
    assert one([replace(record("a", 1), problems=None)]).state is State.RECEIVED


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((), Suggestion.CLEAN),
        (("checks.calculate",), Suggestion.COMMENT),
        (("checks.calculate", "checks.required"), Suggestion.REVIEW),
        (("checks.required", "checks.constraint"), Suggestion.REJECT_SUGGESTED),
        (("checks.something_new",), Suggestion.REVIEW),
    ],
)
def test_what_checking_found_suggests_what_to_do(codes: tuple[str, ...], expected: Suggestion) -> None:
    assert suggestion(codes) is expected


def test_the_whole_road() -> None:
    road = decided(("approve", 1), ("hq_approve", 1), ("lock", 1))
    states = [one(records("a"), road[:n]).state for n in range(4)]
    assert states == [State.AUTO_CHECKED, State.SUP_APPROVED, State.HQ_APPROVED, State.LOCKED]


def test_a_revised_version_starts_again_and_what_was_decided_about_the_former_one_is_history() -> None:
    road = decided(("return", 1, {"issues": ["/data/age"]}), ("approve", 1))
    assert one(records("a", "b<a"), road[:1]).state is State.AUTO_CHECKED
    assert one(records("a", "b<a"), road).state is State.AUTO_CHECKED
    assert one(records("a", "b<a"), [*road, *decided(("approve", 2))]).state is State.SUP_APPROVED


def test_an_approval_out_of_place_changes_nothing() -> None:
    assert one(records("a"), decided(("hq_approve", 1))).state is State.AUTO_CHECKED


@given(st.permutations(["a", "b<a", "c<b", "d<c"]), st.integers(0, 3))
def test_versions_in_any_order_come_to_the_same_head_and_keep_the_name_of_the_first_that_came(
    told: list[str], again: int
) -> None:
    arrived = records(*told)
    names = [one(arrived[: n + 1]).name for n in range(4) if len(standings(arrived[: n + 1], {})) == 1]
    assert set(names) == {arrived[0].instance_id}
    whole = one(arrived)
    assert whole.head is not None
    assert whole.head.instance_id == "d"
    assert one([*arrived, arrived[again]]).head == whole.head


@given(st.permutations(["a", "b<a", "c<b"]), st.permutations(range(3)))
def test_decisions_about_one_version_lead_to_the_same_state_whatever_came_first(
    told: list[str], order: list[int]
) -> None:
    arrived = records(*told)
    last = next(record.number for record in arrived if record.instance_id == "c")
    road = decided(("approve", last), ("hq_approve", last), name=arrived[0].instance_id)
    shuffled = [arrived[place] for place in order]
    assert one(shuffled, road).state is State.HQ_APPROVED


def test_what_was_decided_about_two_that_turn_out_to_be_one_is_read_together() -> None:
    about_c = decided(("approve", 1), name="c")
    apart = records("c<b", "a")
    assert [standing.state for standing in standings(apart, by_object(about_c))] == [
        State.SUP_APPROVED,
        State.AUTO_CHECKED,
    ]
    joined = one(records("c<b", "a", "b<a"), about_c)
    assert (joined.name, joined.state, joined.version) == ("c", State.SUP_APPROVED, 1)


def test_two_versions_of_one_are_a_fork_until_somebody_picks() -> None:
    fork = records("a", "b<a", "c<a")
    before = one(fork)
    assert before.state is State.FORK
    assert before.head == fork[2], "the one taken last stands meanwhile"
    picked = one(fork, decided(("pick", 2, {"over": [3]})))
    assert picked.head == fork[1]
    assert picked.state is State.AUTO_CHECKED
    assert picked.passed_over == (fork[2],)
    turned = one(fork, decided(("pick", 2, {"over": [3]}), ("pick", 3, {"over": [2]})))
    assert turned.head == fork[2]


def test_whoever_goes_on_with_what_was_not_picked_makes_a_fork_again() -> None:
    picked = decided(("pick", 2, {"over": [3]}))
    assert one(records("a", "b<a", "c<a", "d<b"), picked).state is State.AUTO_CHECKED
    assert one(records("a", "b<a", "c<a", "d<c"), picked).state is State.FORK


def test_two_interviews_of_one_case_are_a_fork_and_others_are_not() -> None:
    first, second = record("a", 1, case_id="A-1-01", held=True), record("b", 2, case_id="A-1-01", held=True)
    other = replace(record("v", 3, case_id="A-1-01"), form_id="visit")
    found = beside_rivals(standings([first, second, other], {}))
    assert [(standing.state, standing.rivals) for standing in found] == [
        (State.FORK, ("b",)),
        (State.FORK, ("a",)),
        (State.AUTO_CHECKED, ()),
    ]


def test_the_interview_that_was_not_picked_is_archived_and_can_be_picked_after_all() -> None:
    both = [record("a", 1, case_id="A-1-01", held=True), record("b", 2, case_id="A-1-01", held=True)]
    picked = decided(("pick", 1, {"over": [], "rivals": ["b"]})) + decided(("archive", 2), name="b")
    found = beside_rivals(standings(both, by_object(picked)))
    assert [(one.state, one.counts) for one in found] == [(State.AUTO_CHECKED, True), (State.ARCHIVED, False)]
    assert found[1].rivals == ("a",)
    again = decided(("pick", 1, {}), ("archive", 1)) + decided(("archive", 2), ("pick", 2, {"over": []}), name="b")
    found = beside_rivals(standings(both, by_object(again)))
    assert [one.state for one in found] == [State.ARCHIVED, State.AUTO_CHECKED]


def test_a_locked_version_stands_whatever_comes_later() -> None:
    road = decided(("approve", 1), ("hq_approve", 1), ("lock", 1))
    found = one(records("a", "b<a"), road)
    assert (found.state, found.head, found.late) == (State.LOCKED, found.members[0], (found.members[1],))
    opened = one(records("a", "b<a"), [*road, *decided(*[("x", 0)] * 3, ("confirm_reopen", 2))[3:]])
    assert opened.head == opened.members[1]


def test_what_is_voided_stays_so_whatever_version_comes() -> None:
    asked = decided(("ask_void", 1), ("confirm_void", 1))
    assert one(records("a"), asked[:1]).asked == asked[0]
    voided = one(records("a", "b<a"), asked)
    assert (voided.state, voided.counts, voided.asked) == (State.VOIDED, False, None)


def test_that_somebody_asked_to_void_outlives_a_new_version_and_to_reopen_does_not() -> None:
    assert one(records("a", "b<a"), decided(("ask_void", 1))).asked is not None
    road = decided(("approve", 1), ("hq_approve", 1), ("ask_reopen", 1))
    assert one(records("a"), road).asked is not None
    assert one(records("a", "b<a"), road).asked is None


def test_an_interview_of_which_nothing_is_accepted_is_in_quarantine() -> None:
    found = one(records("(a)"))
    assert (found.state, found.counts, len(found.apart)) == (State.QUARANTINED, False, 1)
    kept = one(records("(a)"), decided(("keep_apart", 1, {"item": 1})))
    assert (kept.state, kept.apart) == (State.QUARANTINED, ())


def test_what_is_deleted_or_withdrawn_is_gone() -> None:
    gone = replace(record("a", 1), quarantine="withdrawn")
    assert one([gone], decided(("approve", 1))).state is State.GONE


def test_returns_are_counted_by_issue_and_one_taken_back_does_not_count() -> None:
    age = {"issues": ["/data/age"]}
    road = decided(("return", 1, age), ("recall", 1), ("return", 1, age), ("return", 2, age))
    assert one(records("a", "b<a"), road).returns == {"/data/age": 2}


def asking(thread: int, comment: int) -> dict[str, Any]:
    return {"threads": [{"thread": thread, "comment": comment, "path": "/data/age", "position": ""}]}


def test_a_comment_is_answered_by_words_or_by_a_later_version_and_closed_by_a_reviewer() -> None:
    road = decided(("return", 1, asking(1, 1)), ("answer", 1, {"thread": 1, "comment": 2}))
    opened, answered = one(records("a"), road[:1]).threads, one(records("a"), road).threads
    assert [thread.state for thread in (*opened, *answered)] == [ThreadState.OPEN, ThreadState.ANSWERED]
    assert answered[0].comments == (1, 2)
    [revised] = one(records("a", "b<a"), road[:1]).threads
    assert revised.state is ThreadState.ANSWERED
    closed = decided(("return", 1, asking(1, 1)), ("close_comment", 1, {"thread": 1}))
    assert one(records("a"), closed).unresolved == ()
    raised = [*closed, *decided(*[("x", 0)] * 2, ("return", 1, asking(1, 3)))[2:]]
    [again] = one(records("a"), raised).threads
    assert (again.state, again.comments) == (ThreadState.OPEN, (1, 3))
