"""The table of review: every state with every action by every hand, against the words of the rule."""

import itertools

import pytest

from presentation.messages import catalogue
from questionnaires.codes import ReviewState
from survey_api.collection.reviews.errors import NotNow
from survey_api.collection.reviews.state import (
    BY_ACTION,
    IN_FILES,
    RULES,
    SURVEY_SOLUTIONS,
    Action,
    Hand,
    State,
    after,
    allowed,
)

# Written down a second time, as a table that a supervisor could read: state, action, hand -> state that follows.
ROADS = """
received                 check                   service      auto_checked
auto_checked             approve                 supervisor   sup_approved
auto_checked             return                  supervisor   sup_returned
auto_checked             escalate                supervisor   persistent
hq_returned_supervisor   approve                 supervisor   sup_approved
hq_returned_supervisor   return                  supervisor   sup_returned
hq_returned_supervisor   escalate                supervisor   persistent
reopened                 approve                 supervisor   sup_approved
reopened                 return                  supervisor   sup_returned
reopened                 escalate                supervisor   persistent
sup_returned             recall                  supervisor   auto_checked
sup_approved             hq_approve              quality      hq_approved
persistent               hq_approve              quality      hq_approved
sup_approved             hq_return_supervisor    quality      hq_returned_supervisor
persistent               hq_return_supervisor    quality      hq_returned_supervisor
reopened                 hq_return_supervisor    quality      hq_returned_supervisor
sup_approved             hq_return_interviewer   quality      hq_returned_interviewer
persistent               hq_return_interviewer   quality      hq_returned_interviewer
reopened                 hq_return_interviewer   quality      hq_returned_interviewer
hq_returned_interviewer  hq_recall               quality      hq_returned_supervisor
hq_approved              lock                    quality      locked
hq_approved              confirm_reopen          quality      reopened
locked                   confirm_reopen          quality      reopened
voided                   confirm_reopen          quality      reopened
fork                     archive                 supervisor   archived
fork                     archive                 quality      archived
"""
BEFORE_FINAL = (
    *("received", "auto_checked", "sup_approved", "sup_returned", "persistent", "hq_returned_supervisor"),
    *("hq_returned_interviewer", "hq_approved", "reopened", "fork", "archived"),
)


def roads() -> set[tuple[str, ...]]:
    found = {tuple(line.split()) for line in ROADS.strip().splitlines()}
    found |= {(state, "confirm_void", "quality", "voided") for state in BEFORE_FINAL}
    arrives = (set(BEFORE_FINAL) | {"quarantined"}) - {"archived"}
    return found | {(state, "arrive", "tablet", "received") for state in arrives}


def moving() -> set[tuple[str, ...]]:
    every = itertools.product(State, Action, Hand)
    return {
        (state, action, hand, after(state, action))
        for state, action, hand in every
        if allowed(state, action, hand) and BY_ACTION[action].target is not None
    }


def test_the_roads_between_states_are_these_and_no_others() -> None:
    assert moving() == roads()


def test_there_is_one_line_for_each_action() -> None:
    assert [rule.action for rule in RULES] == list(Action)


@pytest.mark.parametrize("state", State)
def test_in_every_state_what_is_not_allowed_is_refused_with_a_sentence_of_its_own(state: State) -> None:
    [problem] = NotNow.in_state(state, "uuid:i1").problems
    assert problem.code == f"reviews.not_when_{state}"
    assert "{record}" in catalogue()[problem.code].in_("fr")


def test_of_what_is_gone_nothing_can_be_done() -> None:
    assert not any(allowed(State.GONE, action, hand) for action in Action for hand in Hand)


def test_an_action_out_of_place_changes_nothing() -> None:
    for state, action in itertools.product(State, Action):
        if state not in BY_ACTION[action].sources:
            assert after(state, action) is state


def test_an_interviewer_decides_nothing_but_answers() -> None:
    assert {action for state in State for action in Action if allowed(state, action, Hand.INTERVIEWER)} == {"answer"}


def test_what_two_people_must_do_is_for_headquarters_alone() -> None:
    for action in (Action.ASK_VOID, Action.CONFIRM_VOID, Action.ASK_REOPEN, Action.CONFIRM_REOPEN, Action.REFUSE):
        assert BY_ACTION[action].hands == {Hand.QUALITY}


def test_every_state_has_its_code_in_files_and_in_survey_solutions() -> None:
    assert set(IN_FILES) == set(SURVEY_SOLUTIONS) == set(State)
    assert set(IN_FILES.values()) == set(ReviewState)
    assert {SURVEY_SOLUTIONS[state] for state in State} == {100, 65, 120, 125, 130, -1, None}
