"""One weight for all members of a household: the household's auxiliaries, and between whom the distance is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pyarrow as pa
import scipy.sparse as sp

from questionnaires.problems import Problem
from weighting.factors import FloatArray, IntArray, TruthArray
from weighting.framing import coded
from weighting.patterns import Patterns, collapsed
from weighting.problems import UnusableRows

SAME = 1e-9  # weights of one household that differ by less are rounded


class Metric(StrEnum):
    """What the distance adds up over: both give one weight a household and meet the margins, with other weights."""

    PERSON = "person"  # persons, the auxiliaries being household means: Lemaitre and Dufour (1987), R survey
    HOUSEHOLD = "household"  # households, the auxiliaries being household sums: ReGenesees


@dataclass(frozen=True)
class Household:
    """The column that names the household of each person, and what the distance adds up over.

    Lemaître and Dufour (1987), Survey Methodology 13, 199-207.
    """

    column: str
    metric: Metric = Metric.PERSON


def shared(
    household: Household,
    part: pa.Table,
    ids: Sequence[str],
    weights: FloatArray,
    persons: Patterns,
    leaving: TruthArray,
) -> tuple[IntArray, IntArray, Patterns, FloatArray, TruthArray]:
    """The household of each person and its pattern: codes, codes, patterns of household means, scales, who leaves.

    A household one of whose members leaves leaves as a whole. Raises UnusableRows where the members of a household
    have different weights before the calibration: no ratio could make them equal.
    """
    codes, labels = coded(part, household.column, ids)
    refuse_several_weights(codes, labels, weights, household.column)
    member = sp.csr_array((np.ones(codes.size), (codes, np.arange(codes.size))), shape=(len(labels), codes.size))
    size = np.bincount(codes, minlength=len(labels)).astype(float)
    leaves = np.bincount(codes, leaving, len(labels)) > 0
    told_apart = sp.hstack([member @ persons.sparse, sp.csr_array(np.stack([size, leaves], axis=1))], format="csr")
    pattern, first = collapsed(sp.csr_array(told_apart))
    sums = Patterns.of_sparse(sp.csr_array(told_apart[first][:, : persons.p]))
    scale = size[first] if household.metric is Metric.HOUSEHOLD else np.ones(first.size)
    return codes, pattern[codes], sums.scaled(1.0 / size[first]), scale, leaves[first]


def refuse_several_weights(codes: IntArray, labels: Sequence[str], weights: FloatArray, column: str) -> None:
    """Raises UnusableRows naming the households whose members have different weights."""
    wrong = np.flatnonzero(several_weights(codes, len(labels), weights[:, None])[:, 0])
    if wrong.size:
        shown = ", ".join(str(labels[code]) for code in wrong[:10]) + (" …" if wrong.size > 10 else "")
        about: dict[str, str | int | float] = {"column": column, "n": int(wrong.size), "households": shown}
        raise UnusableRows([Problem("calibrating.household_weights", about)])


def several_weights(codes: IntArray, households: int, weights: FloatArray) -> TruthArray:
    """Whether the members of each household have different weights, for weights (n, b): (households, b)."""
    first = np.zeros(households, np.int64)
    inside = np.flatnonzero(codes >= 0)
    first[codes[inside]] = inside
    apart = np.abs(weights[inside] - weights[first[codes[inside]]]) > SAME * np.abs(weights[inside])
    found = np.zeros((households, weights.shape[1]), bool)
    rows, columns = np.nonzero(apart)
    found[codes[inside][rows], columns] = True
    return found
