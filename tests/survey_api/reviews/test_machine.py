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
    ("approve", QUALITY): {"sup_approved": "hq_approved", "persistent": "hq_approved"},
    ("recall", SUPERVISOR): {"sup_returned": "auto_checked"},
    ("recall", QUALITY): {"hq_int": "hq_sup"},
    ("lock", QUALITY): {"hq_approved": "locked"},
}
NAMES = {"hq_sup": "hq_returned_supervisor", "hq_int": "hq_returned_interviewer"}


@dataclass
class Model:
    """One interview in the plainest words: what was decided about each version, and what is asked for."""

    versions: list[int] = field(default_factory=list)
    decided: dict[int, str] = field(default_factory=dict)  # the state of each version
    returns: int = 0  # of the one issue that there is
    threads: int = 0  # comments on the one question that there is
    waits: bool = False  # whether its thread is not closed
    wanted: tuple[str, str, int] | None = None  # what is asked for, by whom, about which version
    voided: bool = False
    locked: int | None = None
    n: int = 0  # decisions

    @property
    def head(self) -> int:
        return max(self.versions) if self.locked is None else self.locked

    @property
    def state(self) -> str:
        if self.voided:
            return "voided"
        return self.decided[self.head] if self.locked is None else "locked"

    @property
    def asked(self) -> tuple[str, str, int] | None:
        """Opening again is asked of one version, voiding of the interview."""
        gone = self.wanted and self.wanted[0] == "reopen" and self.wanted[2] != self.head
        return None if gone else self.wanted

    def arrive(self, version: int) -> None:
        self.versions.append(version)
        self.decided[version] = "auto_checked"

    def go(self, deed: str, by: str, *, to: str = "") -> bool:
        """Whether it is done."""
        headquarters = by != SUPERVISOR
        if deed in ("void", "reopen", "confirm", "refuse", "lock") and not headquarters:
            done = False
        elif deed == "confirm":
            done = self.confirm(by)
        elif deed == "refuse":
            done, self.wanted = self.asked is not None, None
        elif deed == "close-comment":
            done, self.waits = self.threads > 0, False
        elif self.asked is not None:
            done = False
        elif deed in ("void", "reopen"):
            done = self.ask(deed, by)
        elif deed == "return":
            done = self.send_back(to, headquarters=headquarters)
        else:
            done = self.move(deed, headquarters=headquarters)
        self.n += done
        return done

    def ask(self, what: str, by: str) -> bool:
        final = self.state in ("voided", "locked")
        allowed = not final if what == "void" else final or self.state == "hq_approved"
        if allowed:
            self.wanted = (what, by, self.head)
        return allowed

    def confirm(self, by: str) -> bool:
        asked = self.asked
        if asked is None or asked[1] == by:
            return False
        final = self.state in ("voided", "locked")
        if final if asked[0] == "void" else not final and self.state != "hq_approved":
            return False
        self.wanted = None
        self.voided = asked[0] == "void"
        if not self.voided:
            self.decided[self.head], self.locked = "reopened", None
        return True

    def send_back(self, to: str, *, headquarters: bool) -> bool:
        before = ("sup_approved", "persistent", "reopened") if headquarters else ("auto_checked", "hq_sup", "reopened")
        if self.state not in before:
            return False
        if headquarters:
            after = "hq_sup" if to == "supervisor" else "hq_int"
        else:
            after = "sup_returned" if self.returns < 2 else "persistent"
        self.decided[self.head] = after
        self.returns += after in ("sup_returned", "hq_int")
        self.threads, self.waits = self.threads + 1, True
        return True

    def move(self, deed: str, *, headquarters: bool) -> bool:
        after = PLAIN.get((deed, QUALITY if headquarters else SUPERVISOR), {}).get(self.state)
        if after is None or (after == "hq_approved" and self.waits):
            return False
        if after == "locked":
            self.locked = self.head
        self.decided[self.head] = after
        self.returns -= deed == "recall"
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
        assert done == self.model.go(deed, by, to=more.get("to", "")), (deed, by, self.model)

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
        assert bool(found.unresolved) == self.model.waits
        assert (found.asked is not None) == (self.model.asked is not None)
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
