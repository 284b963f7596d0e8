"""Whatever tablets send, in any order, again and at once: the store holds what a plain model of the rules holds."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, select

from survey_api.store import contents, edits
from survey_api.store.tables import Submission, Verdict, rows_of
from tests.survey_api import builders
from tests.survey_api.builders import Field, a_home, interview, settings_of
from tests.survey_api.forms import VERSION

NAMES = st.integers(0, 5)
AT_ONCE = 4
SHARE = 12  # each history is as long as many examples of another test


@dataclass
class Held:
    """One submission, as the model knows it."""

    name: int
    content: str
    replaces: int | None
    apart: str | None
    published: bool


@dataclass
class Model:
    """The rules in the plainest words: a list that is walked again and again."""

    held: list[Held] = field(default_factory=list)

    def send(self, name: int, content: str, replaces: int | None, *, published: bool) -> str | None:
        """Why it is kept apart, if it is."""
        for one in self.under(name):
            if one.content == content:
                return one.apart
        apart = None if published else "unknown_version"
        if self.under(name):
            apart = "other_bytes"
        if any(one.apart == "deleted" for one in (*self.under(name), *self.under(replaces))):
            apart = "deleted"
        self.held.append(Held(name, content, replaces, apart, published))
        return apart

    def under(self, name: int | None) -> list[Held]:
        return [one for one in self.held if one.name == name]

    def standing(self, name: int) -> Held | None:
        """The record that stands under a name: the accepted one, else the first."""
        under = self.under(name)
        return next((one for one in under if one.apart is None), under[0] if under else None)

    def interview(self, name: int) -> set[int]:
        """The names tied to one, itself included."""
        tied = {name}
        while True:
            more = set(tied)
            for other in {one.name for one in self.held}:
                standing = self.standing(other)
                if standing and standing.replaces is not None and {other, standing.replaces} & tied:
                    more |= {other, standing.replaces}
            if more == tied:
                return tied
            tied = more

    def delete(self, name: int) -> None:
        names = self.interview(name)
        for one in self.held:
            if one.name in names:
                one.apart = "deleted"

    def heads(self) -> set[int]:
        """One accepted record of each interview: of those that no accepted one leads back to, the last."""
        accepted = [one for one in self.held if one.apart is None]
        behind = {name for one in accepted for name in self.back_from(one)}
        found = {}
        for one in accepted:
            interview = frozenset(self.interview(one.name))
            current = [other for other in accepted if other.name in interview and other.name not in behind]
            found[interview] = (current or [other for other in accepted if other.name in interview])[-1].name
        return set(found.values())

    def back_from(self, one: Held) -> set[int]:
        passed: set[int] = set()
        standing: Held | None = one
        while standing and standing.replaces is not None and standing.replaces != standing.name:
            if standing.replaces in passed:
                break
            passed.add(standing.replaces)
            standing = self.standing(standing.replaces)
        return passed


class Histories(RuleBasedStateMachine):
    """Tablets, one running service for all histories, and the model of one."""

    tablet: Field
    numbers = count()

    @initialize()
    def begin(self) -> None:
        self.model = Model()
        self.prefix = f"uuid:{next(self.numbers)}-"

    def xml(self, name: int, age: int, replaces: int | None, *, published: bool) -> str:
        edited = "" if replaces is None else f"{self.prefix}{replaces}"
        version = VERSION if published else "99"
        return interview(f"{self.prefix}{name}", version=version, replaces=edited, age=str(age))

    @rule(
        name=NAMES, age=st.integers(20, 22), replaces=st.none() | NAMES, published=st.sampled_from([True] * 4 + [False])
    )
    def send(self, name: int, age: int, replaces: int | None, published: bool) -> None:
        content = self.xml(name, age, replaces, published=published)
        apart = self.model.send(name, content, replaces, published=published)
        assert self.tablet.post(content).status_code == (202 if apart else 201)

    @precondition(lambda self: self.model.held)
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.model.held))
        assert self.tablet.post(one.content).status_code == (202 if one.apart else 201)

    @rule(name=NAMES, age=st.integers(20, 22))
    def send_at_once(self, name: int, age: int) -> None:
        content = self.xml(name, age, None, published=True)
        apart = self.model.send(name, content, None, published=True)
        with ThreadPoolExecutor(AT_ONCE) as tablets:
            answers = list(tablets.map(lambda _: self.tablet.post(content).status_code, range(AT_ONCE)))
        assert answers == [202 if apart else 201] * AT_ONCE

    @precondition(lambda self: any(one.apart != "deleted" for one in self.model.held))
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        names = sorted({one.name for one in self.model.held if one.apart != "deleted"})
        name = data.draw(st.sampled_from(names))
        about = {"form_id": "interview", "instance_id": f"{self.prefix}{name}"}
        assert self.tablet.service.order("delete_interview", about)["deleted"] > 0
        self.model.delete(name)

    @invariant()
    def the_store_holds_what_the_model_holds(self) -> None:
        found = self.tablet.service.read(self.stored)
        assert found == [(f"{self.prefix}{one.name}", one.content.encode(), one.apart) for one in self.model.held]

    def stored(self, connection: Connection) -> list[tuple[str, bytes, str | None]]:
        table = rows_of(Submission)
        mine = table.c.instance_id.startswith(self.prefix)
        rows = connection.execute(select(table).where(mine).order_by(table.c.number)).all()
        given = contents.read(connection, self.tablet.service.vault, [row.number for row in rows])
        return [(row.instance_id, given[row.number], row.quarantine) for row in rows]

    def teardown(self) -> None:
        if not hasattr(self, "model"):
            return
        self.tablet.settle()
        heads, unchecked = self.tablet.service.read(lambda c: (edits.heads(edits.versions(c)), self.without_verdict(c)))
        mine = {head.instance_id for head in heads if head.instance_id.startswith(self.prefix)}
        assert mine == {f"{self.prefix}{name}" for name in self.model.heads()}
        assert unchecked <= {one.apart for one in self.model.held if not one.published or one.apart == "deleted"}

    def without_verdict(self, connection: Connection) -> set[str | None]:
        table, kept = rows_of(Submission), rows_of(Verdict)
        missing = kept.c.submission.is_(None) & table.c.instance_id.startswith(self.prefix)
        wanted = select(table.c.quarantine).join(kept, kept.c.submission == table.c.number, isouter=True).where(missing)
        return set(connection.scalars(wanted))


@pytest.fixture
def machine() -> Iterator[type[Histories]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        tablet = stack.enter_context(builders.field(settings_of(a_home(folder / "home"))))
        yield type("Histories", (Histories,), {"tablet": tablet})


def test_histories_equal_the_model(machine: type[Histories]) -> None:
    few = settings(max_examples=settings.default.max_examples // SHARE, stateful_step_count=25, deadline=None)
    run_state_machine_as_test(machine, settings=few)
