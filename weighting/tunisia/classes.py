"""The classes of the Tunisian weights: group of origin and age group of each drawn person."""

import csv
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import pyarrow as pa

from questionnaires.problems import Problem
from weighting.problems import UnusableRows

AGE_GROUPS = ((0, "0-14"), (15, "15-24"), (25, "25-34"), (35, "35-44"), (45, "45-54"), (55, "55+"))

_NOT_A_COUNTRY = {"XS": "STL", "-8": "UNK", "-9": "UNK"}  # stateless; not known; not said


def with_classes(rows: pa.Table) -> pa.Table:
    """The weighting rows with ``origin_group`` and ``age_group``; both empty where nobody was drawn.

    Raises UnusableRows for a citizenship that the list of countries does not hold.
    """
    origins = [origin_group(code) for code in rows.column("citizenship").to_pylist()]
    ages = [age_group(age) for age in rows.column("age").to_pylist()]
    return rows.append_column("origin_group", pa.array(origins, pa.string())).append_column(
        "age_group", pa.array(ages, pa.string())
    )


def age_group(age: int | None) -> str | None:
    """The age group of the margins."""
    if age is None:
        return None
    return AGE_GROUPS[bisect_right([start for start, _ in AGE_GROUPS], age) - 1][1]


def origin_group(citizenship: str | None) -> str | None:
    """The group of origin of a citizenship (ISO 3166-1 alpha-2). Raises UnusableRows."""
    if citizenship is None:
        return None
    if citizenship in _NOT_A_COUNTRY:
        return _NOT_A_COUNTRY[citizenship]
    if citizenship not in _origin_groups():
        raise UnusableRows([Problem("weighting.citizenship_unknown", {"code": citizenship})])
    return _origin_groups()[citizenship]


@cache
def _origin_groups() -> Mapping[str, str]:
    # csv, not a data frame: Namibia's code NA must not become a missing value
    text = files("questionnaires").joinpath("tunisia/codelists/countries.csv").read_text(encoding="utf-8")
    return {row["iso2"]: row["origin_group"] for row in csv.DictReader(text.splitlines())}
