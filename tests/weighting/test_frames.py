"""Samples from data frames of several libraries, and what is refused on the way in."""

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from weighting import BootstrapReplicates, WeightedSample
from weighting.problems import UnusableDesign, UnusableRows

CONTENT = {
    "id": ["c", "a", "b", "d"],
    "w": [3.0, 1.0, 2.0, 4.0],
    "h": ["x", "x", "y", "y"],
    "psu": ["1", "2", "1", "2"],
    "N": [10, 10, 5, 5],
}


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table], ids=["pandas", "polars", "arrow"])
def test_any_frame_will_do_and_its_order_is_kept(make: Any) -> None:
    sample = WeightedSample.from_frame(
        make(CONTENT), weight="w", strata="h", psu="psu", fpc="N", ids="id", replicates=BootstrapReplicates(8, seed=1)
    )
    assert sample.ids == ("c", "a", "b", "d")
    assert sample.weights.tolist() == CONTENT["w"]
    assert (sample.n, sample.n_replicates, sample.degrees_of_freedom) == (4, 8, 2)
    assert sample.column("h").to_pylist() == CONTENT["h"]


def test_a_psu_label_used_in_two_strata_names_two_psus() -> None:
    sample = WeightedSample.from_frame(pa.table(CONTENT), weight="w", strata="h", psu="psu")
    assert sample.design.n_psus == 4


def test_units_of_weight_zero_do_not_count_in_the_degrees_of_freedom() -> None:
    table = pa.table({"w": [1.0, 0.0, 1.0], "psu": ["1", "2", "3"]})
    assert WeightedSample.from_frame(table, weight="w", psu="psu").degrees_of_freedom == 1


@pytest.mark.parametrize(
    ("changed", "code", "rows"),
    [
        ({"w": [3.0, -1.0, 2.0, 4.0]}, "weighting.weight_negative", "a"),
        ({"w": [3.0, None, float("nan"), 4.0]}, "weighting.value_missing", "a, b"),
        ({"h": ["x", "x", None, "y"]}, "weighting.value_missing", "b"),
        ({"psu": ["1", None, "1", "2"]}, "weighting.value_missing", "a"),
        ({"N": [10, 11, 5, 5]}, "weighting.population_varies", "c"),
    ],
)
def test_unusable_rows_are_named(changed: dict[str, Any], code: str, rows: str) -> None:
    with pytest.raises(UnusableRows) as stopped:
        WeightedSample.from_frame(pa.table(CONTENT | changed), weight="w", strata="h", psu="psu", fpc="N", ids="id")
    (problem,) = stopped.value.problems
    assert (problem.code, problem.values["rows"]) == (code, rows)


def test_an_identifier_twice_is_named() -> None:
    with pytest.raises(UnusableRows) as stopped:
        WeightedSample.from_frame(pa.table(CONTENT | {"id": ["a", "b", "b", "c"]}), weight="w", ids="id")
    assert stopped.value.problems[0].values["row"] == "b"


def test_a_sampling_fraction_given_for_a_population_size_is_refused() -> None:
    with pytest.raises(UnusableDesign) as stopped:
        WeightedSample.from_frame(pa.table(CONTENT | {"N": [0.2] * 4}), weight="w", strata="h", fpc="N")
    assert stopped.value.problems[0].code == "weighting.population_small"


def test_weights_given_as_text_are_refused_by_name() -> None:
    with pytest.raises(UnusableRows) as stopped:
        WeightedSample.from_frame(pa.table(CONTENT | {"w": ["1", "2", "3", "4"]}), weight="w")
    assert stopped.value.problems[0].values["column"] == "w"


def test_each_stratum_keeps_its_size_in_every_bootstrap_replicate() -> None:
    random = np.random.default_rng(2)
    frame = pa.table({"w": random.uniform(1, 9, 40), "h": np.repeat(["a", "b"], [15, 25])})
    sample = WeightedSample.from_frame(frame, weight="w", strata="h", replicates=BootstrapReplicates(400, seed=4))
    assert sample.replicates is not None
    multipliers = sample.replicates.multipliers
    for code, size in enumerate((15, 25)):
        assert multipliers[sample.design.first.cluster_stratum == code].sum(axis=0) == pytest.approx(size)
    z = np.ones(sample.n)
    totals = np.concatenate([block.T @ z for block in sample.replicate_weights()])
    bootstrap = float(sample.replicate_scale @ (totals - sample.weights.sum()) ** 2)
    assert bootstrap == pytest.approx(sample.variance(z)[0, 0], rel=0.25)
