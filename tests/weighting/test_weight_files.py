"""Weights on files: what is written is read back, every replicate included, and the same data give the same digests."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from questionnaires import files
from questionnaires.contracts import WEIGHTING, WEIGHTS
from tests.weighting.builders import exports, fieldwork
from weighting import Bounds, Calibrate, Linear, Logit, Margin, Papers, Raking, Recipe, WeightedSample
from weighting.content import WeightingContent
from weighting.distances import Distance
from weighting.files import read_trace, read_weights, write_weights
from weighting.problems import UnusableMargins, UnusableRecipe, UnusableRows
from weighting.steps.replicates import BootstrapReplicates
from weighting.tunisia.recipe import CONTENT, UNIVERSE
from weighting.weigh import weigh_files

PAPERS = Papers(UNIVERSE, "invented", "2026-01-01", "SIMULATED")
SEX = Margin("sex", {"1": 19000, "2": 21000}, PAPERS)
REGION = Margin("region", {"GT": 21000, "CE": 19000}, PAPERS)


def quick(*extra: Calibrate) -> WeightingContent:
    """The Tunisian content with fewer replicates, and some calibration instead of its own."""
    design, _, *adjustments = CONTENT.recipe.steps
    steps = (design, BootstrapReplicates(30, seed=5), *adjustments)
    made = Recipe("quick", (*steps, *extra))
    return WeightingContent(made, lambda _: made, CONTENT.classes, CONTENT.universe, CONTENT.singleton)


@pytest.fixture
def collected(tmp_path: Path) -> Path:
    return exports(tmp_path / "exports", fieldwork())


def same(one: WeightedSample, two: WeightedSample) -> None:
    order = [two.ids.index(row_id) for row_id in one.ids]
    assert two.weights[order].tolist() == one.weights.tolist()
    assert two.replicate_scale.tolist() == one.replicate_scale.tolist()
    assert two.degrees_of_freedom == one.degrees_of_freedom
    for first, second in zip(one.replicate_weights(8), two.replicate_weights(8), strict=True):
        np.testing.assert_allclose(second[order], first, rtol=1e-12)
    z = (one.weights > 0) * np.arange(one.n, dtype=float)
    back = np.zeros(one.n)
    back[order] = z
    assert two.variance(back) == pytest.approx(one.variance(z), rel=1e-9)


@pytest.mark.parametrize("distance", [Linear(), Raking(), Logit(0.2, 5.0)])
def test_a_sample_comes_back_from_files_with_every_replicate(
    collected: Path, tmp_path: Path, distance: Distance
) -> None:
    content = quick(Calibrate((SEX, REGION), distance, g_bounds=(0.1, 9), weight_bounds=Bounds(0.5, 5000)))
    written, trace = weigh_files(collected, tmp_path / "weights", content)
    same(written, read_weights(tmp_path / "weights"))
    again = read_trace(tmp_path / "weights")
    assert [step.step for step in again.steps] == [step.step for step in trace.steps]
    assert {cell.cell: cell for cell in again.steps[4].cells} == {cell.cell: cell for cell in trace.steps[4].cells}
    assert set(again.steps[-1].margins) == set(trace.steps[-1].margins)
    assert again.steps[1].parameters == trace.steps[1].parameters
    assert again.steps[4].collapsed == trace.steps[4].collapsed


def test_failed_replicates_stay_failed_in_files(collected: Path, tmp_path: Path) -> None:
    written, _ = weigh_files(collected, tmp_path / "weights", quick(Calibrate((SEX, REGION), Logit(0.8, 3))))
    assert 0 < written.n_replicates < 30
    same(written, read_weights(tmp_path / "weights"))


def test_the_same_data_and_recipe_give_the_same_digests_whatever_the_order_of_rows(tmp_path: Path) -> None:
    data = fieldwork()
    shuffled = {name: table.take(np.random.default_rng(3).permutation(table.num_rows)) for name, table in data.items()}
    for name, tables in (("one", data), ("two", shuffled)):
        weigh_files(exports(tmp_path / f"exports-{name}", tables), tmp_path / name, CONTENT)
    one, two = files.read_manifest(tmp_path / "one"), files.read_manifest(tmp_path / "two")
    assert one == two
    assert set(one.tables) == {contract.name for contract in WEIGHTING}
    assert one.simulated
    assert one.facts["recipe_digest"] == CONTENT.recipe.digest


def test_margins_change_the_digest_of_the_recipe() -> None:
    other = Margin("sex", {"1": 19001, "2": 21000}, PAPERS)
    digests = {CONTENT.recipe.digest, CONTENT.calibrated((SEX,)).digest, CONTENT.calibrated((other,)).digest}
    assert len(digests) == 3


def test_nothing_is_written_when_a_step_refuses(tmp_path: Path) -> None:
    data = fieldwork()
    row = data["listing_units"].to_pylist()[0] | {"unit_id": "X", "psu_id": "nowhere", "eligibility": "ineligible"}
    data["listing_units"] = pa.concat_tables(
        [data["listing_units"], pa.Table.from_pylist([row], data["listing_units"].schema)]
    )
    with pytest.raises(UnusableRows) as stopped:
        weigh_files(exports(tmp_path / "exports", data), tmp_path / "weights", CONTENT)
    assert stopped.value.problems[0].values["psu"] == "nowhere"
    assert not (tmp_path / "weights").exists()


def test_a_psu_where_nothing_was_listed_is_named(tmp_path: Path) -> None:
    data = fieldwork()
    elsewhere = [row for row in data["listing_units"].to_pylist() if row["psu_id"] != "P003"]
    data["cases"] = data["cases"].filter(pa.compute.not_equal(data["cases"].column("psu_id"), "P003"))
    data["listing_units"] = pa.Table.from_pylist(elsewhere, data["listing_units"].schema)
    with pytest.raises(UnusableRows) as stopped:
        weigh_files(exports(tmp_path / "exports", data), tmp_path / "weights", CONTENT)
    assert stopped.value.problems[0].values["psu"] == "P003"


def test_simulated_margins_are_refused_on_real_data(tmp_path: Path) -> None:
    collected = exports(tmp_path / "exports", fieldwork(), simulated=False)
    with pytest.raises(UnusableMargins) as stopped:
        weigh_files(collected, tmp_path / "weights", CONTENT, (SEX,))
    assert stopped.value.problems[0].code == "weighting.margins_simulated"


def test_a_certainty_psu_is_a_stratum_whose_units_are_its_psus(collected: Path, tmp_path: Path) -> None:
    weigh_files(collected, tmp_path / "weights", quick())
    rows = files.read(tmp_path / "weights", WEIGHTS).to_pylist()
    certain = [row for row in rows if row["psu_id"] == "P000"]
    assert {row["variance_stratum"] for row in certain} == {"P000"}
    assert all(row["variance_psu"] == row["unit_id"] for row in certain)


def test_the_recipe_lies_beside_the_weights_in_plain_words(collected: Path, tmp_path: Path) -> None:
    weigh_files(collected, tmp_path / "weights", CONTENT)
    recipe = json.loads((tmp_path / "weights" / "recipe.json").read_text())
    assert [step["kind"] for step in recipe["steps"]] == [
        "DesignWeights",
        "BootstrapReplicates",
        "ShareUnscreened",
        "ShareUnknownEligibility",
        "ShareUnknownPersons",
        "AdjustForNonresponse",
    ]


def test_a_design_that_files_cannot_hold_is_refused(tmp_path: Path) -> None:
    frame = pa.table({"w": [1.0, 1.0], "N": [5, 5]})
    sample, trace = Recipe("none", ()).run(WeightedSample.from_frame(frame, weight="w", fpc="N"))
    with pytest.raises(UnusableRecipe):
        write_weights(tmp_path, sample, trace, Recipe("none", ()), {}, {})


def test_a_folder_of_something_else_is_refused(collected: Path) -> None:
    with pytest.raises(files.NoSuchTable):
        read_weights(collected)
