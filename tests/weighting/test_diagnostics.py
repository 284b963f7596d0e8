"""How unequal the weights are, and what makes the heaviest ones."""

import numpy as np
import pyarrow as pa
import pytest

from weighting import Calibrate, Margin, Raking, Recipe, WeightedSample
from weighting.diagnostics import extreme_weights, weights_by_step
from weighting.trace import spread


def test_the_design_effect_of_weights_is_one_plus_their_squared_variation() -> None:
    weights = np.array([1.0, 2.0, 3.0, 0.0])
    carried = weights[:3]
    found = spread(weights)
    assert found.deff == pytest.approx(1 + carried.var() / carried.mean() ** 2)
    assert found.n_eff == pytest.approx(3 / found.deff)
    assert (found.n, found.total) == (3, 6.0)


def test_equal_weights_have_no_effect_and_no_weights_none_either() -> None:
    assert spread(np.full(7, 4.0)).deff == pytest.approx(1)
    assert spread(np.zeros(3)).n == 0


def test_the_heaviest_unit_comes_with_the_factors_that_make_its_weight() -> None:
    frame = pa.table({"id": ["a", "b", "c"], "w": [1.0, 1.0, 5.0], "sex": ["1", "2", "2"]})
    sample, _ = Recipe("x", (Calibrate((Margin("sex", {"1": 1, "2": 12}),), Raking()),)).run(
        WeightedSample.from_frame(frame, weight="w", ids="id")
    )
    (heaviest,) = extreme_weights(sample, 1)
    assert (heaviest.row_id, heaviest.weight, heaviest.times_median) == ("c", pytest.approx(10), pytest.approx(5))
    assert np.prod([link.factor for link in heaviest.chain]) == pytest.approx(heaviest.weight)
    assert [after.step for after in weights_by_step(sample)] == ["w", "calibration"]
