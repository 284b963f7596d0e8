"""Where a case stands, against a plain model of the rules: any history, in any order, told twice."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from questionnaires.facts import RecordFacts, RecordKind
from questionnaires.precedence import RULES
from survey_api.collection.cases.decided import Action, Decided
from survey_api.collection.cases.history import Made, Why
from survey_api.collection.cases.state import Case, Measure, OnTablet, Side, Standing, State, standing
from survey_api.store.decisions import Decision
from tests.survey_api.forms import FIELD_FORMS

FIRST = datetime(2026, 11, 2, 9, tzinfo=UTC)  # a Monday
CASE = Case("U-01", "U", "P")
MEASURE = Measure(FIELD_FORMS.rules, RULES["precedence-2"], ZoneInfo("Africa/Tunis"), frozenset({"1"}))
HOURS = st.integers(0, 24 * 20)
PEOPLE = st.sampled_from(["E1", "E2", "E3"])
BEST_FIRST = ["1.1", "1.2", "2.12", "2.112", "2.111", "2.31", "2.33", "2.36", "2.25", "2.24", "3.90", "3.11"]
REFUSED = {"2.111", "2.112", "2.12"}


@dataclass
class Model:
    """The rules in the plainest words: lists that are walked again and again."""

    visits: list[dict[str, Any]] = field(default_factory=list)
    interviews: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    fetched: datetime | None = None

    def closing(self) -> datetime | None:
        fear = [one["at"] for one in self.visits if one["fear"]]
        refused = [(one["at"], one["name"]) for one in self.visits if one["code"] in REFUSED]
        told = {(one["by"], (one["at"] + timedelta(hours=1)).date()) for one in self.visits if one["code"] in REFUSED}
        alone: dict[Any, tuple[datetime, str]] = {}
        for one in sorted(self.interviews, key=lambda one: (one["at"], one["name"])):
            day = (one["by"], (one["at"] + timedelta(hours=1)).date())
            if one["code"] in REFUSED and day not in told:
                alone[day] = (one["at"], one["name"])
        second = sorted([*refused, *alone.values()])[1:2]
        reported = [one["at"] for one in self.decisions if one["action"] == "refused_for_good"]
        return min([*fear, *(at for at, _ in second), *reported], default=None)

    def counted(self) -> list[dict[str, Any]]:
        end = self.closing()
        return [one for one in self.visits if end is None or one["at"] <= end]

    def in_time(self) -> list[dict[str, Any]]:
        """Interviews; that of the very visit that closed the case may begin three hours later."""
        end = self.closing()
        closers = [one for one in (*self.visits, *self.interviews) if one["at"] == end]
        reported = any(one["action"] == "refused_for_good" and one["at"] == end for one in self.decisions)
        assert not (reported and closers)  # told apart by the clocks of this test
        late = timedelta(hours=3)
        return [
            one
            for one in self.interviews
            if end is None
            or one["at"] <= end
            or (one["at"] <= end + late and any(closer["by"] == one["by"] for closer in closers))
        ]

    def code(self) -> str:
        said = [one["code"] for one in (*self.counted(), *self.in_time())]
        best_interview = min((one["code"] for one in self.in_time()), key=BEST_FIRST.index, default=None)
        said = [*(one["code"] for one in self.counted()), *([best_interview] if best_interview else [])]
        return min(said, key=BEST_FIRST.index, default="3.11")

    def is_enough(self) -> bool:
        made = [one["at"] + timedelta(hours=1) for one in self.counted() if one["how"] == "1"]
        if len(made) < 4 or (max(made).date() - min(made).date()).days < 5:
            return False
        return any(moment.hour >= 18 for moment in made) and any(moment.weekday() >= 5 for moment in made)

    def state(self) -> str:
        if self.closing() is not None:
            return "closed"
        assigned = [one for one in self.decisions if one["action"] in ("assign", "transfer")]
        confirmed = [one for one in self.decisions if one["action"] == "confirm"]
        if confirmed and confirmed[-1]["code"] == self.code():
            after = [one for one in assigned if one["at"] > confirmed[-1]["at"]]
            if not after:
                return "closed" if confirmed[-1]["level"] == "headquarters" else "sup_confirmed"
        if self.code() in ("1.1", "1.2", "2.31") or (self.code() in ("2.24", "2.25", "2.33") and self.is_enough()):
            return "resolved"
        last = max(self.counted(), key=lambda one: (one["at"], one["name"]), default=None)
        if last is not None and last["appointment"]:
            return "appointment"
        if last is not None or self.in_time():
            return "open"
        if not assigned:
            return "unassigned"
        return "on_device" if self.fetched is not None and self.fetched >= assigned[-1]["at"] else "assigned"


class Cases(RuleBasedStateMachine):
    """One case in the field: visits come in any order, decisions and fetches at the server's clock."""

    @initialize(seed=st.integers(0, 2**16))
    def begin(self, seed: int) -> None:
        self.model, self.random, self.clock, self.n = Model(), Random(seed), FIRST, 0  # noqa: S311 (repeatable)

    def tick(self) -> datetime:
        """The server's clock goes on; its seconds tell it from every tablet's."""
        self.clock += timedelta(hours=self.random.randrange(30), seconds=1)
        return self.clock

    @rule(
        hours=HOURS,
        by=PEOPLE,
        code=st.sampled_from(["2.24", "2.24", "2.25", "2.33", "2.111", "2.112", "2.36", "2.31"]),
        how=st.sampled_from("112"),
        fear=st.booleans(),
        meets=st.booleans(),
    )
    def visit(self, hours: int, by: str, code: str, how: str, fear: bool, meets: bool) -> None:
        self.n += 1
        at = FIRST + timedelta(hours=hours, minutes=self.n % 50 + 1)
        appointment = at + timedelta(days=2) if meets and code == "2.25" else None
        feared = fear and code in REFUSED
        told = {"name": f"v{self.n}", "at": at, "by": by, "code": code, "how": how, "fear": feared}
        self.model.visits.append({**told, "appointment": appointment})

    @rule(hours=HOURS, by=PEOPLE, code=st.sampled_from(["1.1", "1.2", "2.12", "2.112"]))
    def interview(self, hours: int, by: str, code: str) -> None:
        self.n += 1
        at = FIRST + timedelta(hours=hours, minutes=self.n % 50 + 1, seconds=30)
        self.model.interviews.append({"name": f"i{self.n}", "at": at, "by": by, "code": code})

    @rule(action=st.sampled_from(["assign", "transfer"]), by=PEOPLE)
    def give(self, action: str, by: str) -> None:
        self.model.decisions.append({"action": action, "at": self.tick(), "team": "north", "interviewer": by})

    @rule(level=st.sampled_from(["supervisor", "headquarters"]))
    def confirm(self, level: str) -> None:
        code = self.model.code()
        self.model.decisions.append({"action": "confirm", "at": self.tick(), "code": code, "level": level})

    @rule(seldom=st.integers(0, 9))
    def report(self, seldom: int) -> None:
        if seldom == 0:
            self.model.decisions.append({"action": "refused_for_good", "at": self.tick()})

    @rule()
    def fetch(self) -> None:
        self.model.fetched = self.tick()

    @invariant()
    def it_stands_where_the_model_says(self) -> None:
        found = self.standing(shuffled=True)
        assert (found.state, found.code) == (self.model.state(), self.model.code())
        assert found.n_attempts == len(self.model.counted())
        assert (found.lacks == ()) is self.model.is_enough()
        late = [one for one in found.history.breaches if one.why is Why.AFTERWARDS]
        everything = len(self.model.visits) + len(self.model.interviews)
        assert len(late) == everything - len(self.model.counted()) - len(self.model.in_time())
        assert found == self.standing(shuffled=False)

    def standing(self, *, shuffled: bool) -> Standing:
        made = [visit_of(one) for one in self.model.visits] + [interview_of(one) for one in self.model.interviews]
        if shuffled:
            made = [*made, *made[: len(made) // 2]]
            self.random.shuffle(made)
        tablets = [OnTablet("t", self.model.fetched, self.model.fetched)] if self.model.fetched else []
        return standing(CASE, made, decided_of(self.model.decisions), tablets, MEASURE, self.clock)


def visit_of(one: dict[str, Any]) -> Made:
    told = {name: one[name] for name in ("at", "appointment")} | {"interviewer_id": one["by"], "mode": one["how"]}
    about = {"unit_id": "U", "case_id": "U-01", "outcome": one["code"], "result": "x", "closes": one["fear"]}
    return Made(one["name"], RecordFacts(RecordKind.VISIT, **about, **told))


def interview_of(one: dict[str, Any]) -> Made:
    about = {"unit_id": "U", "case_id": "U-01", "outcome": one["code"], "interviewer_id": one["by"]}
    return Made(one["name"], RecordFacts(RecordKind.INTERVIEW, at=one["at"], ended_at=one["at"], **about))


def decided_of(decisions: list[dict[str, Any]]) -> Decided:
    made = []
    for version, one in enumerate(decisions, 1):
        details = {name: value for name, value in one.items() if name not in ("action", "at")}
        made.append(Decision("case:U-01", version, one["action"], "samia", one["at"], details))
    return Decided(tuple(made))


def test_a_case_stands_where_a_plain_model_says() -> None:
    run_state_machine_as_test(Cases, settings=settings(max_examples=60, stateful_step_count=25, deadline=None))


def closed_by(action: Action | None, made: list[Made], now: datetime) -> Standing:
    decisions = [{"action": action.value, "at": now, "code": "3.11", "level": "headquarters"}] if action else []
    return standing(CASE, made, decided_of(decisions), (), MEASURE, now)


def test_every_path_to_a_closed_case() -> None:
    fear = visit_of(
        {"name": "v", "at": FIRST, "by": "E1", "code": "2.112", "how": "1", "fear": True, "appointment": None}
    )
    soft = [
        visit_of(
            {"name": f"v{n}", "at": FIRST + timedelta(days=n), "by": f"E{n}", "code": "2.111", "how": "1"}
            | {"fear": False, "appointment": None}
        )
        for n in (0, 6)
    ]
    paths = [
        (closed_by(None, [fear], FIRST), Why.FEAR),
        (closed_by(None, soft, FIRST), Why.TWICE),
        (closed_by(Action.REFUSED, [], FIRST), Why.DECIDED),
        (closed_by(Action.NOT_ATTEMPTED, [], FIRST), None),
        (closed_by(Action.CONFIRM, [], FIRST), None),
    ]
    for found, why in paths:
        assert found.state is State.CLOSED
        assert (found.closure.why if found.closure else None) is why
        assert not found.is_worked


@given(st.lists(st.sampled_from(list(Side)[:3]), unique=True))
def test_whoever_is_held_is_on_no_tablet(sides: list[Side]) -> None:
    held = [{"action": "hold", "at": FIRST, "side": side.value} for side in sides]
    given_away = {"action": "assign", "at": FIRST, "team": "north"}
    found = standing(CASE, [], decided_of([given_away, *held]), (), MEASURE, FIRST)
    assert found.is_worked is not bool(sides)
    assert {one.side for one in found.pending} == set(sides)
