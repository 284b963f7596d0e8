"""The marks of the default fieldwork on a few draws; the long form is ``prove_marks``."""

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from simulation.streams import Streams
from tests.simulation.allocations import ALLOCATIONS, precision
from tests.simulation.builders import world
from tests.simulation.marks import BY_STATUS, EXPECTED, LEFT, UNADJUSTED
from tests.simulation.prove_marks import several

DRAWS = 12


@cache
def found(scenario: str) -> Mapping[str, np.ndarray]:
    return several(scenario, DRAWS, seed=1)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_mark_of_the_default_fieldwork_comes_out(name: str) -> None:
    values, mark = found("default")[name], EXPECTED[name]
    error = values.std(ddof=1) / np.sqrt(DRAWS)
    assert abs(values.mean() - mark.expected) <= mark.within + 3 * error


def test_what_nobody_sees_biases_the_more_the_more_response_depends_on_it() -> None:
    bias = {name: found(name)[UNADJUSTED].mean() for name in ("mar", "default", "nmar")}
    assert bias["nmar"] < -0.05 < bias["default"] < bias["mar"] + 0.01
    assert abs(found("default")[BY_STATUS].mean()) < 0.015


def test_status_leaves_a_bias_behind_the_listing_only_where_response_depends_on_it() -> None:
    left = {name: found(name)[LEFT].mean() for name in ("mar", "default", "nmar")}
    assert abs(left["mar"]) < 0.003 < left["default"] < left["nmar"]


def test_more_psus_where_many_were_counted_find_more_at_the_price_of_unequal_weights() -> None:
    rows = [precision(world(1, "tunisia"), allocation, Streams(1), draws=60) for allocation in ALLOCATIONS]
    proportional, usual, extreme = rows
    assert proportional["found"] == pytest.approx(579, rel=0.10)
    assert usual["found"] == pytest.approx(3_595, rel=0.06)
    assert extreme["found"] == pytest.approx(4_256, rel=0.06)
    assert [row["kish"] for row in rows] == pytest.approx([1.04, 3.6, 6.1], rel=0.15)
    assert usual["cv"] < extreme["cv"] < proportional["cv"]
