"""The outcome rates of AAPOR's Standard Definitions, 10th edition: response, cooperation, refusal and contact.

Each rate keeps its numerator, its denominator and its formula. 0/0 has no value: neither 0 nor 100 %.
Cooperation and contact rates are those printed for households.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from analysis.fieldwork.counts import Number, Outcomes
from analysis.fieldwork.eligibility import EligibleShares, ratio
from analysis.fieldwork.outcomes import KNOWN_ELIGIBLE, UNKNOWN, OutcomeClass
from analysis.fieldwork.problems import UnknownRate

STANDARD = "AAPOR Standard Definitions, 10th edition (2023)"
NOT_AAPOR = "not AAPOR"

_I, _P, _R, _NC, _O = KNOWN_ELIGIBLE


class Unknown(StrEnum):
    """How a formula counts the cases of unknown eligibility in its denominator."""

    LEFT_OUT = ""
    EXPECTED = "e"
    ALL = "all"


@dataclass(frozen=True)
class Formula:
    """One rate: which classes its numerator and denominator count."""

    name: str
    above: tuple[OutcomeClass, ...]
    below: tuple[OutcomeClass, ...]
    unknown: Unknown
    standard: str = STANDARD

    def __str__(self) -> str:
        known = "+".join(self.below)
        match self.unknown:
            case Unknown.LEFT_OUT:
                below = known
            case Unknown.EXPECTED:
                below = f"{known} + " + " + ".join(f"e({one})·{one}" for one in UNKNOWN)
            case Unknown.ALL:
                below = f"{known} + " + "+".join(UNKNOWN)
        above = "+".join(self.above)
        return f"{above if len(self.above) == 1 else f'({above})'} / ({below})"


class Why(StrEnum):
    """Why a rate has no value."""

    NO_CASES = "no_cases"  # 0/0
    NO_SHARE = "no_share"  # the eligible share of a class that has cases is not known


@dataclass(frozen=True)
class Undefined:
    """In place of a value: there is none, and why."""

    why: Why


Value: TypeAlias = Number | Undefined


@dataclass(frozen=True)
class Rate:
    """One rate with what it was computed from. ``denominator`` is None where the eligible share is not known.

    ``legitimate`` is False for a rate that leaves cases of unknown eligibility out though some may be eligible (RR5,
    RR6, REF3 may be used only where no case is unknown, or where none of them is eligible); None where that does not
    arise. ``rule`` is the version of the rule that derived the dispositions.
    """

    name: str
    formula: str
    numerator: Number
    denominator: Number | None
    standard: str = STANDARD
    eligible: EligibleShares | None = None
    legitimate: bool | None = None
    weighted: bool = False
    rule: str = ""

    @property
    def value(self) -> Value:
        """The quotient, or why there is none."""
        if self.denominator is None:
            return Undefined(Why.NO_SHARE)
        quotient = ratio(self.numerator, self.denominator)
        return Undefined(Why.NO_CASES) if quotient is None else quotient

    def stamped(self, rule: str) -> "Rate":
        """The same rate with the version of the rule of its dispositions."""
        return replace(self, rule=rule)


def _family(name: str, *rates: tuple[tuple[OutcomeClass, ...], tuple[OutcomeClass, ...], Unknown]) -> Iterable[Formula]:
    for number, (above, below, unknown) in enumerate(rates, 1):
        yield Formula(f"{name}{number}", above, below, unknown, NOT_AAPOR if name == "LOC" else STANDARD)


_ALL, _EXPECTED, _OUT = Unknown.ALL, Unknown.EXPECTED, Unknown.LEFT_OUT
_INTERVIEWS, _CONTACTS = (_I, _P), (_I, _P, _R, _O)
_ONE_BY_TWO = tuple((above, KNOWN_ELIGIBLE, how) for how in (_ALL, _EXPECTED, _OUT) for above in ((_I,), _INTERVIEWS))

FORMULAS: Mapping[str, Formula] = {
    formula.name: formula
    for formula in (
        *_family("RR", *_ONE_BY_TWO),
        *_family(
            "COOP",
            ((_I,), _CONTACTS, _OUT),
            (_INTERVIEWS, _CONTACTS, _OUT),
            ((_I,), (_I, _P, _R), _OUT),
            (_INTERVIEWS, (_I, _P, _R), _OUT),
        ),
        *_family("REF", *(((_R,), KNOWN_ELIGIBLE, how) for how in (_ALL, _EXPECTED, _OUT))),
        *_family("CON", *((_CONTACTS, KNOWN_ELIGIBLE, how) for how in (_ALL, _EXPECTED, _OUT))),
        *_family("LOC", *((KNOWN_ELIGIBLE, KNOWN_ELIGIBLE, how) for how in (_ALL, _EXPECTED))),
    )
}
"""Every rate by its name; LOC1 and LOC2 (location) are in use, but are not AAPOR's."""

_WHERE_NONE_IS_ELIGIBLE = frozenset({"RR5", "RR6", "REF3"})


def rate(name: str, outcomes: Outcomes, eligible: EligibleShares | None = None) -> Rate:
    """One rate of some outcomes; ``eligible`` serves the rates that estimate it. Raises UnknownRate."""
    if name not in FORMULAS:
        raise UnknownRate(rate=name, known=", ".join(FORMULAS))
    formula = FORMULAS[name]
    expects = formula.unknown is Unknown.EXPECTED
    return Rate(
        name,
        str(formula),
        outcomes.among(formula.above),
        _denominator(formula, outcomes, eligible),
        formula.standard,
        eligible if expects else None,
        _legitimate(outcomes, eligible) if name in _WHERE_NONE_IS_ELIGIBLE else None,
        outcomes.weighted,
    )


def rates(
    outcomes: Outcomes, eligible: EligibleShares | None = None, names: Iterable[str] = tuple(FORMULAS)
) -> Mapping[str, Rate]:
    """Several rates by name, all of them where none are named. Raises UnknownRate."""
    return {name: rate(name, outcomes, eligible) for name in names}


def _denominator(formula: Formula, outcomes: Outcomes, eligible: EligibleShares | None) -> Number | None:
    known = outcomes.among(formula.below)
    match formula.unknown:
        case Unknown.LEFT_OUT:
            return known
        case Unknown.ALL:
            return known + outcomes.unknown
        case Unknown.EXPECTED:
            expected = _expected(outcomes, eligible)
            return None if expected is None else known + expected


def _expected(outcomes: Outcomes, eligible: EligibleShares | None) -> Number | None:
    if eligible is None:
        return None if outcomes.unknown else 0
    return eligible.expected(outcomes)


def _legitimate(outcomes: Outcomes, eligible: EligibleShares | None) -> bool:
    return _expected(outcomes, eligible) == 0
