"""What share of the cases of unknown eligibility is taken to be eligible: one share a class, and where it comes from.

AAPOR asks that the share rest on the best evidence there is and not be chosen to raise the rate. No single share is
right, so rates are shown under several of them (``band``): nobody (e = 0), the proportional allocation of CASRO, what
the two stages of the survey found, a model, and everybody (e = 1).
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from numbers import Rational

from analysis.fieldwork.counts import Number, Outcomes, total
from analysis.fieldwork.outcomes import UNKNOWN, OutcomeClass
from analysis.fieldwork.problems import UnusableEligibility
from questionnaires.problems import Problem


class Basis(StrEnum):
    """Where an eligible share comes from."""

    MINIMUM = "minimum"  # e = 0: nobody of the unknown is eligible
    SPECIFIED = "specified"  # given by whoever asks, from evidence outside these tables
    CASRO = "casro"  # the share among the cases that were resolved, of the group or of all
    STAGES = "stages"  # dwellings in use among resolved addresses, eligible persons by screened household
    MODEL = "model"  # expected from what the listing knows of the unscreened
    MAXIMUM = "maximum"  # e = 1: all of the unknown are eligible

    @property
    def counts_persons(self) -> bool:
        """Whether the share is a number of persons by household, which may exceed one."""
        return self in (Basis.STAGES, Basis.MODEL)


@dataclass(frozen=True)
class EligibleShares:
    """The expected number of eligible cases in each case of a class of unknown eligibility; None where nothing tells.

    For UH it is the full probability: that the address is a dwelling in use and that somebody eligible lives there.
    """

    uh: Number | None
    ur: Number | None
    uo: Number | None
    basis: Basis = Basis.SPECIFIED

    def __post_init__(self) -> None:
        for outcome in UNKNOWN:
            _refuse_no_share(self.of(outcome), outcome.value, self.basis)

    def of(self, outcome: OutcomeClass) -> Number | None:
        """The share of one class."""
        return {
            OutcomeClass.UNKNOWN_HOUSING: self.uh,
            OutcomeClass.UNKNOWN_RESPONDENT: self.ur,
            OutcomeClass.UNKNOWN_OTHER: self.uo,
        }[outcome]

    def expected(self, outcomes: Outcomes) -> Number | None:
        """The eligible cases expected among the unknown; None where a class that has cases has no share."""
        parts = [(self.of(outcome), outcomes[outcome]) for outcome in UNKNOWN if outcomes[outcome]]
        if any(share is None for share, _ in parts):
            return None
        return total(share * cases for share, cases in parts if share is not None)


def same_share(share: Number | None, basis: Basis = Basis.SPECIFIED) -> EligibleShares:
    """The same share for every class of unknown eligibility."""
    return EligibleShares(share, share, share, basis)


def proportional(outcomes: Outcomes) -> EligibleShares:
    """CASRO's proportional allocation: the eligible share among the resolved, K / (K + NE).

    It supposes that the unresolved are like the resolved; where eligible people are harder to reach it is too low.
    Taken from the outcomes of a group it is that group's own share. Nothing where no case was resolved.
    """
    return same_share(ratio(outcomes.eligible, outcomes.eligible + outcomes.ineligible), Basis.CASRO)


def ratio(part: Number, whole: Number) -> Number | None:
    """A quotient, exact where it can be; None for 0/0."""
    if not whole:
        return None
    if isinstance(part, Rational) and isinstance(whole, Rational):
        return Fraction(part) / Fraction(whole)
    return part / whole


def _refuse_no_share(share: Number | None, outcome: str, basis: Basis) -> None:
    if share is None:
        return
    most = math.inf if basis.counts_persons else 1
    if not (math.isfinite(share) and 0 <= share <= most):
        raise UnusableEligibility([Problem("fieldwork.bad_share", {"share": str(share), "class": outcome})])


NOBODY = same_share(0, Basis.MINIMUM)
EVERYBODY = same_share(1, Basis.MAXIMUM)
