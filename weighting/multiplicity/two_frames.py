"""Two overlapping samples made one: what belongs to both frames counts once."""

import numpy as np

from questionnaires.problems import Problem
from weighting.factors import FloatArray, TruthArray
from weighting.problems import UnusableRows
from weighting.trace import spread


def composite(
    one: FloatArray, in_both_one: TruthArray, other: FloatArray, in_both_other: TruthArray, share: float | None = None
) -> tuple[FloatArray, FloatArray, float]:
    """The weights of both samples, those of the overlap multiplied by lambda and 1 - lambda, and lambda.

    Hartley (1962). Without ``share`` lambda is the effective number of persons of the overlap in the first sample
    over that in both (Kish). Where one sample has nobody of the overlap, the other carries it alone.
    """
    effective = [spread(weights[both]).n_eff for weights, both in ((one, in_both_one), (other, in_both_other))]
    if share is None:
        share = effective[0] / sum(effective) if sum(effective) else 0.5
    if not 0.0 <= share <= 1.0:
        raise UnusableRows([Problem("multiplicity.share", {"value": share})])
    share = 1.0 if not effective[1] and effective[0] else 0.0 if not effective[0] and effective[1] else share
    first = np.where(in_both_one, share * one, one)
    second = np.where(in_both_other, (1.0 - share) * other, other)
    return np.asarray(first), np.asarray(second), float(share)


def single_frame(p_one: FloatArray, p_other: FloatArray) -> FloatArray:
    """1 / (p_one + p_other) for every unit of either sample (Kalton and Anderson 1986, JRSS A 149, 65-82).

    ``p`` is 0 where the unit is not on the frame. Both are needed for every unit, whichever sample it came from.
    """
    expected = np.asarray(p_one, float) + np.asarray(p_other, float)
    wrong = np.flatnonzero(~(expected > 0))
    if wrong.size:
        raise UnusableRows([Problem("multiplicity.on_no_frame", {"n": int(wrong.size), "row": int(wrong[0]) + 1})])
    return np.asarray(1.0 / expected)
