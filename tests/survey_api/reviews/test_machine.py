"""Whatever tablets send and reviewers decide, in any order: an interview stands where a plain model says.

The orders run on a database in memory, without the service around them, so that histories can be many.
"""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from questionnaires.problems import ProblemError
from survey_api.collection.occasion import Occasion
from survey_api.collection.reviews.orders import review
from survey_api.collection.reviews.reading import standing_of
from survey_api.collection.reviews.standing import Standing
from survey_api.store import forms, people
from survey_api.store.arrivals import Arrival, Findings
from survey_api.store.schema import METADATA
from survey_api.store.submissions import keep
from survey_api.store.vault import Vault
from survey_api.store.verdicts import Judged, judge
from tests.survey_api.builders import KEY, NOON
from tests.survey_api.forms import VERSION, interview_form
from tests.survey_api.reviews.reviewing import FORM, QUALITY, SECOND, SUPERVISOR, asking

PEOPLE = st.sampled_from([SUPERVISOR, QUALITY, SECOND])
BACK = st.sampled_from(["interviewer", "supervisor"])
MORE: Mapping[str, dict[str, Any]] = {
    "approve": {},
    "return": {"comments": asking()},
    "recall": {},
    "close-comment": {},
    "lock": {},
    "void": {"reason": "fabricated", "evidence": "nobody lives there"},
    "reopen": {"reason": "new_evidence"},
    "confirm": {},
    "refuse": {},
}
FORWARD = ("lock", "approve", "close-comment", "return", "recall", "confirm", "reopen", "void")  # the rarest first
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

    def copy(self) -> "Model":
        return replace(self, decided=dict(self.decided))

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


@dataclass(frozen=True)
class Desk:
    """What reviewers work on: a store with one tablet and three people."""

    connection: Connection
    vault: Vault

    def open(self) -> None:
        row = {"device_id": "tablet-1", "token_sha256": "", "team": "north", "added_at": NOON}
        people.add_devices(self.connection, [row])
        for login, role in ((SUPERVISOR, "supervisor"), (QUALITY, "quality"), (SECOND, "quality")):
            person = {"login": login, "role": role, "team": "north", "password_hash": "", "added_at": NOON}
            people.add_staff(self.connection, person)
        form = {"form_id": FORM, "version": VERSION, "title": "", "xform": interview_form(), "md5": "", "sha256": ""}
        forms.publish(self.connection, form, NOON)

    def send(self, case: str, version: int) -> None:
        """A version arrives and is checked."""
        name, former = f"uuid:{case}-{version}", f"uuid:{case}-{version - 1}" if version else None
        arrival = Arrival(name, FORM, VERSION, name, former, None, case, name.encode(), "tablet-1", NOON)
        [kept] = keep(self.connection, self.vault, [arrival])
        if kept.new:
            judge(self.connection, [Judged(kept.number, Findings(0, "[]"), NOON)])

    def decide(self, deed: str, by: str, record: str, **more: Any) -> None:
        told = {"deed": deed, "form_id": FORM, "record": record, **more}
        with self.connection.begin_nested():
            review(self.connection, told, Occasion(NOON, lambda: self.vault, by))


class Reviews(RuleBasedStateMachine):
    """One interview of one case, its versions in any order, and three people who decide."""

    desk: Desk
    numbers = count()

    @initialize(last=st.integers(0, 3), again=st.booleans())
    def begin(self, last: int, again: bool) -> None:
        self.model = Model()
        self.case = f"R-{next(self.numbers)}"
        self.send(last)
        if again:
            self.send(last)

    @rule(version=st.integers(0, 4))
    def send(self, version: int) -> None:
        """A version arrives, for the first time or again; what stands between it and the others may be missing."""
        if version in self.model.versions or self.tied(version):
            self.desk.send(self.case, version)
        if version not in self.model.versions and self.tied(version):
            self.model.arrive(version)

    def tied(self, version: int) -> bool:
        """Whether it is one interview with what came: only neighbours tie, so that the model needs no graph."""
        beside = (
            version in (min(self.model.versions) - 1, max(self.model.versions) + 1) if self.model.versions else True
        )
        return beside and version >= 0

    @rule(deed=st.sampled_from(sorted(MORE)), by=PEOPLE, to=BACK, told=st.booleans())
    def attempt(self, deed: str, by: str, to: str, told: bool) -> None:
        """Anybody tries anything."""
        expected = self.model.n if told else None
        seen = f"uuid:{self.case}-{self.model.head}" if told else None
        threads = self.standing().threads
        more = MORE[deed] | {"to": to, "thread": threads[0].number if threads else 0}
        try:
            self.desk.decide(deed, by, self.name, expected=expected, seen=seen, **more)
            done = True
        except ProblemError:
            done = False
        assert done == self.model.go(deed, by, to=to), (deed, by, self.model)

    @rule(chances=st.lists(st.integers(0, 999), min_size=4, max_size=8), told=st.booleans())
    def go_on(self, chances: list[int], told: bool) -> None:
        """What can be done is done, several steps of it: otherwise few histories would come far."""
        for chance in chances:
            every = itertools.product(FORWARD, (SUPERVISOR, QUALITY, SECOND), ("interviewer", "supervisor"))
            open_ = [one for one in every if self.model.copy().go(one[0], one[1], to=one[2])]
            wanted = [one for one in open_ if one[0] != "close-comment" or self.model.waits]
            if chance % 6 == 0 or not wanted:
                self.send(max(self.model.versions) + 1)
            else:
                deed, by, to = wanted[0] if chance % 2 else wanted[chance % len(wanted)]
                self.attempt(deed, by, to, told)
            self.the_service_stands_where_the_model_stands()

    @rule(by=PEOPLE, behind=st.integers(1, 3))
    def decide_on_what_was(self, by: str, behind: int) -> None:
        """Whoever did not see the last decision changes nothing, whatever they ask for."""
        expected = self.model.n - behind if self.model.n >= behind else self.model.n + behind
        for deed in ("approve", "return"):
            with pytest.raises(ProblemError):
                self.desk.decide(deed, by, self.name, expected=expected, comments=asking())

    @property
    def name(self) -> str:
        """The one that came first, for good."""
        return f"uuid:{self.case}-{self.model.versions[0]}"

    def standing(self) -> Standing:
        return standing_of(self.desk.connection, (FORM, self.name))

    @invariant()
    def the_service_stands_where_the_model_stands(self) -> None:
        found = self.standing()
        assert found.state == NAMES.get(self.model.state, self.model.state)
        assert found.name == self.name
        assert found.head is not None
        assert found.head.instance_id == f"uuid:{self.case}-{self.model.head}"
        assert found.version == self.model.n
        assert bool(found.unresolved) == self.model.waits
        assert (found.asked is not None) == (self.model.asked is not None)
        assert found.counts != self.model.voided


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[type[Reviews]]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    METADATA.create_all(engine)
    with engine.connect() as connection, closing(Vault(tmp_path / "vault", KEY, writing=True)) as vault:
        desk = Desk(connection, vault)
        desk.open()
        yield type("Reviews", (Reviews,), {"desk": desk})
    engine.dispose()


def test_reviews_stand_where_the_model_stands(machine: type[Reviews]) -> None:
    few = settings(max_examples=settings.default.max_examples // 5, stateful_step_count=12, deadline=None)
    run_state_machine_as_test(machine, settings=few)
