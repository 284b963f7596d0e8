"""Which units to back-check: a part at random and a part by risk, every unit with the probability of either.

At random: so many of each interviewer, kind of outcome and week, by lot. By risk: each unit by a lot of its own, with
a chance in proportion to its score. The lot of a unit is made from the seed and its name: whoever draws again, in any
order, draws the same, and nobody can try until a draw pleases. Error rates need the probabilities (``error_rates``);
what was drawn before stays drawn, with the probability that it had then.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from analysis.fieldwork.problems import UnusableBackChecks
from analysis.fieldwork.visits import week_of
from questionnaires.problems import Problem

DUE = timedelta(days=7)


class What(StrEnum):
    """What a back-check verifies."""

    INTERVIEW = "interview"
    NO_ELIGIBLE = "no_eligible"
    VACANT = "vacant"
    REFUSAL = "refusal"


class Part(StrEnum):
    """Why a unit was chosen."""

    RANDOM = "random"
    RISK = "risk"


@dataclass(frozen=True)
class Checkable:
    """A unit with an outcome that can be verified. ``risk`` is the score of its flags, zero without any."""

    unit_id: str
    case_id: str | None
    psu_id: str
    interviewer: str
    what: What
    at: datetime
    risk: float = 0.0

    @property
    def name(self) -> str:
        """The case, or the unit where nobody was drawn."""
        return self.case_id or self.unit_id


@dataclass(frozen=True)
class Plan:
    """How many: ``rate`` of the units, ``at_random`` of that by lot, at least ``least`` of a first week.

    Defaults are those of the field manual; ``rates`` are those of kinds that differ. ``most`` caps the chance by risk,
    so that no score is a certainty.
    """

    rate: float = 0.10
    at_random: float = 0.60
    least: int = 2
    most: float = 0.95
    rates: Mapping[What, float] = field(default_factory=dict)

    def of(self, what: What) -> float:
        """The share of the units of one kind."""
        return self.rates.get(what, self.rate)

    def __post_init__(self) -> None:
        shares: dict[str, float] = {"rate": self.rate, "at_random": self.at_random, "most": self.most}
        shares |= {what.value: rate for what, rate in self.rates.items()}
        for name, value in shares.items():
            if not 0 < value <= 1:
                raise UnusableBackChecks([Problem("back_checks.bad_plan", {"name": name, "value": value})])


@dataclass(frozen=True)
class Chosen:
    """A unit to be back-checked: why, until when, and with which probability it could have come to it."""

    unit: Checkable
    part: Part
    probability: float
    due_at: datetime


@dataclass(frozen=True)
class Before:
    """How a unit was drawn before."""

    part: Part
    probability: float
    due_at: datetime


def choose(
    units: Iterable[Checkable], plan: Plan, seed: int, before: Mapping[tuple[str, What], Before] | None = None
) -> tuple[Chosen, ...]:
    """Draw the back-checks of some units, in the order of their names.

    ``before``: those drawn already, by name and what they verify. One whose outcome is another by now is drawn anew.
    """
    known = sorted(units, key=lambda one: one.name)
    random, by_lot = _random_part(known, plan, seed), _risk_part(known, plan)
    found = []
    for unit in known:
        earlier = (before or {}).get((unit.name, unit.what))
        if earlier is not None:
            found.append(Chosen(unit, earlier.part, earlier.probability, earlier.due_at))
            continue
        chance, risky = random[unit.name], by_lot[unit.name]
        probability = 1 - (1 - chance.probability) * (1 - risky)
        taken = chance.taken or _lot(seed, "risk", unit.name) < risky
        if taken:
            part = Part.RANDOM if chance.taken else Part.RISK
            found.append(Chosen(unit, part, probability, unit.at + DUE))
    return tuple(found)


def chance_to_catch(share: float, back_checks: int) -> float:
    """The chance to meet at least one fabricated unit: 1 - (1 - p)^m."""
    return 1 - (1 - share) ** back_checks


@dataclass(frozen=True)
class _Chance:
    taken: bool
    probability: float


def _random_part(units: Sequence[Checkable], plan: Plan, seed: int) -> Mapping[str, _Chance]:
    """By interviewer, kind and week, those with the smallest lots: a simple random sample of each.

    A week that is over is drawn once and for all: what comes later changes nothing in it.
    """
    groups: dict[tuple[str, What, str], list[Checkable]] = {}
    for unit in units:
        groups.setdefault((unit.interviewer, unit.what, week_of(unit.at.date())), []).append(unit)
    first: dict[str, str] = {}
    for interviewer, what, week in sorted(groups, key=lambda group: group[2]):
        if what is What.INTERVIEW:
            first.setdefault(interviewer, week)
    found: dict[str, _Chance] = {}
    for (interviewer, what, week), members in groups.items():
        wanted = plan.of(what) * plan.at_random * len(members)
        whole = math.floor(wanted)
        number = whole + (_lot(seed, "number", f"{interviewer}/{what}/{week}") < wanted - whole)
        expected = wanted / len(members)
        if what is What.INTERVIEW and week == first[interviewer] and wanted < plan.least:
            number = min(plan.least, len(members))
            expected = number / len(members)
        order = sorted(members, key=lambda unit: (_lot(seed, "random", unit.name), unit.name))
        taken = {unit.name for unit in order[:number]}
        found |= {unit.name: _Chance(unit.name in taken, expected) for unit in members}
    return found


def _risk_part(units: Sequence[Checkable], plan: Plan) -> Mapping[str, float]:
    """In proportion to the scores, for as many as the plan has left; chances that would pass the cap are cut to it."""
    wanted = sum(plan.of(unit.what) for unit in units) * (1 - plan.at_random)
    scores = {unit.name: max(unit.risk, 0.0) for unit in units}
    capped: set[str] = set()
    while True:
        free = sum(score for name, score in scores.items() if name not in capped)
        left = wanted - plan.most * len(capped)
        scale = left / free if free > 0 and left > 0 else 0.0
        over = {name for name, score in scores.items() if name not in capped and score * scale > plan.most}
        if not over:
            break
        capped |= over
    return {name: plan.most if name in capped else score * scale for name, score in scores.items()}


def _lot(seed: int, what: str, name: str) -> float:
    """A number from 0 up to 1 that the seed and the name decide."""
    digest = hashlib.sha256(f"{seed}/{what}/{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
