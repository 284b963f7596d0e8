"""Whatever tablets send and reviewers decide, in any order: the service stands where a plain model stands."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from questionnaires.problems import ProblemError
from survey_api.collection.reviews.reading import standing_of
from survey_api.collection.reviews.standing import Standing
from tests.survey_api import builders
from tests.survey_api.builders import Field, a_home, interview, settings_of
from tests.survey_api.reviews.reviewing import FORM, QUALITY, SECOND, SUPERVISOR, appoint, asking, decide

SHARE = 10  # each history is as long as many examples of another test
PEOPLE = st.sampled_from([SUPERVISOR, QUALITY, SECOND])
PLAIN = {
    ("approve", SUPERVISOR): {"auto_checked": "sup_approved", "reopened": "sup_approved", "hq_sup": "sup_approved"},
    ("recall", SUPERVISOR): {"sup_returned": "auto_checked"},
    ("recall", QUALITY): {"hq_int": "hq_sup"},
    ("lock", QUALITY): {"hq_approved": "locked"},
}
NAMES = {"hq_sup": "hq_returned_supervisor", "hq_int": "hq_returned_interviewer"}


@dataclass
class Model:
    """One interview in the plainest words: what was decided about which version, and what is asked for."""

    versions: list[int] = field(default_factory=list)
    decided: dict[int, str] = field(default_factory=dict)  # the state of each version
    returns: int = 0
    issues: list[int] = field(default_factory=list)  # versions whose comment is not closed: 1 while it waits
    asked: tuple[str, str, int] | None = None
    voided: bool = False
    locked: int | None = None
    n: int = 0  # decisions
    open_thread: bool = False

    @property
    def head(self) -> int:
        return self.locked if self.locked is not None else max(self.versions)

    @property
    def state(self) -> str:
        if self.voided:
            return "voided"
        return "locked" if self.locked is not None else self.decided[self.head]

    def arrive(self, version: int) -> None:
        self.versions.append(version)
        self.decided[version] = "auto_checked"
        if self.asked and self.asked[0] == "reopen" and max(self.versions) == version and self.locked is None:
            self.asked = None if not self.voided and self.asked[2] != version else self.asked

    def go(self, deed: str, by: str, *, comment: bool = False, to: str = "") -> bool:
        """Whether it is done."""
        done = self._go(deed, by, comment=comment, to=to)
        self.n += done
        return done

    def _go(self, deed: str, by: str, *, comment: bool, to: str) -> bool:
        headquarters = by != SUPERVISOR
        state = self.state
        if deed in ("void", "reopen", "confirm", "refuse", "lock") and not headquarters:
            return False
        if deed == "refuse":
            was, self.asked = self._asked(), None
            return was is not None
        if deed == "confirm":
            return self._confirm(by)
        if deed == "close":
            was, self.open_thread = self._threads > 0, False
            return was
        if self._asked() is not None:
            return False
        if deed == "void":
            return self._ask("void", by, state not in ("voided", "locked"))
        if deed == "reopen":
            return self._ask("reopen", by, state in ("voided", "locked", "hq_approved"))
        if deed == "return":
            return self._return(headquarters, state, comment=comment, to=to)
        if deed == "approve" and headquarters:
            if state not in ("sup_approved", "persistent") or self.open_thread:
                return False
            self.decided[self.head] = "hq_approved"
            return True
        after = PLAIN.get((deed, QUALITY if headquarters else SUPERVISOR), {}).get(state)
        if after is None:
            return False
        if after == "locked":
            self.locked = self.head
        else:
            self.decided[self.head] = after
        if deed == "recall" and self._last_return_counts:
            self.returns -= 1
            self._last_return_counts.pop()
        return True

    _threads: int = 0
    _last_return_counts: list[int] = field(default_factory=list)

    def _asked(self) -> tuple[str, str, int] | None:
        if self.asked and self.asked[0] == "reopen" and self.asked[2] != self.head:
            return None
        return self.asked

    def _ask(self, what: str, by: str, allowed: bool) -> bool:
        if allowed:
            self.asked = (what, by, self.head)
        return allowed

    def _confirm(self, by: str) -> bool:
        asked = self._asked()
        if asked is None or asked[1] == by:
            return False
        if asked[0] == "void" and self.state in ("voided", "locked"):
            return False
        if asked[0] == "reopen" and self.state not in ("voided", "locked", "hq_approved"):
            return False
        self.asked = None
        if asked[0] == "void":
            self.voided = True
        else:
            self.decided[self.head] = "reopened"
            self.voided, self.locked = False, None
        return True

    def _return(self, headquarters: bool, state: str, *, comment: bool, to: str) -> bool:
        if headquarters:
            if state not in ("sup_approved", "persistent", "reopened"):
                return False
            self.decided[self.head] = "hq_sup" if to == "supervisor" else "hq_int"
            counts = to != "supervisor"
        else:
            if state not in ("auto_checked", "hq_sup", "reopened"):
                return False
            counts = self.returns < 2
            self.decided[self.head] = "sup_returned" if counts else "persistent"
        if counts:
            self.returns += 1
            self._last_return_counts.append(1)
        if comment:
            self._threads += 1
            self.open_thread = True
        return True


class Reviews(RuleBasedStateMachine):
    """One interview of one case, its versions in any order, and three people who decide."""

    tablet: Field
    numbers = count()

    @initialize(last=st.integers(0, 3), again=st.booleans())
    def begin(self, last: int, again: bool) -> None:
        self.model = Model()
        self.case = f"R-{next(self.numbers)}"
        self.send(last)
        if again:
            self.send(last)

    def xml(self, version: int) -> str:
        replaces = f"uuid:{self.case}-{version - 1}" if version else ""
        return interview(f"uuid:{self.case}-{version}", replaces=replaces, case_id=self.case, age=str(30 + version))

    @rule(version=st.integers(0, 4))
    def send(self, version: int) -> None:
        """A version arrives, for the first time or again; what stands between it and the others may be missing."""
        if version not in self.model.versions and not self.tied(version):
            return
        assert self.tablet.post(self.xml(version)).status_code == 201
        if version not in self.model.versions:
            self.model.arrive(version)
        self.tablet.settle()

    def tied(self, version: int) -> bool:
        """Whether it is one interview with what came: only neighbours tie, so that the model needs no graph."""
        return not self.model.versions or version in (min(self.model.versions) - 1, max(self.model.versions) + 1)

    def decide(self, deed: str, by: str, told: bool, **more: Any) -> None:
        expected = self.model.n if told else None
        seen = f"uuid:{self.case}-{self.model.head}" if told else None
        record = f"uuid:{self.case}-{self.model.versions[0]}"
        try:
            decide(self.tablet, deed, by, record, expected=expected, seen=seen, **more)
            done = True
        except ProblemError:
            done = False
        name = {"close-comment": "close"}.get(deed, deed)
        expected_done = self.model.go(name, by, comment=bool(more.get("comments")), to=more.get("to", ""))
        assert done == expected_done, (deed, by, self.model)

    @rule(by=PEOPLE, told=st.booleans())
    def approve(self, by: str, told: bool) -> None:
        self.decide("approve", by, told)

    @rule(by=PEOPLE, to=st.sampled_from(["supervisor", "interviewer"]), told=st.booleans())
    def send_back(self, by: str, to: str, told: bool) -> None:
        self.decide("return", by, told, to=to, comments=asking())

    @rule(by=PEOPLE)
    def recall(self, by: str) -> None:
        self.decide("recall", by, told=True)

    @rule(by=PEOPLE)
    def close(self, by: str) -> None:
        threads = self.standing().threads
        self.decide("close-comment", by, told=True, thread=threads[0].number if threads else 0)

    @rule(by=PEOPLE)
    def lock(self, by: str) -> None:
        self.decide("lock", by, told=True)

    @rule(by=PEOPLE)
    def void(self, by: str) -> None:
        self.decide("void", by, told=True, reason="fabricated", evidence="a reason")

    @rule(by=PEOPLE)
    def reopen(self, by: str) -> None:
        self.decide("reopen", by, told=True, reason="new_evidence")

    @rule(by=PEOPLE, told=st.booleans())
    def confirm(self, by: str, told: bool) -> None:
        self.decide("confirm", by, told)

    @rule(by=PEOPLE)
    def refuse(self, by: str) -> None:
        self.decide("refuse", by, told=True)

    @rule(by=PEOPLE, behind=st.integers(1, 3))
    def decide_on_what_was(self, by: str, behind: int) -> None:
        """Whoever did not see the last decision changes nothing, whatever they ask for."""
        expected = self.model.n - behind if self.model.n >= behind else self.model.n + behind
        record = f"uuid:{self.case}-{self.model.versions[0]}"
        for deed in ("approve", "return", "confirm"):
            with pytest.raises(ProblemError):
                decide(self.tablet, deed, by, record, expected=expected, comments=asking())

    def standing(self) -> Standing:
        name = (FORM, f"uuid:{self.case}-{self.model.versions[0]}")
        return self.tablet.service.read(lambda connection: standing_of(connection, name))

    @invariant()
    def the_service_stands_where_the_model_stands(self) -> None:
        found = self.standing()
        assert found.state == NAMES.get(self.model.state, self.model.state)
        assert found.name == f"uuid:{self.case}-{self.model.versions[0]}", "the one that came first, for good"
        assert found.head is not None
        assert found.head.instance_id == f"uuid:{self.case}-{self.model.head}"
        assert found.version == self.model.n
        assert bool(found.unresolved) == self.model.open_thread
        assert (found.asked is not None) == (self.model._asked() is not None)
        assert found.counts != self.model.voided


@pytest.fixture
def machine() -> Iterator[type[Reviews]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        tablet = stack.enter_context(builders.field(settings_of(a_home(folder / "home"))))
        appoint(tablet)
        yield type("Reviews", (Reviews,), {"tablet": tablet})


def test_reviews_stand_where_the_model_stands(machine: type[Reviews]) -> None:
    few = settings(max_examples=settings.default.max_examples // SHARE, stateful_step_count=25, deadline=None)
    run_state_machine_as_test(machine, settings=few)
