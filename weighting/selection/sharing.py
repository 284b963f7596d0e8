"""Sharing a number of PSUs among strata: in proportion to something, between a fewest and what each stratum holds."""

import numpy as np
import numpy.typing as npt

Amounts = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


def shared_out(total: int, shares: Amounts, fewest: Numbers, most: Numbers) -> Numbers:
    """Whole numbers near the shares that sum to the total, as far as the bounds allow."""
    total = int(min(max(total, fewest.sum()), most.sum()))
    free, given = np.ones(len(shares), dtype=bool), np.zeros(len(shares))
    while True:
        given[free] = (total - given[~free].sum()) * shares[free] / shares[free].sum()
        under, over = free & (given < fewest), free & (given > most)
        if not (under | over).any():
            break
        # what stays with the free must not end beyond their other bound: the side that is further off goes first
        missing, beyond = (fewest - given)[under].sum(), (given - most)[over].sum()
        bound = under if missing >= beyond else over
        given[bound] = np.where(under, fewest, most)[bound]
        free &= ~bound
        if not free.any():
            break
    whole = np.floor(given + 1e-9).astype(np.int64)
    room = np.argsort(-np.where(whole < most, given - whole, -1.0), kind="stable")
    whole[room[: max(total - int(whole.sum()), 0)]] += 1
    return whole
