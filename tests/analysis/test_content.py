"""The content of the survey hangs together: indicators, their variables, parameters and papers."""

import csv

import numpy as np
import pytest

from analysis.content import AnalysisContent
from analysis.derived import name_of
from analysis.indicator import Indicator
from analysis.precision import Reason
from analysis.statistics import Distribution
from analysis.tunisia import CONTENT
from presentation.messages import catalogue
from tests.analysis.random_answers import FORM, random_answers

EVERY_INDICATOR = pytest.mark.parametrize("indicator", CONTENT.indicators, ids=lambda indicator: indicator.name)


@EVERY_INDICATOR
def test_an_indicator_names_its_reference_and_parameters_that_exist(indicator: Indicator) -> None:
    known = {parameter.name for parameter in CONTENT.parameters}
    assert indicator.reference
    assert set(indicator.parameters) <= known


@EVERY_INDICATOR
def test_an_indicator_prints_every_parameter_that_its_variables_read(indicator: Indicator) -> None:
    """The working age bounds every universe; it is printed once for all."""
    policy = {parameter.name for parameter in CONTENT.parameters} - {"min_working_age"}
    assert behind(CONTENT, indicator) & policy == set(indicator.parameters)


def test_names_and_codes_of_indicators_are_unique() -> None:
    names = [indicator.name for indicator in CONTENT.indicators]
    codes = [indicator.code for indicator in CONTENT.indicators if indicator.code]
    assert len(set(names)) == len(names)
    assert len(set(codes)) == len(codes)


def test_no_variable_carries_the_name_of_a_question() -> None:
    with (FORM / "survey.csv").open(encoding="utf-8-sig", newline="") as file:
        asked = {row["name"] for row in csv.DictReader(file)}
    assert asked & {variable.name for variable in CONTENT.catalogue.variables} == set()


def test_every_variable_takes_more_than_one_value_somewhere() -> None:
    table = CONTENT.catalogue.add(random_answers(2000, np.random.default_rng(7)))
    constant = {parameter.name for parameter in CONTENT.parameters}
    names = [variable.name for variable in CONTENT.catalogue.variables if variable.name not in constant]
    assert [name for name in names if len(set(table.column(name).to_pylist()) - {None}) < 2] == []


def test_every_name_that_is_published_has_words_in_three_languages() -> None:
    names = [indicator.name for indicator in CONTENT.indicators]
    names += [f"note.{note}" for part in (*CONTENT.indicators, *CONTENT.partitions) for note in part.notes]
    names += [f"parameter.{parameter.name}" for parameter in CONTENT.parameters]
    names += [f"unit.{indicator.unit.value}" for indicator in CONTENT.indicators]
    for partition in CONTENT.partitions:
        names.append(partition.name)
        names += [f"{name_of(axis.variable)}.{level}" for axis in partition.axes for level in axis.levels]
    for indicator in CONTENT.indicators:
        if isinstance(indicator.statistic, Distribution):
            names += [f"{indicator.statistic.reads[0]}.{code}" for code in indicator.statistic.codes]
    assert [name for name in names if f"indicators.{name}" not in catalogue()] == []
    assert [reason for reason in Reason if f"analysis.{reason.value}" not in catalogue()] == []


def behind(content: AnalysisContent, indicator: Indicator) -> set[str]:
    """Everything an indicator rests on: variables, parameters, questions."""
    variables = {variable.name: variable for variable in content.catalogue.variables}
    found: set[str] = set()
    waiting = list(indicator.reads)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += variables[name].needs if name in variables else ()
    return found
