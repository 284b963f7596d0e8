"""The common road of the class adjustments: classes, factors in the full sample and in each replicate, the trace."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from questionnaires.problems import Problem
from weighting.cells import redistribute
from weighting.collapsing import CollapsingRule, Counts
from weighting.factors import FloatArray, IntArray, RedistributionFactor, TruthArray, sums
from weighting.framing import coded, column, crossed
from weighting.problems import UnusableClasses
from weighting.replicates import FailedReplicate
from weighting.sample import WeightedSample
from weighting.trace import CellTrace, Collapse, StepTrace, spread


@dataclass(frozen=True, eq=False)
class Moves:
    """Who gives and who receives within which class; units of class -1 are outside."""

    giving: TruthArray
    receiving: TruthArray
    within: IntArray
    labels: tuple[str, ...]
    measure: FloatArray  # what one unit of weight counts for, e.g. the share of a dwelling


def status(sample: WeightedSample, name: str) -> np.ndarray:
    """The response status of each unit, as text."""
    return np.array(column(sample.data, name).to_pylist(), object)


def classes_of(sample: WeightedSample, names: Sequence[str], among: TruthArray) -> tuple[IntArray, tuple[str, ...]]:
    """The classes of the units concerned, -1 for the others. Raises UnusableRows naming rows without a class."""
    rows = np.flatnonzero(among)
    part = sample.data.take(rows)
    ids = [sample.ids[row] for row in rows]
    codes, labels = crossed([coded(part, name, ids) for name in names], rows.size)
    within = np.full(sample.n, -1, np.int64)
    within[rows] = codes
    return within, labels


def joined_classes(
    sample: WeightedSample, names: Sequence[str], among: TruthArray, receiving: TruthArray, rule: CollapsingRule
) -> tuple[IntArray, tuple[str, ...], tuple[Collapse, ...]]:
    """The classes of the units concerned after a collapsing rule has joined the weak ones, and why it did."""
    fine, labels = classes_of(sample, names, among)
    return joined(sample, fine, labels, _keys(sample, names, fine, len(labels)), receiving, rule)


def joined(
    sample: WeightedSample,
    fine: IntArray,
    labels: tuple[str, ...],
    keys: tuple[tuple[str, ...], ...],
    receiving: TruthArray,
    rule: CollapsingRule,
) -> tuple[IntArray, tuple[str, ...], tuple[Collapse, ...]]:
    """Classes (-1 outside), their labels and their keys in order, after a rule has joined the weak ones."""
    counts = Counts(
        keys,
        sums(fine, receiving.astype(float), len(labels)).astype(np.int64),
        sums(fine, sample.weights, len(labels)),
        sums(fine, sample.weights * receiving, len(labels)),
    )
    groups, collapsed = rule.groups(counts)
    members: dict[int, list[str]] = defaultdict(list)
    for label, group in zip(labels, groups.tolist(), strict=True):
        members[group].append(label)
    within = np.full(sample.n, -1, np.int64)
    within[fine >= 0] = groups[fine[fine >= 0]]
    return within, tuple(" + ".join(members[group]) for group in sorted(members)), collapsed


def _keys(
    sample: WeightedSample, names: Sequence[str], within: IntArray, n_classes: int
) -> tuple[tuple[str, ...], ...]:
    """What each class has in common, name by name: taken from a member, since a value may hold any sign."""
    values = [column(sample.data, name).to_pylist() for name in names]
    member = np.zeros(n_classes, np.int64)
    member[within[within >= 0]] = np.flatnonzero(within >= 0)
    return tuple(tuple(str(of_all[row]) for of_all in values) for row in member.tolist())


def move(
    sample: WeightedSample,
    step: str,
    moves: Moves,
    outside: FloatArray,
    outside_label: str,
    parameters: Mapping[str, str],
    collapsed: tuple[Collapse, ...] = (),
) -> tuple[WeightedSample, StepTrace]:
    """Redistribute in the full sample and in each replicate.

    Raises UnusableClasses naming every class that has weight to give and nobody to receive it. A replicate in which
    that happens has failed: it is counted and left out.
    """
    n_classes = len(moves.labels)
    measured = sample.weights * moves.measure
    values = redistribute(measured, moves.giving, moves.receiving, moves.within, n_classes)
    if empty := np.flatnonzero(np.isnan(values)).tolist():
        raise UnusableClasses(
            Problem("weighting.class_empty", {"step": step, "cell": moves.labels[code]}) for code in empty
        )
    replicated, failed = _in_replicates(sample, step, moves)
    factor = RedistributionFactor(
        step,
        moves.within,
        moves.labels,
        moves.receiving,
        moves.measure,
        outside,
        outside_label,
        values,
        replicated,
    )
    result = sample.with_factor(factor, failed)
    after = result.weights * moves.measure
    trace = StepTrace(
        step,
        parameters,
        spread(sample.weights),
        spread(result.weights),
        _cells(moves, measured, after, values),
        collapsed,
        n_replicates=result.n_replicates,
        n_failed=len(failed),
    )
    return result, trace


def _in_replicates(sample: WeightedSample, step: str, moves: Moves) -> tuple[FloatArray, list[FailedReplicate]]:
    n_classes = len(moves.labels)
    count = sample.replicates.scale.size if sample.replicates else 0
    values = np.full((n_classes, count), np.nan)
    failed = []
    for replicates, weights in sample.replicate_blocks():
        measured = weights * moves.measure[:, None]
        values[:, replicates] = redistribute(measured, moves.giving, moves.receiving, moves.within, n_classes)
    for replicate in sample.usable_replicates:
        empty = np.flatnonzero(np.isnan(values[:, replicate]))
        if empty.size:
            failed.append(FailedReplicate(int(replicate), step, moves.labels[empty[0]]))
    return values, failed


def _cells(moves: Moves, before: FloatArray, after: FloatArray, values: FloatArray) -> tuple[CellTrace, ...]:
    n_classes = len(moves.labels)
    n = sums(moves.within, np.ones_like(before), n_classes)
    n_receiving = sums(moves.within, moves.receiving.astype(float), n_classes)
    total_before, total_after = sums(moves.within, before, n_classes), sums(moves.within, after, n_classes)
    return tuple(
        CellTrace(
            label, int(n[c]), int(n_receiving[c]), float(total_before[c]), float(total_after[c]), float(values[c])
        )
        for c, label in enumerate(moves.labels)
    )
