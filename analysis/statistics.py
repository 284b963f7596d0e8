"""The statistics an indicator may name: totals, means, shares, ratios, quantiles, distributions."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from analysis.columns import Mask, codes, holds, numbers
from analysis.derived import Variable, name_of
from analysis.intervals import Logit, Plain
from analysis.measures import Measure, Ranks, Sums
from weighting.sample import WeightedSample


class Statistic(Protocol):
    """What is computed in each domain of a universe."""

    @property
    def reads(self) -> tuple[str, ...]:
        """The variables it needs in the sample."""
        ...

    @property
    def categories(self) -> tuple[str | None, ...]:
        """The categories it is split by; one unnamed category where it is not."""
        ...

    def measure(self, sample: WeightedSample, domains: Mask) -> Measure:
        """The statistic on the domains (n, D), category after category: cells (n, C x D)."""
        ...


class _Whole:
    """A statistic that is not split by category."""

    @property
    def categories(self) -> tuple[str | None, ...]:
        """One unnamed category."""
        return (None,)


@dataclass(frozen=True)
class Total(_Whole):
    """The weighted sum of a variable, or the weighted number of units of the universe without one."""

    of: Variable | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """The variable, if there is one."""
        return () if self.of is None else (name_of(self.of),)

    def measure(self, sample: WeightedSample, domains: Mask) -> Measure:
        """The sum in each domain."""
        values = np.ones(sample.n) if self.of is None else numbers(sample, self.of)
        among = domains & ~np.isnan(values)[:, None]
        return Sums(among * np.nan_to_num(values)[:, None], None, among, Plain())


@dataclass(frozen=True)
class Mean(_Whole):
    """The weighted mean of a number, among those who gave it."""

    of: Variable

    @property
    def reads(self) -> tuple[str, ...]:
        """The variable."""
        return (name_of(self.of),)

    def measure(self, sample: WeightedSample, domains: Mask) -> Measure:
        """The mean in each domain."""
        values = numbers(sample, self.of)
        among = domains & ~np.isnan(values)[:, None]
        return Sums(among * np.nan_to_num(values)[:, None], among.astype(float), among, Plain())


@dataclass(frozen=True)
class Share(_Whole):
    """The weighted share for whom a truth holds, among those for whom it is known (and who are in ``among``)."""

    of: Variable
    among: Variable | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """The truth and its universe."""
        return (name_of(self.of),) if self.among is None else (name_of(self.of), name_of(self.among))

    def measure(self, sample: WeightedSample, domains: Mask) -> Measure:
        """The share in each domain."""
        true = holds(sample, self.of)
        known = ~np.isnan(numbers(sample, self.of)) & holds(sample, self.among)
        among = domains & known[:, None]
        return Sums((among & true[:, None]).astype(float), among.astype(float), among, Logit())


@dataclass(frozen=True)
class Ratio(_Whole):
    """The ratio of two weighted sums, among those for whom both are known."""

    of: Variable
    whole: Variable

    @property
    def reads(self) -> tuple[str, ...]:
        """Both variables."""
        return (name_of(self.of), name_of(self.whole))

    def measure(self, sample: WeightedSample, domains: Mask) -> Measure:
        """The ratio in each domain."""
        top, bottom = numbers(sample, self.of), numbers(sample, self.whole)
        among = domains & ~np.isnan(top + bottom)[:, None]
        return Sums(among * np.nan_to_num(top)[:, None], among * np.nan_to_num(bottom)[:, None], among, Plain())


@dataclass(frozen=True)
class Quantile(_Whole):
    """A weighted quantile of a number: the median by default."""

    of: Variable
    order: float = 0.5

    @property
    def reads(self) -> tuple[str, ...]:
        """The variable."""
        return (name_of(self.of),)

    def measure(self, sample: WeightedSample, domains: Mask) -> Measure:
        """The quantile in each domain."""
        values = numbers(sample, self.of)
        return Ranks(values, domains & ~np.isnan(values)[:, None], self.order)


@dataclass(frozen=True)
class Distribution:
    """The weighted share of each code of a variable, among those for whom it is known."""

    of: Variable
    codes: tuple[str, ...]

    @property
    def reads(self) -> tuple[str, ...]:
        """The variable."""
        return (name_of(self.of),)

    @property
    def categories(self) -> tuple[str | None, ...]:
        """The codes, in the order of the publication."""
        return self.codes

    def measure(self, sample: WeightedSample, domains: Mask) -> Measure:
        """The share of each code in each domain, code after code."""
        found, labels = codes(sample, self.of)
        position = {label: at for at, label in enumerate(labels)}
        known = domains & (found >= 0)[:, None]
        hits = [known & (found == position.get(code, -2))[:, None] for code in self.codes]
        among = np.tile(known, (1, len(self.codes)))
        return Sums(np.hstack(hits).astype(float), among.astype(float), among, Logit())
