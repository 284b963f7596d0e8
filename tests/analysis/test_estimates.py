"""Estimates: identities between two ways of computing, domains as masks, empty cells, both roads to the variance."""

import math

import numpy as np
import pytest

from analysis import Distribution, Linearised, Mean, Quantile, Ratio, Replicates, Share, Total, estimate
from analysis.domains import ALL, crossed, partition_by
from analysis.estimates import estimate as estimate_indicator
from analysis.estimates import estimates
from analysis.indicator import Indicator, Unit
from analysis.precision import Flag, Reason
from analysis.problems import UnknownLevel, UnknownVariable, WrongColumn
from analysis.statistics import Statistic
from tests.analysis.builders import Jackknife, sample_of
from weighting.margins import Margin
from weighting.sample import WeightedSample
from weighting.steps.calibration import Calibrate

SEX = partition_by("sex", ("1", "2"))
AGE = partition_by("age", ("young", "old"))


def workers(n: int = 240, seed: int = 1, replicates: Jackknife | None = None) -> WeightedSample:
    rng = np.random.default_rng(seed)
    return sample_of(
        {
            "sex": rng.choice(["1", "2"], n),
            "age": rng.choice(["young", "old"], n),
            "works": rng.random(n) < 0.6,
            "pay": [
                None if draw < 0.1 else float(value)
                for draw, value in zip(rng.random(n), rng.gamma(4, 100, n), strict=True)
            ],
            "hours": rng.integers(10, 60, n).astype(float),
            "status": rng.choice(["a", "b", "c"], n),
            "stratum": np.repeat(["n", "s", "e"], n // 3),
            "psu": [f"p{i // 8}" for i in range(n)],
            "w": rng.uniform(20, 60, n),
        },
        weight="w",
        strata="stratum",
        psu="psu",
        replicates=replicates,
    )


def indicator(statistic: Statistic, universe: str | None = None) -> Indicator:
    return Indicator("figure", statistic, Unit.PERCENT, "a test", universe)


def test_a_domain_mean_is_the_ratio_of_masked_totals() -> None:
    sample = workers()
    weights, pay = sample.weights, np.array(sample.column("pay").to_pylist(), float)
    men = np.array(sample.column("sex").to_pylist()) == "1"
    counted = men & ~np.isnan(pay)
    mean = estimate(Mean("pay"), sample, by="sex").loc[0]
    assert math.isclose(mean["estimate"], (weights * counted * np.nan_to_num(pay)).sum() / (weights * counted).sum())
    assert mean["n"] == counted.sum()
    assert math.isclose(mean["weighted_n"], (weights * counted).sum())


def test_a_share_is_the_mean_of_zeros_and_ones() -> None:
    share = estimate(Share("works"), workers(), by="sex")
    mean = estimate(Mean("works"), workers(), by="sex")
    assert np.allclose(share[["estimate", "se", "deff"]], mean[["estimate", "se", "deff"]], rtol=1e-12)


def test_the_shares_of_a_distribution_sum_to_one() -> None:
    shares = estimate(Distribution("status", ("a", "b", "c")), workers(), by="sex")
    assert np.allclose(shares.groupby("level")["estimate"].sum(), 1.0)
    assert list(shares["category"]) == ["a", "a", "b", "b", "c", "c"]


def test_domains_add_up_to_the_total() -> None:
    sample = workers()
    total = estimate(Total("pay"), sample)["estimate"][0]
    assert math.isclose(estimate(Total("pay"), sample, by=["sex", "age"])["estimate"].sum(), total)


def test_the_universe_is_a_mask_and_not_a_filter() -> None:
    """The standard error of a subpopulation counts all PSUs, those without a member too."""
    sample = workers()
    of_universe = estimate(Mean("hours"), sample, universe="works")
    as_ratio = estimate_indicator(indicator(Mean("hours"), "works"), sample, ALL)[0]
    assert of_universe["se"][0] == as_ratio.se
    assert of_universe["df"][0] == 27


def test_a_domain_has_the_degrees_of_freedom_of_the_psus_it_lies_in() -> None:
    """Three of the seven PSUs hold old people, in two strata: one degree of freedom, and a wide interval."""
    sample = sample_of(
        {
            "age": ["young", "old"] * 3 + ["young"] * 8,
            "works": [True, False, True, True, False, True, True, False] + [True, False] * 3,
            "psu": [psu for psu in "abcdefg" for _ in range(2)],
            "stratum": ["n"] * 4 + ["s"] * 10,
        },
        psu="psu",
        strata="stratum",
    )
    figures = {figure.cell.level: figure for figure in estimates(indicator(Mean("works")), sample, (ALL, AGE))}
    assert {level: figure.df for level, figure in figures.items()} == {"all": 5, "young": 5, "old": 1}
    old = figures["old"]
    assert math.isclose((old.high or 0) - (old.estimate or 0), 12.706204736 * (old.se or 0), rel_tol=1e-9)


def test_a_figure_without_an_interval_is_not_published() -> None:
    """One PSU in its stratum: a standard error on no degrees of freedom bounds nothing."""
    sample = sample_of(
        {"age": ["old", "young", "young"], "pay": [1.0, 2.0, 4.0], "psu": ["a", "b", "c"], "stratum": ["n"] * 3},
        psu="psu",
        strata="stratum",
    )
    old = next(f for f in estimate_indicator(indicator(Total("pay")), sample, AGE) if f.cell.level == "old")
    assert (old.df, old.low, old.flag, old.note) == (0, None, Flag.UNRELIABLE, Reason.NO_PRECISION)


def test_crossed_partitions_name_their_levels_in_order() -> None:
    figures = estimate_indicator(indicator(Share("works")), workers(), crossed(SEX, AGE))
    assert [figure.cell.level for figure in figures] == ["1 x young", "1 x old", "2 x young", "2 x old"]
    assert {figure.cell.partition for figure in figures} == {"sex x age"}


def test_several_partitions_together_give_the_same_as_one_by_one() -> None:
    sample, share = workers(), indicator(Share("works"))
    together = estimates(share, sample, (ALL, SEX, AGE))
    apart = [figure for partition in (ALL, SEX, AGE) for figure in estimate_indicator(share, sample, partition)]
    assert [figure.cell for figure in together] == [figure.cell for figure in apart]
    assert np.allclose([figure.se for figure in together], [figure.se for figure in apart], rtol=1e-12)


@pytest.mark.parametrize(
    "statistic", [Total("pay"), Mean("pay"), Share("works"), Ratio("pay", "hours"), Distribution("status", ("a", "b"))]
)
def test_linearisation_and_jackknife_are_two_roads_to_one_number(statistic: Statistic) -> None:
    sample = workers(replicates=Jackknife())
    taylor = estimate(statistic, sample, by="sex", variance=Linearised())
    jackknife = estimate(statistic, sample, by="sex", variance=Replicates(block=7))
    assert np.allclose(taylor["se"], jackknife["se"], rtol=1e-10 if isinstance(statistic, Total) else 0.02)
    assert np.allclose(taylor["estimate"], jackknife["estimate"], rtol=1e-12)
    assert np.allclose(taylor["deff"], jackknife["deff"], rtol=1e-10 if isinstance(statistic, Total) else 0.05)


def test_a_median_lies_in_its_interval_on_both_roads() -> None:
    sample = workers(replicates=Jackknife())
    for road in (Linearised(), Replicates()):
        median = estimate(Quantile("hours"), sample, variance=road).loc[0]
        assert median["low"] < median["estimate"] < median["high"]


@pytest.mark.parametrize(
    ("values", "order", "quantile"),
    [
        ([1, 2, 3, 4], 0.5, 2.5),  # exactly half the weight at 2: the mean with the next
        ([1, 2, 3, 4, 5], 0.5, 3),
        ([1, 1, 1, 4], 0.5, 1),
        ([7], 0.5, 7),
        ([1, 2, 3, 4], 0.25, 1.5),
        ([1, 2, 3, 4], 0.1, 1),
    ],
)
def test_the_quantile_is_where_the_weights_pass_the_order(values: list[float], order: float, quantile: float) -> None:
    sample = sample_of({"x": [*map(float, values), None, None]})
    figure = estimate_indicator(indicator(Quantile("x", order)), sample, ALL)[0]
    assert figure.estimate == quantile


def test_a_level_without_anybody_is_a_row_that_says_so() -> None:
    figures = estimate_indicator(indicator(Share("works")), workers(), partition_by("sex", ("1", "2", "3")))
    empty = figures[2]
    assert (empty.n, empty.weighted_n, empty.estimate, empty.se, empty.flag) == (0, 0.0, None, None, Flag.NO_CASE)


def test_a_universe_in_which_all_answers_are_missing_is_empty() -> None:
    sample = sample_of({"pay": [None, None, None], "who": ["a", "a", "b"]})
    figures = estimate(Mean("pay"), sample, by="who")
    assert list(figures["flag"]) == ["z", "z"]


def test_units_without_weight_are_in_no_figure() -> None:
    sample = sample_of(
        {"works": [True, True, False, None], "w": [1.0, 1.0, 2.0, 0.0], "psu": list("abcd")}, weight="w", psu="psu"
    )
    figure = estimate(Share("works"), sample).loc[0]
    assert (figure["n"], figure["weighted_n"], figure["estimate"]) == (3, 4.0, 0.5)


def test_a_share_of_zero_has_an_exact_upper_bound_and_no_coefficient_of_variation() -> None:
    sample = sample_of({"works": [False] * 40})
    figure = estimate_indicator(indicator(Share("works")), sample, ALL)[0]
    assert (figure.estimate, figure.low, figure.cv) == (0.0, 0.0, None)
    assert math.isclose(figure.high or 0, 1 - 0.025 ** (1 / 40))


def test_unequal_weights_widen_the_exact_bound_of_a_share_of_zero() -> None:
    sample = sample_of({"works": [False] * 40, "w": [1.0, 4.0] * 20}, weight="w")
    effective = 100**2 / (20 * 1 + 20 * 16)
    figure = estimate_indicator(indicator(Share("works")), sample, ALL)[0]
    assert math.isclose(figure.high or 0, 1 - 0.025 ** (1 / effective))
    assert (figure.flag, figure.note) == (Flag.UNRELIABLE, Reason.FEW_EFFECTIVE)  # 29.4, though 40 answered


def test_what_a_margin_fixes_says_so_instead_of_a_zero_error() -> None:
    sample, _ = Calibrate((Margin("sex", {"1": 6000.0, "2": 4000.0}),)).apply(workers())
    men = next(figure for figure in estimate_indicator(indicator(Total()), sample, SEX) if figure.cell.level == "1")
    assert math.isclose(men.estimate or 0, 6000)
    assert (men.se, men.low, men.high, men.cv, men.note) == (None, None, None, None, Reason.FIXED_BY_MARGIN)
    sexes = estimate_indicator(indicator(Distribution("sex", ("1", "2"))), sample, ALL)
    assert [round(figure.estimate or 0, 6) for figure in sexes] == [0.6, 0.4]
    assert {figure.note for figure in sexes} == {Reason.FIXED_BY_MARGIN}
    assert estimate_indicator(indicator(Mean("hours")), sample, ALL)[0].se is not None


def test_both_roads_go_through_a_calibration() -> None:
    sample, _ = Calibrate((Margin("sex", {"1": 6000.0, "2": 4000.0}),)).apply(workers(replicates=Jackknife()))
    for statistic in (Total("pay"), Mean("pay"), Share("works")):
        taylor = estimate(statistic, sample, by="age")
        jackknife = estimate(statistic, sample, by="age", variance=Replicates())
        assert np.allclose(taylor["se"], jackknife["se"], rtol=0.05)


def test_a_constant_answer_has_no_error_and_is_not_fixed_by_a_margin() -> None:
    figure = estimate_indicator(indicator(Mean("x")), sample_of({"x": [3.0] * 40}), ALL)[0]
    assert (figure.estimate, figure.se, figure.note) == (3.0, 0.0, None)


def test_a_code_that_is_no_level_is_refused_by_name() -> None:
    with pytest.raises(UnknownLevel) as raised:
        estimate_indicator(indicator(Share("works")), workers(), partition_by("sex", ("1",)))
    assert raised.value.problems[0].values == {"variable": "sex", "levels": "2"}


def test_an_unknown_column_and_a_column_of_the_wrong_type_are_refused_by_name() -> None:
    with pytest.raises(UnknownVariable) as unknown:
        estimate(Share("work"), workers())
    assert unknown.value.problems[0].values["near"] == "works"
    with pytest.raises(WrongColumn):
        estimate(Mean("status"), workers())
    with pytest.raises(WrongColumn):
        estimate(Share("pay"), workers())
