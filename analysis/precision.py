"""When an estimate is reliable, to be used with caution, or not published: one policy, as a value."""

from dataclasses import dataclass
from enum import StrEnum


class Flag(StrEnum):
    """How an estimate may be used."""

    RELIABLE = "A"
    CAUTION = "E"
    UNRELIABLE = "F"  # not published: too imprecise
    CONFIDENTIAL = "x"  # not published: could tell something of a person
    NO_CASE = "z"  # nobody in the cell

    @property
    def withheld(self) -> bool:
        """Whether the value is kept back."""
        return self in (Flag.UNRELIABLE, Flag.CONFIDENTIAL)


class Reason(StrEnum):
    """Why a value is withheld, or how it was fixed: codes of notes, worded in the catalogue ``analysis``."""

    FEW_RESPONDENTS = "few_respondents"
    FEW_EFFECTIVE = "few_effective"
    WIDE_INTERVAL = "wide_interval"
    LARGE_CV = "large_cv"
    NO_PRECISION = "no_precision"
    COMPLEMENTARY = "complementary"
    NATIONAL_ONLY = "national_only"
    GROUP = "group"
    FIXED_BY_MARGIN = "fixed_by_margin"


@dataclass(frozen=True)
class PrecisionPolicy:
    """The limits of publication: effective size and width for shares, the coefficient of variation for every figure.

    Effective size and width follow the standards of the US National Center for Health Statistics for proportions,
    the coefficients of variation those of Statistics Canada.
    """

    name: str = "amem-2026"
    fewest_respondents: int = 10
    fewest_respondents_sensitive: int = 25
    fewest_effective: float = 30.0
    widest_interval: float = 0.30
    largest_cv: float = 1 / 3
    caution_cv: float = 0.165
    caution_respondents: int = 30

    def fewest(self, *, sensitive: bool) -> int:
        """The number of respondents below which a figure is confidential."""
        return self.fewest_respondents_sensitive if sensitive else self.fewest_respondents

    def judge_share(self, n: int, deff: float, width: float, cv: float | None) -> tuple[Flag, Reason | None]:
        """A share, by its effective number of respondents, the width of its interval and its CV (none at 0 %).

        A design effect below one does not make respondents more numerous than they are.
        """
        if n / max(deff, 1.0) < self.fewest_effective:
            return Flag.UNRELIABLE, Reason.FEW_EFFECTIVE
        if width >= self.widest_interval:
            return Flag.UNRELIABLE, Reason.WIDE_INTERVAL
        return self._by_cv(n, 0.0 if cv is None else cv)

    def judge_other(self, n: int, cv: float | None) -> tuple[Flag, Reason | None]:
        """A total, a mean, a ratio or a quantile, by its coefficient of variation and its respondents."""
        return (Flag.UNRELIABLE, Reason.NO_PRECISION) if cv is None else self._by_cv(n, cv)

    def _by_cv(self, n: int, cv: float) -> tuple[Flag, Reason | None]:
        if cv > self.largest_cv:
            return Flag.UNRELIABLE, Reason.LARGE_CV
        if cv > self.caution_cv or n < self.caution_respondents:
            return Flag.CAUTION, None
        return Flag.RELIABLE, None
