"""A rate under several shares of eligibility at once: what can be said without picking one."""

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.fieldwork.counts import Number, Outcomes
from analysis.fieldwork.eligibility import EVERYBODY, NOBODY, Basis, EligibleShares
from analysis.fieldwork.rates import Rate, Undefined, rate


@dataclass(frozen=True)
class Band:
    """One rate under each assumption on the unknown, from nobody eligible to everybody."""

    name: str
    rates: tuple[Rate, ...]

    @property
    def low(self) -> Number | None:
        """The lowest value; None where no assumption gives one."""
        return min(self._values, default=None)

    @property
    def high(self) -> Number | None:
        """The highest value."""
        return max(self._values, default=None)

    def under(self, basis: Basis) -> Rate | None:
        """The rate under the assumption of one basis, None where it was not made."""
        return next((found for found in self.rates if found.eligible and found.eligible.basis is basis), None)

    @property
    def _values(self) -> tuple[Number, ...]:
        return tuple(found.value for found in self.rates if not isinstance(found.value, Undefined))


def band(outcomes: Outcomes, between: Iterable[EligibleShares], name: str = "RR3") -> Band:
    """The rate with nobody eligible, under each assumption in between, and with everybody eligible.

    With nobody, RR3 is RR5; with everybody, RR1.
    """
    assumptions = (NOBODY, *between, EVERYBODY)
    return Band(name, tuple(rate(name, outcomes, eligible) for eligible in assumptions))
