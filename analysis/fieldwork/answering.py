"""Everything that is asked of one fieldwork at once, as the command line and the report ask it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.fieldwork.asked import MODEL, assumption, modelled
from analysis.fieldwork.assumptions import Assumption, OfTheResolved, OfTheStages
from analysis.fieldwork.groups import ALL, groups
from analysis.fieldwork.problems import UnknownRate
from analysis.fieldwork.progress import Reached, by_attempt, by_day
from analysis.fieldwork.rates import FORMULAS, rate
from analysis.fieldwork.summary import GroupRates, Question, group_rates
from analysis.fieldwork.units import PLACES, Fieldwork
from analysis.fieldwork.unresolved import Unresolved, unresolved
from analysis.fieldwork.written import Line, as_json, lines, steps

BANDED = "RR3"


@dataclass(frozen=True)
class Answer:
    """The rates of all units and of each group; the first group is everybody."""

    groups: tuple[GroupRates, ...]
    reached: Mapping[str, tuple[Reached, ...]]  # "by_attempt", "by_day", where they were asked for
    unresolved: tuple[Unresolved, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    not_listed: int = 0

    @property
    def simulated(self) -> bool:
        """Whether the fieldwork is one of a country that does not exist."""
        return bool(self.facts.get("simulated"))

    @property
    def lines(self) -> list[Line]:
        """One line a rate, group, assumption and step."""
        told = lines(self.groups, simulated=self.simulated)
        for reached in self.reached.values():
            told += steps(self.groups[0], reached, simulated=self.simulated)
        return told

    @property
    def as_json(self) -> Mapping[str, Any]:
        """The same as values of JSON."""
        return as_json(self.groups, self.reached, self.unresolved, facts=self.facts, not_listed=self.not_listed)


def answer(
    found: Fieldwork,
    by: str = ALL,
    told: str = "stages",
    names: Sequence[str] = (),
    *,
    weighted: bool = False,
    attempts: bool = False,
    days: bool = False,
) -> Answer:
    """The rates by one grouping under the assumption ``told``, with the band between all the others.

    Raises UnknownGrouping, UnknownRate, UnusableEligibility, UnusableDesign.
    """
    for name in names:
        if name not in FORMULAS:
            raise UnknownRate(rate=name, known=", ".join(FORMULAS))
    groups(found, by)  # what cannot be answered is refused before anything is fitted
    given = None if told == MODEL else assumption(told)
    model = modelled(found, weighted=weighted)
    chosen = given or model
    others: list[Assumption] = [OfTheResolved(), OfTheStages(), model]
    between = others if chosen in others else [chosen, *others]
    asked = Question(chosen, between, weighted, tuple(names) or tuple(FORMULAS))
    rated = group_rates(found, by, asked)
    whole = rated[0]
    final = rate(BANDED, whole.outcomes, whole.eligible).stamped(found.rule)
    reached = {}
    if attempts:
        reached["by_attempt"] = by_attempt(whole.group, final)
    if days:
        reached["by_day"] = by_day(whole.group, final)
    where = by if by in (*PLACES, "replicate") else ALL
    return Answer(rated, reached, unresolved(whole.group, final, where), found.facts, found.not_listed)
