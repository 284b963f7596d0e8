"""Policy parameters that change by decree or by choice: dated, sourced values, read by formulas as columns."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw

from analysis.catalogue import MISSING, decide
from analysis.derived import Column, Derived
from analysis.problems import BadParameters

Value = float | str


@dataclass(frozen=True)
class Dated:
    """A value and the first day it is in force; without a value, nothing certified covers the time that follows."""

    since: date
    value: Value | None


@dataclass(frozen=True)
class Parameter:
    """One parameter: its values from the oldest to the newest, its unit, where it comes from."""

    name: str
    unit: str
    source: str
    values: tuple[Dated, ...]

    def on(self, day: date) -> Value | None:
        """The value in force on a day; None where no value covers it."""
        return next((dated.value for dated in reversed(self.values) if dated.since <= day), None)

    def as_variable(self) -> Derived:
        """The parameter as a variable: for each interview the value in force on its day, missing where none is."""

        def in_force(interview_date: Column) -> Column:
            newest_first = reversed(self.values)
            return decide(
                *(
                    (interview_date >= nw.lit(dated.since), MISSING if dated.value is None else dated.value)
                    for dated in newest_first
                )
            )

        return Derived(self.name, ("interview_date",), in_force, reference=self.source)


def read_parameters(path: Path) -> tuple[Parameter, ...]:
    """The parameters of a TOML file, one table a parameter. Raises BadParameters."""
    try:
        tables: Mapping[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(_parameter(name, table) for name, table in tables.items())
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise BadParameters(file=path.name, reason=str(error)) from error


def _parameter(name: str, table: Mapping[str, Any]) -> Parameter:
    values = tuple(sorted((Dated(row["since"], row.get("value")) for row in table["values"]), key=lambda v: v.since))
    return Parameter(name, table["unit"], table["source"], values)
