"""The code lists that a simulation needs: governorates with their region, countries with their group of origin."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class CodeLists:
    """Region of each governorate (ISO 3166-2) and office code of it; group of origin of each country (ISO 3166-1)."""

    region_of: Mapping[str, str]
    office_code_of: Mapping[str, str]
    origin_of: Mapping[str, str]


def read_code_lists(folder: Path) -> CodeLists:
    """Read ``governorates.csv`` and ``countries.csv`` of a survey's folder of code lists."""
    governorates = _rows(folder / "governorates.csv")
    countries = _rows(folder / "countries.csv")
    return CodeLists(
        region_of={row["iso3166_2"]: row["region_ins"] for row in governorates},
        office_code_of={row["iso3166_2"]: row["ins_code"] for row in governorates},
        origin_of={row["iso2"]: row["origin_group"] for row in countries},
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
