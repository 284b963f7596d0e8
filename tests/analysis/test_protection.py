"""What is published, what is used with caution, what is withheld."""

import inspect

import pytest

from analysis import files, terminal
from analysis.disclosure import ProtectedEstimates, protect
from analysis.estimates import Cell, Estimate
from analysis.indicator import Indicator, Unit
from analysis.precision import Flag, PrecisionPolicy, Reason
from analysis.statistics import Share

POLICY = PrecisionPolicy()
PLAIN = {"rate": Indicator("rate", Share("works"), Unit.PERCENT, "a test")}
SENSITIVE = {"rate": Indicator("rate", Share("works"), Unit.PERCENT, "a test", sensitive=True)}


def figure(
    level: str = "all", n: int = 100, estimate: float = 0.4, flag: Flag = Flag.RELIABLE, by: str = ""
) -> Estimate:
    partition = by or ("all" if level == "all" else "region")
    cell = Cell("rate", None, partition, level)
    return Estimate(cell, estimate, 0.05, 0.3, 0.5, 0.125, 1.2, 20.0, n, 50.0 * n, flag)


def flags(figures: list[Estimate], indicators: dict[str, Indicator] = PLAIN) -> dict[str, str]:
    return {shown.cell.level: shown.flag.value for shown in protect(figures, indicators).figures}


@pytest.mark.parametrize(
    ("n", "deff", "width", "cv", "flag", "reason"),
    [
        (100, 1.0, 0.19, 0.10, "A", None),
        (29, 0.5, 0.20, 0.10, "F", "few_effective"),  # a small design effect makes nobody more
        (50, 2.0, 0.20, 0.10, "F", "few_effective"),
        (30, 1.0, 0.29, 0.10, "A", None),
        (100, 1.0, 0.30, 0.10, "F", "wide_interval"),
        (100, 1.0, 0.19, 0.34, "F", "large_cv"),
        (100, 1.0, 0.19, 0.17, "E", None),
        (100, 1.0, 0.19, None, "A", None),  # a share of 0 has no CV
    ],
)
def test_shares_are_judged_by_effective_size_width_and_cv(
    n: int, deff: float, width: float, cv: float | None, flag: str, reason: str | None
) -> None:
    assert POLICY.judge_share(n, deff, width, cv) == (Flag(flag), reason and Reason(reason))


@pytest.mark.parametrize(
    ("n", "cv", "flag", "reason"),
    [
        (30, 0.165, "A", None),
        (30, 0.166, "E", None),
        (29, 0.05, "E", None),
        (30, 1 / 3, "E", None),
        (30, 0.334, "F", "large_cv"),
        (30, None, "F", "no_precision"),
    ],
)
def test_other_figures_are_judged_by_cv_and_respondents(
    n: int, cv: float | None, flag: str, reason: str | None
) -> None:
    assert POLICY.judge_other(n, cv) == (Flag(flag), reason and Reason(reason))


def test_a_figure_of_fewer_than_ten_respondents_shows_neither_value_nor_counts() -> None:
    shown = protect([figure("all", 9)], PLAIN).figures[0]
    assert (shown.flag, shown.note) == (Flag.CONFIDENTIAL, Reason.FEW_RESPONDENTS)
    assert (shown.estimate, shown.se, shown.low, shown.high, shown.n, shown.weighted_n) == (None,) * 6


def test_an_unreliable_figure_shows_its_respondents_only() -> None:
    """Not the persons they stand for: of a total these are the figure that is withheld."""
    shown = protect([figure("all", 40, flag=Flag.UNRELIABLE)], PLAIN).figures[0]
    assert (shown.estimate, shown.se, shown.cv, shown.weighted_n, shown.n) == (None, None, None, None, 40)


def test_the_next_smallest_level_follows_the_only_confidential_one() -> None:
    region = [figure("all", 300), figure("GT", 200), figure("NE", 9), figure("CE", 60), figure("SO", 31)]
    assert flags(region) == {"all": "A", "GT": "A", "NE": "x", "CE": "A", "SO": "x"}
    notes = {shown.cell.level: shown.note for shown in protect(region, PLAIN).figures}
    assert notes["SO"] is Reason.COMPLEMENTARY


def test_two_confidential_levels_protect_each_other() -> None:
    region = [figure("all", 300), figure("GT", 200), figure("NE", 9), figure("CE", 60), figure("SO", 4)]
    assert flags(region) == {"all": "A", "GT": "A", "NE": "x", "CE": "A", "SO": "x"}


def test_without_a_published_total_nothing_can_be_worked_out() -> None:
    region = [figure("all", 300, flag=Flag.UNRELIABLE), figure("GT", 200), figure("NE", 9)]
    assert flags(region) == {"all": "F", "GT": "A", "NE": "x"}


def test_an_empty_level_is_not_confidential() -> None:
    assert flags([figure("all"), figure("GT", 100), figure("NE", 0, flag=Flag.NO_CASE)])["NE"] == "z"


def test_sensitive_figures_are_national_and_need_25_respondents() -> None:
    assert flags([figure("all", 30), figure("GT", 30)], SENSITIVE) == {"all": "A", "GT": "x"}
    assert flags([figure("all", 24)], SENSITIVE) == {"all": "x"}
    assert flags([figure("all", 24)]) == {"all": "A"}


@pytest.mark.parametrize("everybody", [0.0, 1.0])
def test_none_or_all_of_a_group_is_withheld_on_sensitive_items(everybody: float) -> None:
    shown = protect([figure("all", 60, everybody)], SENSITIVE).figures[0]
    assert (shown.flag, shown.note) == (Flag.CONFIDENTIAL, Reason.GROUP)
    assert flags([figure("all", 60, everybody)]) == {"all": "A"}


def test_only_protected_estimates_are_written_and_rendered() -> None:
    """The types say so, and mypy checks it: nothing else than ``protect`` and the reader of files makes them."""
    for function in (files.write_estimates, terminal.shown):
        assert inspect.signature(function).parameters["estimates"].annotation in (
            ProtectedEstimates,
            "ProtectedEstimates",
        )
