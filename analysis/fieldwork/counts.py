"""How many cases came to each outcome: whole numbers, or sums of base weights."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from typing import TypeAlias

from analysis.fieldwork.outcomes import KNOWN_ELIGIBLE, UNKNOWN, OutcomeClass, outcome_classes
from analysis.fieldwork.problems import UnusableCounts, WeightsOfCounts
from questionnaires.problems import Problem

Number: TypeAlias = int | float | Fraction


@dataclass(frozen=True)
class Outcomes:
    """The number of cases of each class. Whole numbers and fractions stay exact; sums of weights are floats."""

    by_class: Mapping[OutcomeClass, Number]
    weighted: bool = False

    def __post_init__(self) -> None:
        whole = {outcome: _usable(self.by_class.get(outcome, 0), outcome.value) for outcome in OutcomeClass}
        object.__setattr__(self, "by_class", whole)

    @classmethod
    def of(cls, weighted: bool = False, **counts: Number) -> "Outcomes":
        """Counts under AAPOR's symbols: ``Outcomes.of(I=5, P=3, UH=1)``. Raises UnknownOutcome, UnusableCounts."""
        return cls({OutcomeClass(outcome): counts[outcome] for outcome in _known(counts)}, weighted)

    def __getitem__(self, outcome: OutcomeClass | str) -> Number:
        return self.by_class[OutcomeClass(outcome)]

    def __add__(self, other: "Outcomes") -> "Outcomes":
        both = {outcome: self[outcome] + other[outcome] for outcome in OutcomeClass}
        return Outcomes(both, self.weighted or other.weighted)

    def among(self, classes: Iterable[OutcomeClass]) -> Number:
        """The cases of some classes together."""
        return total(self[outcome] for outcome in classes)

    @property
    def eligible(self) -> Number:
        """K: the cases known to be eligible."""
        return self.among(KNOWN_ELIGIBLE)

    @property
    def unknown(self) -> Number:
        """U: the cases whose eligibility is not known."""
        return self.among(UNKNOWN)

    @property
    def ineligible(self) -> Number:
        """NE: the cases known not to be eligible."""
        return self[OutcomeClass.NOT_ELIGIBLE]

    @property
    def all(self) -> Number:
        """Every case."""
        return self.among(OutcomeClass)


def counted(cases: Sequence[object] | Mapping[str, Number], weights: Sequence[Number] | None = None) -> Outcomes:
    """Cases by class: from one disposition a case, or from numbers of cases by code or symbol.

    ``weights`` are base weights, the inverse of the probability that the case was selected over all stages and
    phases; single zeros are legal. Numbers of cases take none. Raises UnknownOutcome, UnusableCounts, WeightsOfCounts.
    """
    if isinstance(cases, Mapping):
        if weights is not None:
            raise WeightsOfCounts
        return _summed(outcome_classes(cases, cases), [_usable(n, code) for code, n in cases.items()], weighted=False)
    classes = outcome_classes(cases)
    if weights is None:
        return _summed(classes, [1] * len(classes), weighted=False)
    if len(weights) != len(classes):
        raise UnusableCounts([Problem("fieldwork.weights_differ", {"n": len(classes), "weights": len(weights)})])
    usable = [_usable(weight, str(row), "fieldwork.bad_weight") for row, weight in enumerate(weights, 1)]
    return _summed(classes, usable, weighted=True)


def total(numbers: Iterable[Number]) -> Number:
    """A sum, exact where every term is a whole number or a fraction, to the last digit of a float otherwise."""
    terms = list(numbers)
    return sum(terms) if all(isinstance(term, Rational) for term in terms) else math.fsum(terms)


def _summed(classes: Sequence[OutcomeClass], numbers: Sequence[Number], *, weighted: bool) -> Outcomes:
    found: dict[OutcomeClass, list[Number]] = {}
    for outcome, number in zip(classes, numbers, strict=True):
        found.setdefault(outcome, []).append(number)
    return Outcomes({outcome: total(terms) for outcome, terms in found.items()}, weighted)


def _known(counts: Mapping[str, Number]) -> Mapping[str, Number]:
    outcome_classes(counts, counts)
    return counts


def _usable(number: Number, what: str, code: str = "fieldwork.bad_count") -> Number:
    """The number as a Python one. Raises UnusableCounts where it is negative, infinite or none at all."""
    try:
        plain = number if isinstance(number, Rational) else float(number)
        fits = math.isfinite(plain) and plain >= 0
    except (TypeError, ValueError):
        plain, fits = 0, False
    if not fits:
        raise UnusableCounts([Problem(code, {"what": what, "value": str(number)})])
    return int(plain) if isinstance(plain, Rational) and plain.denominator == 1 else plain
