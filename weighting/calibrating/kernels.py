"""The inner loop of calibrating many replicates at once, compiled: the totals that each replicate's weights reach.

Compiled at the first use and kept beside this file, or in the user's cache where that cannot be written.
"""

from typing import Any

import numba
import numpy as np

PRODUCT, ODDS, SUM = 0, 1, 2  # the ratio is a product of factors; a fraction of that product; one plus a sum
_LARGEST = 1e200  # of a product: beyond, a fraction of it is at its limit to the last digit


@numba.njit(parallel=True, cache=True, nogil=True)
def reached(columns: Any, weights: Any, terms: Any, rule: int, curve: Any, bounds: Any, parts: int) -> Any:
    """What patterns add to the totals, by part of the patterns (parts, p + 1, b), to be summed in their order.

    ``columns`` (slots, n) are the columns of each pattern, p meaning none; ``weights`` (n, b); ``terms`` (p + 1, b)
    what each column brings to the ratio, its last row neutral; ``curve`` the numbers of (c0 + c1 e) / (c2 + c3 e).
    The number of parts, not of threads, decides the order of the sums: the same on every machine.
    """
    slots, n = columns.shape
    b = weights.shape[1]
    found = np.zeros((parts, terms.shape[0], b))
    for part in numba.prange(parts):
        g = np.empty(b)
        mine = found[part]
        for pattern in range(part * n // parts, (part + 1) * n // parts):
            g[:] = 1.0
            for slot in range(slots):
                term = terms[columns[slot, pattern]]
                if rule == SUM:
                    for k in range(b):
                        g[k] += term[k]
                else:
                    for k in range(b):
                        g[k] *= term[k]
            if rule == ODDS:
                for k in range(b):
                    odds = min(g[k], _LARGEST)
                    g[k] = (curve[0] + curve[1] * odds) / (curve[2] + curve[3] * odds)
            weight = weights[pattern]
            for k in range(b):
                g[k] = min(max(g[k], bounds[0]), bounds[1]) * weight[k]
            for slot in range(slots):
                total = mine[columns[slot, pattern]]
                for k in range(b):
                    total[k] += g[k]
    return found


@numba.njit(parallel=True, cache=True, nogil=True)
def cross_products(starts: Any, patterns: Any, weights: Any, columns: Any, p: int) -> Any:
    """The lower half of the cross-product of the columns, by group (groups, p (p + 1) / 2), row after row.

    ``starts`` (groups + 1) are where each group begins among the units, of which ``patterns`` and ``weights`` are given
    in the order of their groups; ``columns`` (slots, n) are the columns of each pattern, p meaning none.
    """
    slots, groups = columns.shape[0], starts.size - 1
    found = np.zeros((groups, p * (p + 1) // 2))
    for group in numba.prange(groups):
        mine = found[group]
        for unit in range(starts[group], starts[group + 1]):
            pattern, weight = patterns[unit], weights[unit]
            for one in range(slots):
                row = columns[one, pattern]
                if row == p:
                    continue
                for two in range(slots):
                    column = columns[two, pattern]
                    if column < row or one == two:
                        mine[row * (row + 1) // 2 + column] += weight
    return found
