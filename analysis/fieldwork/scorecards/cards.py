"""The scorecards of an export: effort, contact, cooperation and refusals, and what checks and back-checks found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from analysis.fieldwork.back_checks.error_rates import ErrorRate
from analysis.fieldwork.outcomes import OutcomeClass
from analysis.fieldwork.scorecards.shrinkage import Drawn, per_day, shares
from analysis.fieldwork.units import NOT_VISITED, Fieldwork, Row
from analysis.fieldwork.visits import Visits

FEWEST_INTERVIEWS = 15  # below, nobody is compared
EVENING = 17  # o'clock, from which a visit counts as one of the evening
_INTERVIEWED = (OutcomeClass.COMPLETE, OutcomeClass.PARTIAL)
_SPOKEN = (*_INTERVIEWED, OutcomeClass.REFUSAL)


class Figure(StrEnum):
    """The figures of a card; the catalogue words them as ``scorecards.NAME``."""

    VISITS_A_DAY = "visits_a_day"
    OTHER_HOURS = "other_hours"  # visits in the evening or at the week-end
    CONTACT = "contact"
    COOPERATION = "cooperation"
    REFUSAL = "refusal"
    INTERVIEWS_OF_DRAWN = "interviews_of_drawn"
    FLAGS = "flags"  # interviews with a flag that was confirmed
    ERRORS = "errors"  # differences on facts, by back-checks


MORE_IS_BETTER: Mapping[Figure, bool | None] = {
    Figure.VISITS_A_DAY: None,  # neither many nor few visits are good in themselves
    Figure.OTHER_HOURS: None,
    Figure.CONTACT: True,
    Figure.COOPERATION: True,
    Figure.REFUSAL: False,
    Figure.INTERVIEWS_OF_DRAWN: True,
    Figure.FLAGS: False,
    Figure.ERRORS: False,
}


@dataclass(frozen=True)
class Measure:
    """One figure: what was counted, the estimate and its interval, and what the area lets one expect."""

    figure: Figure
    above: float
    below: float
    value: float | None
    low: float | None
    high: float | None
    expected: float | None
    good: bool | None

    @property
    def unit(self) -> str:
        """A share, or a count a day."""
        return "count" if self.figure is Figure.VISITS_A_DAY else "share"


@dataclass(frozen=True)
class Card:
    """One interviewer's figures."""

    interviewer: str
    interviews: int
    compared: bool
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class Findings:
    """What checks and back-checks found of each interviewer: interviews with a confirmed flag, and error rates."""

    confirmed: Mapping[str, int] = field(default_factory=dict)
    errors: Mapping[str, ErrorRate] = field(default_factory=dict)
    expected_errors: float | None = None  # over all interviewers


def scorecards(found: Fieldwork, visits: Visits, zone: str, findings: Findings | None = None) -> tuple[Card, ...]:
    """The card of each interviewer who made a visit, by code.

    A case counts for whoever visited last. What is expected of shares of cases is the rate of all others in the same
    strata, so nobody is measured against an easier area, nor against themselves.
    """
    rows = [row for row in found.rows if row.person and row.levels["interviewer"] != NOT_VISITED]
    made = _made(visits)
    names = sorted({row.levels["interviewer"] for row in rows} | set(made))
    told = findings or Findings()
    held = {name: [row for row in rows if row.levels["interviewer"] == name] for name in names}
    interviews = {name: sum(row.outcome in _INTERVIEWED for row in held[name]) for name in names}
    columns = [
        _visits_a_day(names, made, zone),
        _other_hours(names, made, zone),
        *(_of_cases(figure, names, rows) for figure in _CASES),
    ]
    if told.confirmed:
        columns.append(_flags(names, interviews, told))
    if told.errors:
        columns.append([_error(told.errors.get(name), told.expected_errors) for name in names])
    return tuple(
        Card(
            name,
            interviews[name],
            interviews[name] >= FEWEST_INTERVIEWS,
            tuple(_judged(column[at], interviews[name]) for column in columns),
        )
        for at, name in enumerate(names)
    )


_Of = Callable[[Row], bool]
_CASES: Mapping[Figure, tuple[_Of, _Of]] = {  # what counts above, among what
    Figure.CONTACT: (lambda row: row.outcome is not OutcomeClass.NON_CONTACT, lambda _: True),
    Figure.COOPERATION: (lambda row: row.outcome in _INTERVIEWED, lambda row: row.outcome in _SPOKEN),
    Figure.REFUSAL: (lambda row: row.outcome is OutcomeClass.REFUSAL, lambda _: True),
    Figure.INTERVIEWS_OF_DRAWN: (lambda row: row.outcome in _INTERVIEWED, lambda _: True),
}


