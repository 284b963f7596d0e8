"""Laying margins over a sample: who belongs to which level, what the sample cannot meet."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from questionnaires.problems import Problem
from weighting.calibrating.auxiliaries import Auxiliaries, Column
from weighting.calibrating.households import Household, shared
from weighting.factors import FloatArray, IntArray, TruthArray
from weighting.framing import column, numbers, refuse_rows
from weighting.margins import AGREEMENT, AnyMargin, Level, Margin, MarginTotal, level_label
from weighting.patterns import Patterns, distinct
from weighting.problems import UnusableMargins, shown


@dataclass(frozen=True, eq=False)
class _Laid:
    """One margin over the units that carry a weight: the column of each (-1: none), its value where not one."""

    codes: IntArray
    values: FloatArray | None
    columns: tuple[Column, ...]
    absent: tuple[tuple[str, str], ...] = ()


def lay_over(
    margins: Sequence[AnyMargin],
    data: pa.Table,
    weights: FloatArray,
    row_ids: Sequence[str],
    household: Household | None = None,
) -> Auxiliaries:
    """The margins as columns over the distinct patterns of the units that carry a weight.

    Raises UnusableMargins where a level has a total and nobody in the sample or the other way round, where grand
    totals differ; UnusableRows where a unit that carries a weight has no value, or where a household has several
    weights.
    """
    rows = np.flatnonzero(weights != 0)
    ids = _Some(row_ids, rows)
    refuse_different_totals(margins)
    part = data.select(_needed(margins, household, data)).take(rows)
    _refuse_left_out(margins, part)
    laid = [_levels(m, part, ids) if isinstance(m, Margin) else _continuous(m, part, ids) for m in margins]
    columns = tuple(column for one in laid for column in one.columns)
    empty = np.array([column.levelled and column.total == 0 for column in columns], bool)
    households = None
    if household is None:
        inverse, first = distinct(_keys(laid), rows.size)
        patterns, gone = _kept(_slots(laid, first), empty)
        scale = np.ones(first.size)
    else:
        kept, leaving = _kept(_slots(laid, np.arange(rows.size)), empty)
        members, inverse, patterns, scale, gone = shared(household, part, ids, weights[rows], kept, leaving)
        households = np.full(weights.size, -1, np.int64)
        households[rows] = members
    codes = np.full(weights.size, -1, np.int64)
    codes[rows] = inverse
    stay = tuple(column for column, out in zip(columns, empty, strict=True) if not out)
    absent = tuple(name for one in laid for name in one.absent)
    divided = any(margin.within for margin in margins)
    return Auxiliaries(stay, patterns, scale, codes, gone, absent, households, divided)


class _Some(Sequence[str]):
    """The names of some rows, read when a message needs them."""

    def __init__(self, ids: Sequence[str], rows: IntArray) -> None:
        self._ids, self._rows = ids, rows

    def __len__(self) -> int:
        return self._rows.size

    def __getitem__(self, place: int) -> str:  # type: ignore[override]  # no slices of names are taken
        return self._ids[int(self._rows[place])]


def _needed(margins: Sequence[AnyMargin], household: Household | None, data: pa.Table) -> list[str]:
    wanted = [name for margin in margins for name in _variables(margin)]
    wanted += [margin.within.variable for margin in margins if margin.within]
    wanted += [household.column] if household else []
    for name in wanted:
        column(data, name)
    return list(dict.fromkeys(wanted))


def _variables(margin: AnyMargin) -> tuple[str, ...]:
    return (margin.variable,) if isinstance(margin.variable, str) else margin.variable


def _slots(laid: Sequence[_Laid], rows: IntArray) -> Patterns:
    """Some units, one slot a margin."""
    p = sum(len(one.columns) for one in laid)
    start, columns, values = 0, [], []
    for one in laid:
        codes = one.codes[rows]
        columns.append(np.where(codes >= 0, codes + start, p))
        values.append(None if one.values is None else one.values[rows])
        start += len(one.columns)
    if all(found is None for found in values):
        return Patterns(np.stack(columns), None, p)
    ones = np.ones(rows.size)
    return Patterns(np.stack(columns), np.stack([ones if found is None else found for found in values]), p)


def _kept(slots: Patterns, empty: TruthArray) -> tuple[Patterns, TruthArray]:
    """The vectors without the columns whose total is zero, and which of them have such a column."""
    if not empty.any():
        return slots, np.zeros(slots.n, bool)
    leaving: TruthArray = np.asarray(np.append(empty, False)[slots.columns].any(axis=0), bool)
    return slots.keep(np.flatnonzero(~empty)), leaving


def _keys(laid: Sequence[_Laid]) -> list[tuple[IntArray, int]]:
    keys = []
    for one in laid:
        if one.values is None:
            keys.append((one.codes, len(one.columns)))
        else:
            known, codes = np.unique(np.where(one.codes >= 0, one.values, 0.0), return_inverse=True)
            keys.append((codes.astype(np.int64), known.size))
            keys.append((one.codes, 1))
    return keys


def _inside(margin: AnyMargin, part: pa.Table) -> TruthArray:
    """The units that the margin is about."""
    if margin.within is None:
        return np.ones(part.num_rows, bool)
    codes, known = _coded(part, margin.within.variable)
    return np.isin(codes, [place for place, value in enumerate(known) if value == margin.within.level])


def _refuse_left_out(margins: Sequence[AnyMargin], part: pa.Table) -> None:
    """Raises UnusableMargins where some domain of a partition has no margin, and no margin is about everybody."""
    given: dict[str, set[object]] = {}
    for margin in margins:
        if margin.within is None:
            return
        given.setdefault(margin.within.variable, set()).add(margin.within.level)
    for variable, levels in given.items():
        left_out = [str(value) for value in _coded(part, variable)[1] if value not in levels]
        if left_out:
            about = {"variable": variable, "level": ", ".join(sorted(left_out))}
            raise UnusableMargins([Problem("calibrating.domain_without_margins", about)])


def _coded(part: pa.Table, variable: str) -> tuple[IntArray, list[object]]:
    """One column as codes of its distinct values; -1 where there is none."""
    found = column(part, variable)
    if pa.types.is_dictionary(found.type):
        found = found.unify_dictionaries()
    encoded = found.combine_chunks()
    encoded = encoded if pa.types.is_dictionary(encoded.type) else encoded.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    if found.null_count or pa.types.is_floating(encoded.type.value_type):
        codes[found.is_null(nan_is_null=True).to_numpy()] = -1
    used = np.bincount(codes + 1, minlength=len(encoded.dictionary) + 1)[1:] > 0
    values = encoded.dictionary.to_pylist()
    if used.all():
        return codes, values
    place = np.append(np.cumsum(used) - 1, -1)
    return place[codes], [value for value, there in zip(values, used.tolist(), strict=True) if there]


def _observed(margin: Margin, part: pa.Table, inside: TruthArray, ids: Sequence[str]) -> tuple[IntArray, list[Level]]:
    """The level of each unit as a code, and the levels there are."""
    coded = []
    for variable in _variables(margin):
        codes, known = _coded(part, variable)
        missing = (codes < 0) & inside
        if margin.missing is None:
            refuse_rows("weighting.value_missing", variable, missing, ids)
        coded.append((codes, known))
    if isinstance(margin.variable, str):
        codes, values = coded[0]
        levels: list[Level] = list(values)  # type: ignore[arg-type]  # Arrow holds what levels are made of
    else:
        nowhere = np.any([codes < 0 for codes, _ in coded], axis=0)
        codes, first = distinct([(codes, len(known)) for codes, known in coded], part.num_rows)
        combined = [tuple(known[c[row]] if c[row] >= 0 else None for c, known in coded) for row in first.tolist()]
        levels = combined  # type: ignore[assignment]
        codes = np.where(nowhere, -1, codes)
    if margin.missing is not None and (codes < 0).any():
        levels = [*levels, margin.missing] if margin.missing not in levels else levels
        codes = np.where(codes < 0, levels.index(margin.missing), codes)
    return codes if margin.within is None else np.where(inside, codes, -1), levels


def _levels(margin: Margin, part: pa.Table, ids: Sequence[str]) -> _Laid:
    """One column a level that somebody has, in the order of the margin. Raises UnusableMargins."""
    observed, found = _observed(margin, part, _inside(margin, part), ids)
    there = np.bincount(observed + 1, minlength=len(found) + 1)[1:] > 0
    present = {level for level, some in zip(found, there.tolist(), strict=True) if some}
    _refuse_strangers(margin, present)
    levels = [level for level in margin.totals if level in present]
    position = {level: place for place, level in enumerate(levels)}
    place = np.array([position.get(level, -1) for level in found] + [-1], np.int64)
    size = max((abs(float(total)) for total in margin.totals.values()), default=0.0) or 1.0
    columns = tuple(
        Column(
            margin.name,
            level_label(level),
            float(margin.totals[level]),
            size,
            margin.cost,
            float(margin.errors.get(level, 0.0)),
            levelled=True,
        )
        for level in levels
    )
    absent = tuple((margin.name, level_label(level)) for level in margin.totals if level not in present)
    return _Laid(place[observed], None, columns, absent)


def _continuous(margin: MarginTotal, part: pa.Table, ids: Sequence[str]) -> _Laid:
    inside = _inside(margin, part)
    values = np.zeros(part.num_rows)
    rows = np.flatnonzero(inside)
    values[rows] = numbers(part.take(rows), margin.variable, _Some(ids, rows))
    size = abs(margin.total) or 1.0
    only = Column(margin.name, "total", float(margin.total), size, margin.cost, margin.error, levelled=False)
    return _Laid(np.where(inside, 0, -1).astype(np.int64), values, (only,))


def _refuse_strangers(margin: Margin, present: set[Level]) -> None:
    unmatched = [level for level in margin.totals if level not in present and margin.totals[level] != 0]
    unknown = sorted((level for level in present if level not in margin.totals), key=str)
    if unmatched and {level_label(level) for level in unmatched} & {level_label(level) for level in present}:
        kinds = {type(level).__name__ for level in unmatched}, {type(level).__name__ for level in present}
        about = {"margin": margin.name, "given": ", ".join(sorted(kinds[0])), "found": ", ".join(sorted(kinds[1]))}
        raise UnusableMargins([Problem("weighting.margin_level_type", about)])
    known = sorted(level_label(level) for level in present)
    problems = [
        Problem(
            "weighting.margin_level_empty",
            {
                "margin": margin.name,
                "level": level_label(level),
                "total": shown(margin.totals[level]),
                "levels": ", ".join(_nearest_first(level_label(level), known)),
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


def _nearest_first(level: str, known: Sequence[str]) -> list[str]:
    close = difflib.get_close_matches(level, known, n=3, cutoff=0.5)
    return [*close, *(other for other in known if other not in close)]


def refuse_different_totals(margins: Sequence[AnyMargin]) -> None:
    """Raises UnusableMargins where margins that must be met give one population two sizes."""
    first: dict[object, Margin] = {}
    for margin in margins:
        if not isinstance(margin, Margin) or not np.isinf(margin.cost):
            continue
        known = first.setdefault(margin.within, margin)
        if abs(margin.grand_total - known.grand_total) > AGREEMENT * abs(known.grand_total):
            about: dict[str, str | int | float] = {
                "margin": known.name,
                "total": shown(known.grand_total),
                "other": margin.name,
                "other_total": shown(margin.grand_total),
            }
            raise UnusableMargins([Problem("weighting.margins_disagree", about)])
