"""Newton's method finds calibrated weights wherever there are some."""

import numpy as np
import pytest
from scipy.optimize import linprog

from weighting.distances import Logit, TruncatedLinear
from weighting.factors import FloatArray
from weighting.patterns import Patterns
from weighting.solving import Equations, solve


def random_problem(seed: int) -> tuple[FloatArray, FloatArray, FloatArray, tuple[float, float]]:
    """Two margins over a few groups, totals near the edge of what the bounds allow."""
    random = np.random.default_rng(seed)
    n = int(random.integers(6, 50))
    first, second = random.integers(0, 3, n), random.integers(0, 4, n)
    # one level of the second margin follows from the grand total; levels that nobody has are left out
    x = np.concatenate([first[:, None] == np.arange(3), second[:, None] == np.arange(1, 4)], axis=1).astype(float)
    weights = random.uniform(1, 50, n)
    independent = [j for j in range(6) if np.linalg.matrix_rank(x[:, : j + 1]) > np.linalg.matrix_rank(x[:, :j])]
    x = x[:, independent]
    bounds = float(random.uniform(0.2, 0.9)), float(random.uniform(1.1, 4))
    totals = x.T @ (weights * random.uniform(bounds[0] - 0.1, bounds[1] + 0.1, n))
    return x, weights, totals, bounds


def within_reach(x: FloatArray, weights: FloatArray, totals: FloatArray, bounds: tuple[float, float]) -> bool:
    """Whether some ratios strictly inside the bounds meet the totals: a linear programme knows."""
    n = x.shape[0]
    room = np.ones((n, 1))
    found = linprog(
        np.r_[np.zeros(n), -1.0],
        A_ub=np.block([[-np.eye(n), room], [np.eye(n), room]]),
        b_ub=np.r_[np.full(n, -bounds[0]), np.full(n, bounds[1])],
        A_eq=np.c_[(x * weights[:, None]).T, np.zeros(x.shape[1])],
        b_eq=totals,
        bounds=[(None, None)] * n + [(0, None)],
    )
    return bool(found.status == 0 and -found.fun > 1e-4)


@pytest.mark.parametrize("seed", range(40))
def test_it_converges_exactly_where_bounds_and_totals_allow_it(seed: int) -> None:
    x, weights, totals, bounds = random_problem(seed)
    feasible = within_reach(x, weights, totals, bounds)
    for distance in (TruncatedLinear(*bounds), Logit(*bounds)):
        solution = solve(Equations(distance, Patterns.of_dense(x), weights, totals), np.zeros(x.shape[1]))
        if feasible:
            assert solution.converged
            g = distance.ratio(x @ solution.parameters)
            assert x.T @ (weights * g) == pytest.approx(totals, rel=1e-9)
            assert bounds[0] <= g.min() <= g.max() <= bounds[1]
