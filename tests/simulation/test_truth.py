"""True values: two roads to them, the files they are written to, and what a scenario adds to them."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from analysis.domains import ALL
from analysis.tabulation import tabulate
from analysis.tunisia import CONTENT
from questionnaires.files import read_beside, read_manifest
from simulation.known.true_values import TrueValue, partitions_of, respondents_weight, true_values
from simulation.known.truth import truth
from simulation.known.truth_files import BIASED, UNBIASED, facts, note, read_truth, write_truth
from simulation.population.scenario import scenario
from tests.simulation.builders import world
from tests.simulation.censuses import SEED, counted, some_people
from weighting.sample import WeightedSample

EXACT = (
    "migrants",
    "women_share",
    "participation_rate",
    "employment_rate",
    "unemployment_rate",
    "unemployment_and_potential_rate",
    "potential_labour_force_number",
    "informal_employment_rate",
    "dependent_contractors_share",
)  # nobody is silent on what these read


@cache
def values() -> tuple[TrueValue, ...]:
    return true_values(CONTENT, counted(), world(SEED), scenario("default").response)


def among_all(name: str) -> TrueValue:
    return next(one for one in values() if (one.indicator, one.partition) == (name, "all"))


def test_every_indicator_has_a_true_value_in_every_domain_of_every_partition_and_crossing() -> None:
    cells = {(one.indicator, one.category, one.partition, one.level) for one in values()}
    assert len(cells) == len(values())
    partitions = partitions_of(CONTENT)
    assert {"all", "sex", "age_group", "region", "origin_group", "sex x age_group"} <= {one.name for one in partitions}
    categories = sum(len(indicator.statistic.categories) for indicator in CONTENT.indicators)
    assert len(values()) == categories * sum(len(partition.levels) for partition in partitions)


def test_the_census_and_the_traits_agree_where_nobody_is_silent() -> None:
    compared = [one for one in values() if one.indicator in EXACT and one.from_traits is not None and one.n]
    for one in compared:
        if "age_group" not in one.partition:  # people round their ages
            assert one.value == pytest.approx(one.from_traits), one
    assert len(compared) > 300


def test_pay_by_the_census_is_near_that_of_the_traits_although_some_keep_it_back() -> None:
    pay = among_all("mean_monthly_pay")
    employees = int(world(SEED).traits.employee[some_people()].sum())
    assert pay.value == pytest.approx(pay.from_traits, rel=0.04)
    assert 0.86 * employees < pay.n < 0.96 * employees


def test_true_values_are_the_estimates_of_a_sample_of_everybody() -> None:
    table = counted().append_column("one", [np.ones(counted().num_rows)])
    sample = WeightedSample.from_frame(table, weight="one")
    estimates = tabulate(CONTENT, sample, CONTENT.indicators, CONTENT.partitions)
    true = {(one.indicator, one.category, one.partition, one.level): one for one in values()}
    shown = [one for one in estimates.figures if one.estimate is not None]
    for one in shown:
        cell = one.cell
        assert one.estimate == pytest.approx(
            true[cell.indicator, cell.category, cell.partition, cell.level].value, rel=1e-9, abs=1e-12
        )
    assert len(shown) > 100


def test_an_empty_domain_has_no_value() -> None:
    empty = [one for one in values() if one.level == "STL" and one.indicator == "employment_rate"]
    assert [(one.value, one.n, one.bias) for one in empty] == [(None, 0, None)]


def test_response_by_the_listing_alone_leaves_no_bias_and_response_by_status_does() -> None:
    assert respondents_weight(world(SEED), counted(), scenario("mar").response) == pytest.approx(1.0)
    mar = true_values(CONTENT, counted(), world(SEED), scenario("mar").response, (ALL,))
    assert all(abs(one.bias or 0) < 1e-9 * max(abs(one.value or 0), 1) for one in mar)
    nmar = true_values(CONTENT, counted(), world(SEED), scenario("nmar").response, (ALL,))
    shift = {name: _bias(nmar, name) for name in ("informal_employment_rate", "women_share")}
    assert shift["informal_employment_rate"] < -0.02
    assert abs(shift["women_share"]) < 0.02
    assert -0.02 < among_all("informal_employment_rate").bias < 0


def test_totals_keep_their_size_among_respondents() -> None:
    assert among_all("migrants").bias == pytest.approx(0, abs=1e-6)


def test_scenarios_say_whether_estimates_are_biased() -> None:
    said = {name: note(scenario(name).response) for name in ("mar", "default", "nmar")}
    assert said == {"mar": UNBIASED, "default": BIASED, "nmar": BIASED}


def test_a_written_truth_is_marked_simulated_and_says_what_it_holds_for(tmp_path: Path) -> None:
    here = world(SEED).country
    told = facts(seed=SEED, scenario="default", country=here.name, day=here.field.first_day)
    write_truth(tmp_path, values(), scenario("default").response, told)
    assert read_manifest(tmp_path).simulated
    table = read_truth(tmp_path)
    assert table.num_rows == len(values())
    document = json.loads(read_beside(tmp_path, "truth.json"))
    assert document["simulated"] is True
    assert (document["seed"], document["scenario"], document["country"]) == (SEED, "default", "small")
    assert document["note"] == BIASED
    assert document["persons"] == counted().num_rows
    everybody = document["indicators"]["all"]["all"]
    assert everybody["employment_rate"] == among_all("employment_rate").value
    assert sum(everybody["employment_by_status"].values()) == pytest.approx(1)


def test_the_quick_truth_is_that_of_all_eligible_persons() -> None:
    here = world(SEED)
    quick = truth(here, SEED, "mar")
    everybody: Mapping[str, float] = quick["indicators"]["all"]["all"]
    assert quick["persons"] == everybody["migrants"] == int(here.eligible.sum())
    assert everybody["employment_rate"] == pytest.approx(np.mean(here.traits.labour[here.eligible] == 1))
    women, men = quick["indicators"]["sex"]["2"], quick["indicators"]["sex"]["1"]
    assert women["women_share"] == 1
    assert men["migrants"] + women["migrants"] == everybody["migrants"]
    assert women["employment_rate"] < men["employment_rate"]


def test_truth_uses_the_names_of_the_published_indicators() -> None:
    published = {indicator.name for indicator in CONTENT.indicators}
    assert set(truth(world(SEED), SEED, "mar")["indicators"]["all"]["all"]) <= published


def _bias(found: tuple[TrueValue, ...], name: str) -> float:
    return next(one.bias for one in found if one.indicator == name) or 0.0
