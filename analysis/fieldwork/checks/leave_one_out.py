"""Rates of interviewers beside those of all others: counts, expectations, and whom a bet against chance would find."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.fieldwork.checks.flag import Value
from analysis.fieldwork.checks.rule import Rule
from analysis.fieldwork.checks.surprise import Amounts, excess, shortfall, tolerated_above

MOST_OF_ALL = 0.5  # of everything counted: who has more cannot be compared with others


@dataclass(frozen=True)
class Counts:
    """So many of so many, by interviewer."""

    names: tuple[str, ...]
    count: Amounts
    among: Amounts

    @classmethod
    def of(cls, who: npt.NDArray[Any], counted: npt.NDArray[Any], asked: npt.NDArray[Any] | None = None) -> "Counts":
        """Counted by who; ``asked`` says which rows are among those that could be."""
        kept = np.ones(len(who), dtype=bool) if asked is None else np.asarray(asked, dtype=bool)
        names, place = np.unique(who[kept].astype(str), return_inverse=True)
        n = len(names)
        count = np.bincount(place, np.asarray(counted, dtype=np.float64)[kept], minlength=n).astype(np.float64)
        return cls(tuple(map(str, names)), count, np.bincount(place, minlength=n).astype(np.float64))

    def others(self, row: int) -> float:
        """The rate of all others; half a case is added on either side, so that it is never 0 or 1."""
        count, among = self.count.sum() - self.count[row], self.among.sum() - self.among[row]
        return float((count + 0.5) / (among + 1))


@dataclass(frozen=True)
class Seen:
    """One whose rate is out of what is tolerated."""

    name: str
    surprise: float
    values: Mapping[str, Value]  # percent, usual, count, n: whole numbers for a sentence


def beside_others(counts: Counts, rule: Rule, *, below: bool = False) -> Iterator[Seen]:
    """Those whose odds are more than ``ratio`` times the others', with an e-value of at least 10^``surprise``.

    A rate moves with the place and the person asking: what is tested is not "as others", but "no more than tolerated".
    """
    total = counts.among.sum()
    for row, name in enumerate(counts.names):
        count, among = float(counts.count[row]), float(counts.among[row])
        if among < rule.at("asked") or among > MOST_OF_ALL * total:
            continue
        usual = counts.others(row)
        if below:
            found = shortfall(count, among, tolerated_above(usual, 1 / rule.at("ratio")))
        else:
            found = excess(count, among, tolerated_above(usual, rule.at("ratio")))
        if found >= rule.at("surprise"):
            values = {"percent": round(100 * count / among), "usual": round(100 * usual)}
            yield Seen(name, found, {**values, "count": int(count), "n": int(among)})
