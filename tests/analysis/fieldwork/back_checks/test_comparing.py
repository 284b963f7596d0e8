"""Answers beside each other as bcstats compares them, on its certification data; the tests of steadiness."""

import csv
from pathlib import Path

import pytest

from analysis.fieldwork.back_checks.comparing import Answers, Beside, Compared, Kind, Tally, Within, beside
from analysis.fieldwork.back_checks.steadiness import kappa, proportions, reliability, shift
from analysis.fieldwork.problems import UnusableBackChecks

DATA = Path(__file__).parent / "data"
HOW = (
    Compared("gender", Kind.FACT),
    Compared("gameresult", Kind.HARD, within=Within(1, 1)),
    Compared("itemssold", Kind.UNSTEADY, within=Within(0.05, 0.05, relative=True)),
)


def read(name: str) -> dict[str, Answers]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: dict(row) for row in csv.DictReader(file)}


def told(case: str) -> Beside:
    return beside(read(f"{case}_bcstats_survey"), read(f"{case}_bcstats_bc"), HOW)


@pytest.mark.parametrize("case", ["cs1", "cs2"])
def test_the_certification_data_of_bcstats_give_its_error_rates(case: str) -> None:
    assert told(case).by_variable() == {"gender": Tally(7, 1), "gameresult": Tally(7, 1), "itemssold": Tally(7, 3)}
    assert {one.unit for one in told(case).differences if one.variable == "gender" and one.differs} == {"6"}


def test_tables_of_people_are_over_facts_and_hard_questions_only() -> None:
    interviewer = {unit: str(row["enum"]) for unit, row in read("cs1_bcstats_survey").items()}
    found = told("cs1").by(interviewer)
    assert sum((tally for tally in found.values()), Tally()) == Tally(14, 2)
    assert found["2"] == Tally(2, 1)
    assert set(told("cs1").high()) == {"2", "5", "6", "12", "14"}


def test_the_steadiness_of_the_certification_data_is_that_of_bcstats() -> None:
    interviews, checks = read("cs1_bcstats_survey"), read("cs1_bcstats_bc")
    units = [unit for unit, row in checks.items() if row["itemssold"]]
    first = [float(interviews[unit]["itemssold"] or "nan") for unit in units]
    second = [float(checks[unit]["itemssold"] or "nan") for unit in units]
    moved = shift(second, first)
    assert moved.t == pytest.approx(-2.06559, abs=5e-6)
    assert moved.p == pytest.approx(0.08440, abs=5e-6)
    steady = reliability(first, second)
    assert steady is not None
    assert steady.variance == pytest.approx(1.071429, abs=5e-7)
    assert steady.ratio == pytest.approx(0.906639, abs=5e-7)


def test_kappa_is_agreement_beyond_chance() -> None:
    with (DATA / "kappa.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = kappa([row["survey"] for row in rows], [row["backcheck"] for row in rows])
    assert found == pytest.approx(0.848843, abs=5e-7)
    assert kappa(["1", "1"], ["1", "1"]) is None


def test_shares_asked_twice_are_tested_with_the_share_of_both() -> None:
    assert proportions([True] * 8 + [False] * 2, [True] * 5 + [False] * 5) == pytest.approx(0.1596, abs=1e-4)
    assert proportions([True], [True]) is None


@pytest.mark.parametrize(
    ("said", "again", "how", "differs"),
    [
        ("10", "11", Compared("v", Kind.FACT, within=Within(0, 1)), False),
        ("10", "9", Compared("v", Kind.FACT, within=Within(0, 1)), True),
        ("100", "95", Compared("v", Kind.FACT, within=Within(0.05, 0.05, relative=True)), False),
        ("-100", "-95", Compared("v", Kind.FACT, within=Within(0.05, 0.05, relative=True)), False),
        ("0", "0.01", Compared("v", Kind.FACT, within=Within(0.05, 0.05, relative=True)), True),
        ("2.0", "2", Compared("v", Kind.FACT), False),
        ("Dar  Sfax.", "dar sfax", Compared("v", Kind.FACT, simplified=True), False),
        ("Dar Sfax", "dar sfax", Compared("v", Kind.FACT), True),
        ("1", "-8", Compared("v", Kind.FACT, excluded=frozenset({"-8"})), None),
        ("1", "", Compared("v", Kind.FACT), None),
        ("", "1", Compared("v", Kind.FACT), True),
        ("3", "0", Compared("v", Kind.FACT, same=frozenset({"0"})), False),
    ],
)
def test_what_counts_as_a_difference(said: str, again: str, how: Compared, differs: bool | None) -> None:
    found = beside({"u": {"v": said}}, {"u": {"v": again}}, [how]).differences
    assert [one.differs for one in found] == ([] if differs is None else [differs])


def test_a_back_check_without_an_interview_is_told_and_a_variable_that_is_nowhere_is_refused() -> None:
    assert beside({"a": {"v": 1}}, {"b": {"v": 1}}, [Compared("v", Kind.FACT)]).unmatched == ("b",)
    with pytest.raises(UnusableBackChecks):
        beside({"a": {"v": 1}}, {"a": {"w": 1}}, [Compared("v", Kind.FACT)])
