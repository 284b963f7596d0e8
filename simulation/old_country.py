"""The simulated country: its regions, densities and origins, read from ``country.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Dwellings:
    """Dwellings of an area unit on the frame: truncated normal, with a few large units."""

    mean: float
    spread: float
    fewest: int
    large_share: float
    large_factor: float


@dataclass(frozen=True)
class Change:
    """What happened to area units since the frame was made."""

    grown: float
    growth: float
    growth_spread: float
    shrunk: float
    shrinkage: float


@dataclass(frozen=True)
class Density:
    """A class of area units by density of foreigners: how many, how many sampled, how dense."""

    frame: int
    sample: int
    migrant_dwellings: float


@dataclass(frozen=True)
class Region:
    """A region: its share of the migrants, of urban area units, and where its migrants come from."""

    migrants: float
    urban: float
    origins: Mapping[str, float]


@dataclass(frozen=True)
class Country:
    """All parameters of the population and of the frame."""

    allocation: float  # power of the number of area units by which the sample is shared among regions
    dwellings: Dwellings
    change: Change
    density: Mapping[str, Density]
    regions: Mapping[str, Region]
    citizenships: Mapping[str, Mapping[str, float]]
    population: Mapping[str, int]  # inhabitants by governorate


@cache
def country() -> Country:
    """The country that ships with the toolkit."""
    content = tomllib.loads(files("simulation").joinpath("country.toml").read_text(encoding="utf-8"))
    return Country(
        allocation=content["allocation"],
        dwellings=Dwellings(**content["dwellings"]),
        change=Change(**content["change"]),
        density={name: Density(**values) for name, values in content["density"].items()},
        regions={code: Region(**values) for code, values in content["regions"].items()},
        citizenships=content["citizenships"],
        population=content["population"],
    )
