"""A plan: what a field simulation found out by drawing, computed beforehand from the counts of the frame."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.field.psus import sample_sizes as sizes_of_simulation
from tests.simulation.builders import world
from tests.weighting.selection.frames import design, small_frame
from tests.weighting.selection.simulated import design_of, frame_of, with_counts
from weighting.selection.anticipation import Anticipated, anticipated_variance
from weighting.selection.assumptions import Assumptions, Costs
from weighting.selection.drawing import psus_by_stratum
from weighting.selection.planning import SAME_MONEY, SAME_PSUS, PlanLine, plan
from weighting.selection.sampford import joint_sampford
from weighting.selection.stratifying import stratified

# A field simulation of 31,918 PSUs: dwellings listed, households found, CV of the total, effect of the weights. It drew
# from another country than ours, with more concentrated households where nobody was counted.
SIMULATED = {
    "in proportion to size": (53_100, 579, 0.070, 1.04),
    "120/130/170/180": (54_300, 3_595, 0.036, 3.6),
    "60/120/200/220": (54_600, 4_256, 0.050, 6.1),
}


def lines(dispersion: float = 0.6) -> dict[str, PlanLine]:
    here = world(1, "tunisia")
    found = plan(frame_of(here), with_counts(design_of(here), dispersion))
    return {line.name: line for line in found.lines}


@pytest.mark.parametrize("name", list(SIMULATED))
def test_the_plan_foresees_what_a_field_simulation_found(name: str) -> None:
    """Listed within 2 %, found within 6 %, effect of weights within 15 %, CV within 30 %."""
    listed, found, cv, kish = SIMULATED[name]
    foreseen = lines()[name]
    assert foreseen.psus == 600
    assert foreseen.listed == pytest.approx(listed, rel=0.02)
    assert foreseen.found == pytest.approx(found, rel=0.06)
    assert foreseen.kish == pytest.approx(kish, rel=0.15)
    assert foreseen.cv == pytest.approx(cv, rel=0.30)


@pytest.mark.parametrize("dispersion", [0.6, 1.0])
def test_the_extreme_allocation_finds_more_and_estimates_the_total_worse(dispersion: float) -> None:
    of = lines(dispersion)
    usual, extreme = of["120/130/170/180"], of["60/120/200/220"]
    assert extreme.found > usual.found
    assert extreme.cv > 1.1 * usual.cv
    assert of[SAME_PSUS].cv < usual.cv < of["in proportion to size"].cv
    assert of[SAME_PSUS].psus == usual.psus


def test_strata_and_sizes_are_those_by_which_the_simulated_country_is_drawn() -> None:
    here = world(1, "tunisia")
    frame, of = frame_of(here), design_of(here)
    sizes = psus_by_stratum(frame, stratified(frame, of.strata), of)
    order = list(dict.fromkeys(here.frame.stratum.tolist()))
    assert [sizes[name] for name in order] == list(sizes_of_simulation(here.country, here.frame))


def test_without_costs_there_is_no_money_and_with_costs_the_best_design_costs_no_more() -> None:
    assumed = Assumptions("counted", 100.0)
    assert {line.cost for line in plan(small_frame(), design(), assumed).lines} == {None}
    priced = replace(assumed, costs=Costs("TND", 400.0, 4.0, 60.0))
    first, *_, best = plan(small_frame(), design(), priced).lines
    assert best.name == SAME_MONEY
    assert first.cost is not None
    assert best.cost is not None
    assert best.cost <= first.cost


def test_the_variance_foreseen_is_near_the_exact_one_of_sampfords_draw() -> None:
    random = np.random.default_rng(3)
    p = random.uniform(1, 5, 40)
    p *= 12 / p.sum()
    y = 3 * p + random.uniform(0, 1, 40)
    joint, ratios = joint_sampford(p), y / p
    exact = ratios @ (joint - np.outer(p, p)) @ ratios
    assert anticipated_variance(p, Anticipated(y, np.zeros(40))) == pytest.approx(exact, rel=0.02)


def test_where_every_psu_is_drawn_nothing_varies() -> None:
    line = plan(
        small_frame(), design(allocation=replace(design().allocation, psus=24)), Assumptions("counted", 50.0)
    ).lines[0]
    assert (line.cv, line.kish) == (0.0, 1.0)
    assert line.found == pytest.approx(50.0)
