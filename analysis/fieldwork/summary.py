"""The rates of a fieldwork, group by group: outcomes, rates, bands over eligibility, refusals and their conversion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.fieldwork.assumptions import Assumption
from analysis.fieldwork.band import Band, band
from analysis.fieldwork.counts import Number, Outcomes, total
from analysis.fieldwork.eligibility import EligibleShares
from analysis.fieldwork.groups import ALL, Group, everybody, groups
from analysis.fieldwork.outcomes import KNOWN_ELIGIBLE, OutcomeClass
from analysis.fieldwork.precision import Error, errors
from analysis.fieldwork.rates import FORMULAS, NOT_AAPOR, Rate, Unknown, rates
from analysis.fieldwork.stages import Stages
from analysis.fieldwork.units import Fieldwork, Row

INTERVIEWED = (OutcomeClass.COMPLETE, OutcomeClass.PARTIAL)


@dataclass(frozen=True)
class GroupRates:
    """What one group came to. ``errors`` are there for weighted rates only."""

    group: Group
    outcomes: Outcomes
    stages: Stages | None
    eligible: EligibleShares
    rates: Mapping[str, Rate]
    bands: Mapping[str, Band]
    refused: Rate
    converted: Rate
    errors: Mapping[str, Error] = field(default_factory=dict)

    @property
    def stage_rates(self) -> tuple[Rate, ...]:
        """Screener, interviews and both together; none for a group without listed units of its own."""
        if self.stages is None:
            return ()
        one, two = self.stages.interview_rate(), self.stages.interview_rate(partial=True)
        overall = (self.stages.overall_rate(), self.stages.overall_rate(partial=True))
        return (self.stages.screener_rate, one, two, *overall)


@dataclass(frozen=True)
class Question:
    """What is asked of a fieldwork: under which assumption, between which others, weighted or not."""

    chosen: Assumption
    between: Sequence[Assumption]
    weighted: bool = False
    names: Sequence[str] = tuple(FORMULAS)


def group_rates(found: Fieldwork, grouping: str, question: Question) -> tuple[GroupRates, ...]:
    """The rates of all units and then of each group of a grouping. Raises UnknownGrouping, UnusableDesign."""
    whole = everybody(found)
    parts = (whole,) if grouping == ALL else (whole, *groups(found, grouping))
    shares = [question.chosen.shares(group, whole, weighted=question.weighted) for group in parts]
    known = _errors(found, parts, shares, question) if question.weighted else tuple({} for _ in parts)
    return tuple(
        _rates(group, whole, one, question, found.rule, error)
        for group, one, error in zip(parts, shares, known, strict=True)
    )


def _rates(
    group: Group,
    whole: Group,
    eligible: EligibleShares,
    question: Question,
    rule: str,
    known: Mapping[str, Error],
) -> GroupRates:
    outcomes = group.outcomes(weighted=question.weighted)
    others = [assumption.shares(group, whole, weighted=question.weighted) for assumption in question.between]
    banded = [name for name in question.names if FORMULAS[name].unknown is Unknown.EXPECTED]
    told = rates(outcomes, eligible, question.names)
    refused, converted = refusals(group.rows, weighted=question.weighted)
    return GroupRates(
        group=group,
        outcomes=outcomes,
        stages=group.stages(weighted=question.weighted),
        eligible=eligible,
        rates={name: rate.stamped(rule) for name, rate in told.items()},
        bands={name: band(outcomes, others, name) for name in banded},
        refused=refused.stamped(rule),
        converted=converted.stamped(rule),
        errors=known,
    )


def refusals(rows: Sequence[Row], *, weighted: bool) -> tuple[Rate, Rate]:
    """Who ever refused among the cases known to be eligible, and who of them was interviewed all the same."""

    def number(among: Sequence[Row]) -> Number:
        return total(row.weight if weighted else 1 for row in among)

    eligible = [row for row in rows if row.outcome in KNOWN_ELIGIBLE]
    ever = [row for row in eligible if row.refused]
    won = [row for row in ever if row.outcome in INTERVIEWED]
    refused = Rate("EVER", "ever refused / (I+P+R+NC+O)", number(ever), number(eligible), NOT_AAPOR, weighted=weighted)
    converted = Rate("CONV", "(I+P) / ever refused", number(won), number(ever), NOT_AAPOR, weighted=weighted)
    return refused, converted


def _errors(
    found: Fieldwork, parts: Sequence[Group], shares: Sequence[EligibleShares], question: Question
) -> tuple[Mapping[str, Error], ...]:
    levels = [
        ([group.grouping == ALL or row.levels[group.grouping] == group.level for row in found.rows], one)
        for group, one in zip(parts, shares, strict=True)
    ]
    return errors(found.rows, levels, question.names)
