"""Margins: known totals that weights must meet, with where they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from questionnaires.problems import Problem
from weighting.factors import FloatArray, IntArray, TruthArray
from weighting.framing import column, numbers, refuse_rows
from weighting.problems import UnusableMargins, shown

AGREEMENT = 1e-6  # grand totals that differ by less are rounded, not contradictory

Level = str | int | float | bool | tuple[str | int | float | bool, ...]


@dataclass(frozen=True)
class Papers:
    """What a margin is about and where it comes from."""

    universe: str = ""
    source: str = ""
    date: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Margin:
    """Totals of the levels of one variable, or of the crossing of several (a tuple of variables, tuples as levels)."""

    variable: str | tuple[str, ...]
    totals: Mapping[Level, float]
    papers: Papers = field(default_factory=Papers)

    @property
    def name(self) -> str:
        """How the margin is called in files: variables joined by `` x ``."""
        return self.variable if isinstance(self.variable, str) else " x ".join(self.variable)

    @property
    def grand_total(self) -> float:
        """The sum over levels."""
        return float(sum(self.totals.values()))


@dataclass(frozen=True)
class MarginTotal:
    """The known total of a continuous variable."""

    variable: str
    total: float
    papers: Papers = field(default_factory=Papers)

    @property
    def name(self) -> str:
        """The variable."""
        return self.variable


AnyMargin = Margin | MarginTotal


@dataclass(frozen=True, eq=False)
class Auxiliaries:
    """The margins laid over a sample: distinct patterns, the pattern of each unit, a total for each column.

    ``patterns`` is (patterns, columns), ``codes`` is (n,) with -1 for units without a weight, ``leaving`` marks the
    patterns of levels whose total is zero: their units leave.
    """

    names: tuple[tuple[str, str], ...]  # margin and level of each column
    totals: FloatArray
    patterns: FloatArray
    labels: tuple[str, ...]
    codes: IntArray
    leaving: TruthArray

    @property
    def sizes(self) -> FloatArray:
        """The largest total of the margin of each column: what a rounding of the margin is small against."""
        largest: dict[str, float] = {}
        for (margin, _), total in zip(self.names, self.totals.tolist(), strict=True):
            largest[margin] = max(largest.get(margin, 0.0), abs(total))
        return np.array([largest[margin] or 1.0 for margin, _ in self.names])


def level_label(level: Level) -> str:
    """A level as files write it: parts of a crossing joined by `` x ``."""
    return " x ".join(map(str, level)) if isinstance(level, tuple) else str(level)


def lay_over(margins: Sequence[AnyMargin], data: pa.Table, carried: TruthArray, row_ids: Sequence[str]) -> Auxiliaries:
    """The margins as columns over the distinct patterns of the units that carry a weight.

    Raises UnusableMargins where a level has a total and nobody in the sample or the other way round, where grand
    totals differ, UnusableRows where a unit that carries a weight has no value.
    """
    rows = np.flatnonzero(carried)
    part, ids = data.take(rows), [row_ids[row] for row in rows.tolist()]
    _refuse_different_totals(margins)
    blocks, names, totals = [], [], []
    for margin in margins:
        if isinstance(margin, Margin):
            block, levels = _indicators(margin, part, ids)
            names += [(margin.name, level_label(level)) for level in levels]
            totals += [float(margin.totals[level]) for level in levels]
        else:
            block = numbers(part, margin.variable, ids)[:, None]
            names.append((margin.name, "total"))
            totals.append(float(margin.total))
        blocks.append(block)
    patterns, inverse = np.unique(np.concatenate(blocks, axis=1), axis=0, return_inverse=True)
    codes = np.full(len(row_ids), -1, np.int64)
    codes[rows] = inverse.reshape(-1)
    return _without_empty(names, np.array(totals), patterns, codes, margins)


def _indicators(margin: Margin, part: pa.Table, ids: Sequence[str]) -> tuple[FloatArray, list[Level]]:
    """One column a level, in the order of the margin. Raises UnusableMargins."""
    variables = (margin.variable,) if isinstance(margin.variable, str) else margin.variable
    values = []
    for variable in variables:
        found = column(part, variable)
        refuse_rows("weighting.value_missing", variable, found.is_null(nan_is_null=True).to_numpy(), ids)
        values.append(found.to_pylist())
    observed: list[Level] = values[0] if isinstance(margin.variable, str) else list(zip(*values, strict=True))
    present = set(observed)
    _refuse_strangers(margin, present)
    levels = [level for level in margin.totals if level in present or margin.totals[level] != 0]
    position = {level: place for place, level in enumerate(levels)}
    block = np.zeros((len(observed), len(levels)))
    block[np.arange(len(observed)), [position[level] for level in observed]] = 1.0
    return block, levels


def _refuse_strangers(margin: Margin, present: set[Level]) -> None:
    unmatched = [level for level in margin.totals if level not in present and margin.totals[level] != 0]
    unknown = sorted((level for level in present if level not in margin.totals), key=str)
    if unmatched and {level_label(level) for level in unmatched} & {level_label(level) for level in present}:
        kinds = {type(level).__name__ for level in unmatched}, {type(level).__name__ for level in present}
        about = {"margin": margin.name, "given": ", ".join(sorted(kinds[0])), "found": ", ".join(sorted(kinds[1]))}
        raise UnusableMargins([Problem("weighting.margin_level_type", about)])
    problems = [
        Problem(
            "weighting.margin_level_empty",
            {
                "margin": margin.name,
                "level": level_label(level),
                "total": shown(margin.totals[level]),
                "levels": ", ".join(sorted(level_label(known) for known in present)),
            },
        )
        for level in unmatched
    ]
    problems += [
        Problem("weighting.margin_level_unknown", {"margin": margin.name, "level": level_label(level)})
        for level in unknown[:20]
    ]
    if problems:
        raise UnusableMargins(problems)


def _refuse_different_totals(margins: Sequence[AnyMargin]) -> None:
    categorical = [margin for margin in margins if isinstance(margin, Margin)]
    for margin in categorical[1:]:
        first = categorical[0]
        if abs(margin.grand_total - first.grand_total) > AGREEMENT * abs(first.grand_total):
            about: dict[str, str | int | float] = {
                "margin": first.name,
                "total": shown(first.grand_total),
                "other": margin.name,
                "other_total": shown(margin.grand_total),
            }
            raise UnusableMargins([Problem("weighting.margins_disagree", about)])


def _without_empty(
    names: Sequence[tuple[str, str]],
    totals: FloatArray,
    patterns: FloatArray,
    codes: IntArray,
    margins: Sequence[AnyMargin],
) -> Auxiliaries:
    levelled = {margin.name for margin in margins if isinstance(margin, Margin)}
    empty = np.array([total == 0 and name in levelled for (name, _), total in zip(names, totals, strict=True)], bool)
    leaving: TruthArray = (patterns[:, empty] != 0).any(axis=1)
    kept_names = tuple(name for name, gone in zip(names, empty, strict=True) if not gone)
    patterns = patterns[:, ~empty]
    labels = tuple(
        _pattern_label(kept_names, pattern, levelled) + (" (leaves)" if leaves else "")
        for pattern, leaves in zip(patterns.tolist(), leaving.tolist(), strict=True)
    )
    return Auxiliaries(kept_names, totals[~empty], patterns, labels, codes, leaving)


def _pattern_label(names: Sequence[tuple[str, str]], pattern: Sequence[float], levelled: set[str]) -> str:
    parts = (
        f"{margin} = {level}" if margin in levelled else f"{margin} = {value!r}"
        for (margin, level), value in zip(names, pattern, strict=True)
        if value != 0
    )
    return "; ".join(parts) or "0"
