"""A calibration of any kind comes back from files; margins files give costs, errors and continuous totals."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tests.weighting.builders import exports, fieldwork
from weighting import (
    Calibrate,
    Domain,
    Given,
    Household,
    Linear,
    Margin,
    MarginTotal,
    Metric,
    Negative,
    Papers,
    Raking,
    Recipe,
)
from weighting.content import WeightingContent
from weighting.files import read_trace, read_weights
from weighting.margins import EXACT
from weighting.margins_file import read_margins
from weighting.problems import UnusableMargins, UnusableRecipe
from weighting.steps.replicates import BootstrapReplicates
from weighting.tunisia.recipe import CONTENT, UNIVERSE
from weighting.weigh import weigh_files

PAPERS = Papers(UNIVERSE, "invented", "2026-01-01", "SIMULATED")
SEX = Margin("sex", {"1": 19000, "2": 21000}, PAPERS)
REGION = Margin("region", {"GT": 21000, "CE": 19000}, PAPERS, cost=3.0)
AGE = MarginTotal("age", 1_600_000, PAPERS, error=30_000.0)
HEADER = "margin,level,total,universe,source,date,grade,se,cost"
TAIL = "eligible persons,invented,2026,SIMULATED"


def content(step: Calibrate) -> WeightingContent:
    design, _, *adjustments = CONTENT.recipe.steps
    made = Recipe("quick", (design, BootstrapReplicates(30, seed=5), *adjustments, step))

    def classes(rows: pa.Table) -> pa.Table:
        known = CONTENT.classes(rows)
        return known.append_column("home", known.column("row_id"))

    return WeightingContent(made, lambda _: made, classes, CONTENT.universe, CONTENT.singleton)


@pytest.mark.parametrize(
    "step",
    [
        Calibrate((SEX, REGION, AGE), Linear(Negative.KEPT)),
        Calibrate((SEX, REGION), Raking(), household=Household("home", Metric.HOUSEHOLD)),
        Calibrate((SEX, MarginTotal("age", 800_000, PAPERS, Domain("sex", "2"))), Raking()),
    ],
    ids=["costs and errors", "households", "domains"],
)
def test_a_calibration_comes_back_from_files_with_every_replicate(tmp_path: Path, step: Calibrate) -> None:
    collected = exports(tmp_path / "exports", fieldwork(n_psus=48))
    written, trace = weigh_files(collected, tmp_path / "weights", content(step))
    again = read_weights(tmp_path / "weights")
    order = [again.ids.index(row_id) for row_id in written.ids]
    assert again.weights[order] == pytest.approx(written.weights, rel=1e-14)
    for one, two in zip(written.replicate_weights(8), again.replicate_weights(8), strict=True):
        np.testing.assert_allclose(two[order], one, rtol=1e-12)
    z = (written.weights > 0) * np.arange(written.n, dtype=float)
    back = np.zeros(written.n)
    back[order] = z
    assert again.variance(back) == pytest.approx(written.variance(z), rel=1e-9)
    assert set(read_trace(tmp_path / "weights").steps[-1].margins) == set(trace.steps[-1].margins)


def test_a_distance_of_ones_own_stays_in_memory(tmp_path: Path) -> None:
    collected = exports(tmp_path / "exports", fieldwork())
    own = Given("own", lambda u: 1 + u, np.ones_like)
    with pytest.raises(UnusableRecipe) as stopped:
        weigh_files(collected, tmp_path / "weights", content(Calibrate((SEX,), own)))
    assert stopped.value.problems[0].code == "weighting.distance_unknown"


def written(folder: Path, *lines: str) -> Path:
    path = folder / "margins.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def test_a_margins_file_may_give_costs_errors_and_continuous_totals(tmp_path: Path) -> None:
    sex, region, wage, within = read_margins(
        written(
            tmp_path,
            f"sex,1,100,{TAIL},2.5,",
            f"sex,2,200,{TAIL},,",
            f"region,N,300,{TAIL},,4",
            f"wage,(total),-1000.5,{TAIL},7,",
            f"region x wage,N x (total),500,{TAIL},,",
        )
    )
    papers = Papers("eligible persons", "invented", "2026", "SIMULATED")
    assert sex == Margin("sex", {"1": 100, "2": 200}, papers, errors={"1": 2.5})
    assert region == Margin("region", {"N": 300}, papers, cost=4.0)
    assert wage == MarginTotal("wage", -1000.5, papers, error=7.0)
    assert within == MarginTotal("wage", 500, papers, Domain("region", "N"))
    assert sex.cost == EXACT


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((f"sex,1,-3,{TAIL},,",), "weighting.margins_line"),
        ((f"sex,1,3,{TAIL},-1,",), "weighting.margins_line"),
        ((f"sex,1,3,{TAIL},much,",), "weighting.margins_line"),
        ((f"sex,1,3,{TAIL},,2", f"sex,2,3,{TAIL},,3"), "calibrating.margins_mixed"),
        ((f"wage,(total),3,{TAIL},,", f"wage,2,3,{TAIL},,"), "calibrating.margins_mixed"),
    ],
)
def test_lines_that_mean_nothing_are_refused(tmp_path: Path, lines: tuple[str, ...], code: str) -> None:
    with pytest.raises(UnusableMargins) as stopped:
        read_margins(written(tmp_path, *lines))
    assert stopped.value.problems[0].code == code
