"""The primitive of class adjustments: weight moves within classes and nothing is lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighting.cells import redistribute
from weighting.factors import sums

ROLES = st.sampled_from(["gives", "receives", "neither"])
UNITS = st.lists(st.tuples(st.floats(0.01, 1e4), ROLES, st.integers(0, 3)), min_size=1, max_size=60)


def laid_out(units: list[tuple[float, str, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    weights = np.array([weight for weight, _, _ in units])
    roles = np.array([role for _, role, _ in units])
    within = np.array([cell if role != "neither" else -1 for _, role, cell in units])
    return weights, roles == "gives", roles == "receives", within


@given(UNITS)
def test_each_class_keeps_its_total(units: list[tuple[float, str, int]]) -> None:
    weights, giving, receiving, within = laid_out(units)
    factors = redistribute(weights, giving, receiving, within, 4)
    after = np.where(receiving, weights * factors[within], 0.0)
    reached = sums(within, receiving.astype(float), 4) > 0
    before = sums(within, weights, 4)
    assert sums(within, after, 4)[reached] == pytest.approx(before[reached])


@given(UNITS)
def test_replicates_are_redistributed_column_by_column(units: list[tuple[float, str, int]]) -> None:
    weights, giving, receiving, within = laid_out(units)
    both = redistribute(np.stack([weights, 3 * weights], axis=1), giving, receiving, within, 4)
    one = redistribute(weights, giving, receiving, within, 4)
    np.testing.assert_allclose(both[:, 0], one)
    np.testing.assert_allclose(both[:, 1], one)


def test_a_class_with_nobody_to_receive_has_no_factor_and_one_where_nobody_gives_has_factor_one() -> None:
    factors = redistribute(np.array([2.0, 5.0]), np.array([True, False]), np.array([False, True]), np.array([0, 1]), 2)
    assert np.isnan(factors[0])
    assert factors[1] == 1.0
