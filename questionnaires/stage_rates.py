"""The rates of a screener in households and an interview with drawn persons, from counts alone.

A household is screened (S), in use but not screened (UR; UO where the screener left it open), not known to be in use
(UH) or not in use (NE). e_h = (S+UR+UO)/(S+UR+UO+NE); SRR = S/(S+UR+UO + e_h UH); IRR1 = I/E, where E counts drawn
persons known to be eligible and, of those never resolved, the share that was eligible among the resolved. The product
is the response rate. 0/0 has no value: neither 0 nor 100 %.
"""

from dataclasses import dataclass, fields
from fractions import Fraction

from questionnaires.codes import Disposition


@dataclass(frozen=True)
class StageCounts:
    """Households by what the screener came to, and drawn persons by outcome."""

    with_eligible: int = 0
    without_eligible: int = 0
    unscreened: int = 0  # UR
    unclear: int = 0  # UO
    not_found: int = 0  # UH
    not_in_use: int = 0  # NE
    complete: int = 0  # I
    partial: int = 0  # P
    refused: int = 0  # R
    not_reached: int = 0  # NC
    other: int = 0  # O
    unknown: int = 0  # drawn persons never resolved
    ineligible: int = 0  # drawn persons found outside the survey

    def __add__(self, more: "StageCounts") -> "StageCounts":
        return StageCounts(*(getattr(self, one.name) + getattr(more, one.name) for one in fields(self)))

    @property
    def listed(self) -> int:
        """Every listed unit."""
        return self.in_use + self.not_found + self.not_in_use

    @property
    def screened(self) -> int:
        """S."""
        return self.with_eligible + self.without_eligible

    @property
    def in_use(self) -> int:
        """The dwellings known to be in use."""
        return self.screened + self.unscreened + self.unclear

    @property
    def eligible(self) -> int:
        """K: the drawn persons known to be eligible."""
        return self.complete + self.partial + self.refused + self.not_reached + self.other

    @property
    def drawn(self) -> int:
        """Every drawn person."""
        return self.eligible + self.unknown + self.ineligible


@dataclass(frozen=True)
class Quotient:
    """A rate with what it was computed from; ``value`` is None where there is none."""

    above: Fraction
    below: Fraction | None

    @property
    def value(self) -> Fraction | None:
        """The quotient; None for 0/0 and where the denominator is not known."""
        return None if not self.below else self.above / self.below


def screener_rate(counts: StageCounts) -> Quotient:
    """SRR: households screened, of those expected to be in use."""
    below: Fraction | None = Fraction(counts.in_use)
    if counts.not_found:
        resolved = counts.in_use + counts.not_in_use
        share = Fraction(counts.in_use, resolved) if resolved else None
        below = None if share is None else counts.in_use + share * counts.not_found
    return Quotient(Fraction(counts.screened), below)


def interview_rate(counts: StageCounts) -> Quotient:
    """IRR1: complete interviews, of the drawn persons expected to be eligible."""
    return Quotient(Fraction(counts.complete), _expected(counts))


def interview_rate_bounds(counts: StageCounts) -> tuple[Quotient, Quotient]:
    """IRR1 where every drawn person never resolved is eligible, and where none is."""
    every, none = counts.eligible + counts.unknown, counts.eligible
    return Quotient(Fraction(counts.complete), Fraction(every)), Quotient(Fraction(counts.complete), Fraction(none))


def response_rate(counts: StageCounts) -> Quotient:
    """SRR x IRR1: the part of all eligible persons who were interviewed."""
    one, two = screener_rate(counts), interview_rate(counts)
    if one.below is None or two.below is None or not counts.screened:
        return Quotient(two.above, None)
    return Quotient(two.above, two.below * one.below / counts.screened)


def _expected(counts: StageCounts) -> Fraction:
    resolved = counts.eligible + counts.ineligible
    share = Fraction(counts.eligible, resolved) if resolved else Fraction(1)
    return counts.eligible + share * counts.unknown


_PERSON = {"1.1": "complete", "1.2": "partial"}


def person_counted_as(code: Disposition) -> str:
    """The name of the count that a drawn person's disposition belongs to."""
    found = _PERSON.get(code.value)
    if found is not None:
        return found
    match code.value[:3]:
        case "2.1":
            return "refused"
        case "2.2":
            return "not_reached"
        case "2.3":
            return "other"
    return "ineligible" if code.value.startswith("4") else "unknown"


def household_counted_as(code: Disposition) -> str:
    """The name of the count that the disposition of a unit without a drawn person belongs to."""
    if code.value.startswith("4"):
        return "without_eligible" if code is Disposition.NO_ELIGIBLE_PERSON else "not_in_use"
    if code.value.startswith("3.2"):
        return "unscreened"
    if code.value.startswith("3.1"):
        return "not_found"
    return "unclear" if code.value.startswith("3") else "with_eligible"
