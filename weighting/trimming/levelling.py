"""The arithmetic of trimming: cut what is above a limit and share it among the others, so that the total stays."""

import numpy as np

from weighting.factors import FloatArray


def share_up(adjustment: FloatArray, design: FloatArray, limit: float) -> float:
    """The ratio r by which those below the limit grow: the sum of design x min(r x adjustment, limit) is kept.

    ``adjustment`` and ``design`` are (k,), positive. Those whose grown adjustment would pass the limit are cut too.
    nan where even with all of them at the limit the total is not reached.
    """
    weight = adjustment * design
    total = float(weight.sum())
    if limit * float(design.sum()) < total * (1.0 - 1e-12):
        return float("nan")
    order = np.argsort(-adjustment, kind="stable")
    cut_design = np.concatenate([[0.0], np.cumsum(design[order])])
    left = total - np.concatenate([[0.0], np.cumsum(weight[order])])
    next_one = np.append(adjustment[order], 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(left > 1e-12 * total, (total - limit * cut_design) / left, 1.0)
    fits = ratio * next_one <= limit * (1.0 + 1e-12)
    return float(max(ratio[int(np.argmax(fits))], 1.0))
