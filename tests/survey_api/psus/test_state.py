"""Where a PSU stands: derived, whatever the order in which things came; a plain model decides beside it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from questionnaires.problems import ProblemError
from survey_api.collection.errors import NotAllowed
from survey_api.collection.people import Role
from survey_api.collection.psus.errors import NeedsReason, NotInState
from survey_api.collection.psus.state import RULES, PsuAction, PsuFacts, PsuState, possible, require, state_of

S = PsuState
REASON = "a unit was missed"


class PsuOnPaper(RuleBasedStateMachine):
    """A PSU worked at random. The model is what a clerk keeps: was it approved, closed, reopened; what lies there."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = PsuFacts()
        self.decided: list[PsuAction] = []
        self.approved = self.closed = self.reopened = False

    @property
    def state(self) -> PsuState:
        return state_of(self.facts, self.decided)

    def expected(self) -> PsuState:
        facts = self.facts
        if self.closed:
            return S.CLOSED
        if self.reopened:
            return S.REOPENED
        if self.approved:
            if facts.unfinished == 0:
                return S.EFFORT_COMPLETE
            if facts.visits > 0:
                return S.IN_FIELD
            return S.SAMPLE_DRAWN if facts.cases > 0 else S.LISTING_APPROVED
        if facts.units > 0 and facts.waiting == 0 and facts.silent == 0:
            return S.LISTED
        return S.LISTING if facts.units or facts.waiting or facts.tablets else S.PLANNED

    @rule(sent=st.booleans())
    def a_tablet_gets_numbers(self, sent: bool) -> None:
        self.facts = replace(self.facts, tablets=self.facts.tablets + 1, silent=self.facts.silent + (not sent))

    @rule(units=st.integers(1, 3), waiting=st.integers(0, 2))
    def units_come(self, units: int, waiting: int) -> None:
        self.facts = replace(self.facts, units=self.facts.units + units, waiting=waiting, silent=0)

    @rule()
    def verdicts_come(self) -> None:
        self.facts = replace(self.facts, waiting=0)

    @precondition(lambda self: self.approved)
    @rule(cases=st.integers(0, 3), visits=st.integers(0, 3), unfinished=st.integers(0, 3))
    def work_goes_on(self, cases: int, visits: int, unfinished: int) -> None:
        self.facts = replace(self.facts, cases=cases, visits=visits, unfinished=unfinished)

    @rule(
        action=st.sampled_from(PsuAction),
        role=st.sampled_from([None, *Role]),
        reason=st.sampled_from(["", "  ", REASON]),
    )
    def somebody_decides(self, action: PsuAction, role: Role | None, reason: str) -> None:
        state, may = self.expected(), self.may(action, role, reason.strip())
        try:
            require(action, "P", state, role, reason)
        except (NotInState, NotAllowed, NeedsReason):
            assert not may
            return
        assert may
        self.decided.append(action)
        if action is PsuAction.APPROVE:
            self.approved, self.reopened = True, False
        elif action is PsuAction.CLOSE:
            self.closed, self.reopened = True, False
        elif action is PsuAction.REOPEN:
            self.closed, self.reopened = False, True

    def may(self, action: PsuAction, role: Role | None, reason: str) -> bool:
        state, hands = self.expected(), {None, Role.SAMPLING}
        if action is PsuAction.ASSIGN:
            return state is not S.CLOSED and role in hands | {Role.ADMINISTRATOR}
        if action is PsuAction.APPROVE:
            return state in (S.LISTING, S.LISTED, S.REOPENED) and role in hands | {Role.SUPERVISOR}
        if action is PsuAction.REOPEN:
            return (self.closed or (self.approved and not self.reopened)) and role in hands and bool(reason)
        if state is S.EFFORT_COMPLETE:
            return role in hands | {Role.SUPERVISOR}
        return state is not S.CLOSED and role in hands and bool(reason)

    @invariant()
    def the_state_is_what_the_paper_says(self) -> None:
        assert self.state is self.expected()


PsuOnPaper.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestPsuOnPaper = PsuOnPaper.TestCase


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.SUPERVISOR, Role.SAMPLING, Role.ADMINISTRATOR)]
)
@pytest.mark.parametrize("state", PsuState)
def test_nobody_else_decides_about_a_psu(role: Role, state: PsuState) -> None:
    assert possible(state, role) == ()
    for action in PsuAction:
        with pytest.raises(ProblemError):
            require(action, "P", state, role, REASON)


@given(st.sampled_from(PsuState), st.sampled_from(Role))
def test_what_is_possible_is_what_is_not_refused(state: PsuState, role: Role) -> None:
    for action in PsuAction:
        try:
            require(action, "P", state, role, REASON)
        except (NotInState, NotAllowed):
            assert action not in possible(state, role)
        else:
            assert action in possible(state, role)


def test_only_what_departs_from_the_plan_needs_a_reason() -> None:
    assert {(rule.action, rule.reason) for rule in RULES} == {
        (PsuAction.ASSIGN, False),
        (PsuAction.APPROVE, False),
        (PsuAction.CLOSE, False),
        (PsuAction.CLOSE, True),
        (PsuAction.REOPEN, True),
    }


def test_a_psu_that_came_listed_is_in_the_field_from_the_start() -> None:
    came = PsuFacts(came_listed=True, cases=3, unfinished=2)
    assert state_of(came, ()) is S.SAMPLE_DRAWN
    assert state_of(replace(came, visits=1), ["assign"]) is S.IN_FIELD
    assert state_of(replace(came, unfinished=0), ()) is S.EFFORT_COMPLETE
