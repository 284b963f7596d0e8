"""The catalogue: order of variables, missing answers, backends, and what is said when something is wrong."""

import ast
import math
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import narwhals as nw
import numpy as np
import polars as pl
import pyarrow as pa
import pytest

import analysis
from analysis.catalogue import MISSING, Catalogue, amount, answered, decide, one_of, surely
from analysis.derived import Column, derived
from analysis.parameters import Dated, Parameter, read_parameters
from analysis.problems import BadParameters, CircularVariables, UnknownVariable, VariableTwice, WrongColumn
from analysis.tunisia import CONTENT
from presentation.messages import catalogue, say
from presentation.text import LANGUAGES
from questionnaires.problems import ProblemError
from tests.analysis.builders import INTERVIEW_DAY
from tests.analysis.random_answers import random_answers

PACKAGE = Path(analysis.__file__).parent


@derived(reference="a test")
def adult(age: Column) -> Column:
    """Old enough.

    And more that the definition leaves out.
    """
    return age >= 18


@derived(among=adult)
def working(answer: Column) -> Column:
    """Says yes."""
    return answer == "1"


@derived()
def tired(working: Column, hours: Column) -> Column:
    """Works much."""
    return working & (hours > 40)


SMALL = Catalogue((tired, working, adult))
TABLE = pa.table({"age": [30, 17, None, 30, 30], "answer": ["1", "1", "1", None, "0"], "hours": [50, 50, 50, 50, None]})


def test_variables_are_added_layer_by_layer_whatever_their_order() -> None:
    layers = SMALL.layers(["tired"], TABLE.column_names)
    assert [[variable.name for variable in layer] for layer in layers] == [["adult"], ["working"], ["tired"]]


def test_outside_its_universe_and_where_the_universe_is_unknown_a_variable_is_missing() -> None:
    made = SMALL.add(TABLE, ["tired"])
    assert made.column("working").to_pylist() == [True, None, None, None, False]
    assert made.column("tired").to_pylist() == [True, None, None, None, False]


def test_a_variable_knows_what_it_reads_and_what_it_means() -> None:
    assert tired.reads == ("working", "hours")
    assert working.needs == ("answer", "adult")
    assert adult.definition == "Old enough."


def on_polars(table: pa.Table, names: list[str]) -> pa.Table:
    return CONTENT.catalogue.add(pl.from_arrow(table), names).to_arrow()


def on_duckdb(table: pa.Table, names: list[str]) -> pa.Table:
    return CONTENT.catalogue.add(duckdb.from_arrow(table), names).order("row").to_arrow_table()


@pytest.mark.parametrize("backend", [on_polars, on_duckdb])
def test_every_variable_is_the_same_on_each_backend(backend: Callable[[pa.Table, list[str]], pa.Table]) -> None:
    table = random_answers(300, np.random.default_rng(20260401))
    table = table.append_column("row", pa.array(range(table.num_rows)))
    names = [variable.name for variable in CONTENT.catalogue.variables]
    arrow, other = CONTENT.catalogue.add(table, names), backend(table, names)
    for name in names:
        pairs = zip(arrow.column(name).to_pylist(), other.column(name).to_pylist(), strict=True)
        assert [pair for pair in pairs if not _equal(*pair)] == [], name


def test_everything_that_can_be_wrong_has_words() -> None:
    source = "\n".join(path.read_text() for path in PACKAGE.rglob("*.py"))
    codes = set(re.findall(r'"(analysis\.[a-z_]+)"', source)) - {
        f"analysis.{path.stem}" for path in PACKAGE.glob("*.py")
    }
    assert len(codes) > 10
    assert codes - set(catalogue()) == set()


def test_a_missing_condition_is_not_a_no() -> None:
    frame = nw.from_native(pa.table({"x": ["a", "b", None, "-8"]}))
    x = nw.col("x")
    made = frame.select(
        first=decide((x == "a", "first"), (x == "b", MISSING), otherwise="last"),
        one=one_of(x, ("a", "-8")),
        said=answered(x),
        sure=surely(x == "a"),
    ).to_dict(as_series=False)
    assert made == {
        "first": ["first", None, None, "last"],
        "one": [True, False, None, True],
        "said": ["a", "b", None, None],
        "sure": [True, False, False, False],
    }


def test_codes_below_zero_are_never_amounts() -> None:
    frame = nw.from_native(pa.table({"x": [12, 0, -8, -9, None]}))
    assert frame.select(amount(nw.col("x")))["x"].to_list() == [12.0, 0.0, None, None, None]


def test_an_unknown_variable_is_named_with_its_reader_and_close_names() -> None:
    with pytest.raises(UnknownVariable) as raised:
        SMALL.add(TABLE.drop_columns(["hours"]).append_column("hour", TABLE["hours"]), ["tired"])
    assert raised.value.problems[0].values == {"variable": "hours", "reader": "tired", "near": "hour"}
    assert "hours" in sentences(raised.value)


def test_a_column_of_the_wrong_type_is_named() -> None:
    table = TABLE.set_column(0, "age", pa.array(["30"] * 5))
    with pytest.raises(WrongColumn) as raised:
        SMALL.add(table, ["tired"])
    assert raised.value.problems[0].values == {"variable": "adult", "columns": "age (String)"}
    assert "adult" in sentences(raised.value)


def test_a_variable_may_not_hide_a_column_of_the_file() -> None:
    with pytest.raises(VariableTwice):
        SMALL.add(TABLE.append_column("adult", TABLE["age"]), ["adult"])
    with pytest.raises(VariableTwice):
        Catalogue((adult, adult))


def test_variables_that_read_each_other_are_refused() -> None:
    @derived()
    def hen(egg: Column) -> Column:
        """Comes from the egg."""
        return egg

    @derived()
    def egg(hen: Column) -> Column:
        """Comes from the hen."""
        return hen

    with pytest.raises(CircularVariables) as raised:
        Catalogue((hen, egg)).add(TABLE, ["egg"])
    assert "egg → hen → egg" in sentences(raised.value)


def test_a_parameter_takes_the_value_of_the_interview_day() -> None:
    wage = Parameter("wage", "dinars", "decree", (Dated(date(2024, 5, 1), 2.363), Dated(date(2026, 1, 1), None)))
    days = pa.table({"interview_date": [date(2024, 4, 30), date(2024, 5, 1), date(2025, 12, 31), INTERVIEW_DAY, None]})
    made = Catalogue((wage.as_variable(),)).add(days, ["wage"])
    assert made.column("wage").to_pylist() == [None, 2.363, 2.363, None, None]


def test_a_parameter_file_without_source_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "parameters.toml"
    file.write_text('[wage]\nunit = "dinars"\nvalues = [{ since = 2024-05-01, value = 2.363 }]\n')
    with pytest.raises(BadParameters) as raised:
        read_parameters(file)
    assert "parameters.toml" in sentences(raised.value)


def test_conditions_are_resolved_in_the_catalogue_alone() -> None:
    elsewhere = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        if path != PACKAGE / "catalogue.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("when", "is_in", "fill_null", "then", "otherwise")
        if not (isinstance(node.value, ast.Name) and node.value.id == "pc")
    ]
    assert elsewhere == []


def sentences(error: ProblemError) -> str:
    """What is said in all languages."""
    return "\n".join(say(p.code, language, p.values) for p in error.problems for language in LANGUAGES)


def _equal(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return one == other and type(one) is type(other)
