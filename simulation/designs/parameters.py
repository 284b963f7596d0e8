"""The parameters of the hard-to-reach designs, read from ``designs.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Odds:
    """Log odds: a base, and what each trait of a person adds."""

    base: float
    adds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Site:
    """Where a design works: its governorates, and what RDS does there."""

    letter: str  # first of its coupons
    governorates: tuple[str, ...]
    rds: int  # interviews wanted
    seeds: int
    validity: int  # of coupons, days


@dataclass(frozen=True)
class VenueKind:
    """A kind of venue: when it opens, how many there are, who goes."""

    days: tuple[int, ...]  # of the week, 0 is Monday
    hour: int
    count: Mapping[str, int]
    attends: float  # mean share of open periods, of those who go
    goes: Odds


@dataclass(frozen=True)
class CentreKind:
    """A kind of centre: how many there are, who attends, and how many attend a second one."""

    count: Mapping[str, int]
    second: float
    goes: Odds


@dataclass(frozen=True)
class VenueField:
    """The venue-day-time design."""

    weeks: int
    share_of_venues: float
    sessions: int
    interviews: int
    mapping_error: float
    miscount: float
    response: Odds | None  # None: everybody who is asked answers
    recall: float


@dataclass(frozen=True)
class CentreField:
    """The centre design."""

    interviews: int
    mapping_error: float
    response: Odds | None


@dataclass(frozen=True)
class RdsField:
    """Coupons, recruitment, incentives and network sizes of respondent-driven sampling."""

    coupons: int
    taper: tuple[tuple[float, int], ...]
    most_seeds: int
    accepts: Odds | None  # None: everybody does
    comes: Odds | None
    delay: float
    interviews_a_day: int
    consents: float
    outsiders: float
    days: int
    knows: float
    prefers: Mapping[str, float]
    returns: float
    primary: float
    secondary: float
    noise: float
    heaped: float
    silent: float


@dataclass(frozen=True)
class Overlap:
    """Probabilities behind the frame-overlap questions."""

    would: float
    would_in_quarters: float
    would_domestic: float
    unsure: float
    recalls: float


@dataclass(frozen=True)
class Designs:
    """All parameters of the hard-to-reach designs."""

    sites: Mapping[str, Site]
    venues: Mapping[str, VenueKind]
    centres: Mapping[str, CentreKind]
    venue: VenueField
    centre: CentreField
    rds: RdsField
    overlap: Overlap


@cache
def designs() -> Designs:
    """The designs that ship with the toolkit."""
    content = tomllib.loads(files("simulation").joinpath("designs/designs.toml").read_text(encoding="utf-8"))
    venue, centre, rds = content["venue"], content["centre"], content["rds"]
    return Designs(
        sites={name: _site(values) for name, values in content["sites"].items()},
        venues={name: _venue_kind(values) for name, values in content["venues"].items()},
        centres={name: _centre_kind(values) for name, values in content["centres"].items()},
        venue=VenueField(**venue | {"response": Odds(**venue["response"])}),
        centre=CentreField(**centre | {"response": Odds(**centre["response"])}),
        rds=RdsField(
            **rds
            | {
                "accepts": Odds(**rds["accepts"]),
                "comes": Odds(**rds["comes"]),
                "taper": tuple((share, coupons) for share, coupons in rds["taper"]),
            }
        ),
        overlap=Overlap(**content["overlap"]),
    )


def _site(values: Mapping[str, Any]) -> Site:
    return Site(**{**values, "governorates": tuple(values["governorates"])})


def _venue_kind(values: Mapping[str, Any]) -> VenueKind:
    return VenueKind(
        tuple(values["days"]), values["hour"], values["count"], values["attends"], Odds(values["base"], values["adds"])
    )


def _centre_kind(values: Mapping[str, Any]) -> CentreKind:
    return CentreKind(values["count"], values["second"], Odds(values["base"], values["adds"]))