def _of_cases(figure: Figure, names: Sequence[str], rows: Sequence[Row]) -> list[Measure]:
    above, among = _CASES[figure]
    counted: dict[tuple[str, str], tuple[int, int]] = {}
    for row in rows:
        if among(row):
            key = row.levels["interviewer"], row.levels["stratum"]
            y, n = counted.get(key, (0, 0))
            counted[key] = y + above(row), n + 1
    everybody = _share(counted.values())
    successes = [sum(y for (who, _), (y, _) in counted.items() if who == name) for name in names]
    trials = [sum(n for (who, _), (_, n) in counted.items() if who == name) for name in names]
    expected = [_expected(name, counted, everybody) for name in names]
    drawn = shares(successes, trials, expected)
    return [_measure(figure, *one) for one in zip(successes, trials, drawn, expected, strict=True)]


def _expected(name: str, counted: Mapping[tuple[str, str], tuple[int, int]], everybody: float) -> float:
    """The rate of all others in the strata of a person's cases, as often as the person worked there."""
    mine = [(stratum, n) for (who, stratum), (_, n) in counted.items() if who == name]
    total = sum(n for _, n in mine)
    told = 0.0
    for stratum, n in mine:
        others = [pair for (who, where), pair in counted.items() if where == stratum and who != name]
        told += n * (_share(others) if sum(m for _, m in others) else everybody)
    return told / total if total else everybody


def _visits_a_day(names: Sequence[str], made: Mapping[str, Sequence[datetime]], zone: str) -> list[Measure]:
    counts = [len(made.get(name, ())) for name in names]
    days = [len({_local(at, zone).date() for at in made.get(name, ())}) for name in names]
    expected = sum(counts) / sum(days) if sum(days) else 0.0
    drawn = per_day(counts, days, expected)
    return [_measure(Figure.VISITS_A_DAY, *one, expected) for one in zip(counts, days, drawn, strict=True)]


def _other_hours(names: Sequence[str], made: Mapping[str, Sequence[datetime]], zone: str) -> list[Measure]:
    trials = [len(made.get(name, ())) for name in names]
    successes = [sum(_outside(_local(at, zone)) for at in made.get(name, ())) for name in names]
    expected = _share(zip(successes, trials, strict=True))
    drawn = shares(successes, trials, [expected] * len(names))
    return [_measure(Figure.OTHER_HOURS, *one, expected) for one in zip(successes, trials, drawn, strict=True)]


def _flags(names: Sequence[str], interviews: Mapping[str, int], told: Findings) -> list[Measure]:
    trials = [interviews[name] for name in names]
    successes = [min(told.confirmed.get(name, 0), interviews[name]) for name in names]
    expected = _share(zip(successes, trials, strict=True))
    drawn = shares(successes, trials, [expected] * len(names))
    return [_measure(Figure.FLAGS, *one, expected) for one in zip(successes, trials, drawn, strict=True)]


def _error(known: ErrorRate | None, expected: float | None) -> Measure:
    if known is None:
        return Measure(Figure.ERRORS, 0, 0, None, None, None, expected, None)
    return Measure(Figure.ERRORS, known.different, known.compared, known.value, known.low, known.high, expected, None)


def _measure(figure: Figure, above: float, below: float, drawn: Drawn | None, expected: float) -> Measure:
    if drawn is None:
        return Measure(figure, above, below, None, None, None, expected, None)
    return Measure(figure, above, below, drawn.value, drawn.low, drawn.high, expected, None)


def _judged(one: Measure, interviews: int) -> Measure:
    """With its light, where there may be one."""
    better = MORE_IS_BETTER[one.figure]
    if interviews < FEWEST_INTERVIEWS or better is None or one.expected is None or one.low is None or one.high is None:
        return one
    if one.low <= one.expected <= one.high:
        return one
    good = (one.low > one.expected) == better
    return Measure(one.figure, one.above, one.below, one.value, one.low, one.high, one.expected, good)


def _made(visits: Visits) -> Mapping[str, Sequence[datetime]]:
    found: dict[str, list[datetime]] = {}
    for made in (*visits.of_case.values(), *visits.of_unit.values()):
        for visit in made:
            found.setdefault(visit.interviewer, []).append(visit.at)
    return found


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def _outside(moment: datetime) -> bool:
    return moment.hour >= EVENING or moment.weekday() >= 5


def _share(counted: Iterable[tuple[float, float]]) -> float:
    pairs = list(counted)
    below = sum(n for _, n in pairs)
    return sum(y for y, _ in pairs) / below if below else 0.0
