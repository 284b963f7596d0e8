"""Scenarios: what is assumed of response, networks and misbehaviour, read from ``scenarios.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NamedTuple

from questionnaires.problems import ProblemError

AREA, RDS = "area", "rds"


class UnknownScenario(ProblemError):
    """A scenario was asked for that does not exist."""

    code = "simulation.scenario_unknown"


@dataclass(frozen=True)
class Response:
    """Coefficients of contact and cooperation, on the logit scale; shares of what happens at the door.

    All values of ``default`` are those of the field simulation with which the design was calibrated (600 PSUs, 60
    interviewers, ten weeks: 84.5 % of dwellings screened, 70 % of eligible persons interviewed, 1.9 attempts a case).
    Sex has no effect. No value is an estimate of Tunisia.
    """

    intercept: float
    """Cooperation in the interview of a person outside towns, not from Europe, in regular status: 79 %."""
    urban: float
    """Lower cooperation in towns, as in most household surveys; calibrated."""
    europe: float
    """Europeans cooperate more; calibrated."""
    irregular: float
    """People in irregular status fear the interview; calibrated. The one coefficient that the listing cannot see."""
    informal: float
    """People in informal jobs. Zero but in ``nmar``, where response follows what is measured (assumed)."""
    interviewer: float
    """Standard deviation between interviewers, in the screener and in the interview; calibrated."""
    screener: float
    """Cooperation of a household outside towns in the screener: 95 %."""
    screener_urban: float
    """In towns; calibrated."""
    screener_irregular: float
    """Households with people in irregular status; calibrated."""
    contact: float
    """Contact at a first attempt outside towns with a household of several persons; calibrated."""
    alone: float
    """People who live alone are less often at home; calibrated."""
    contact_urban: float
    """In towns; calibrated."""
    native: float
    """Dwellings without foreigners; calibrated."""
    morning: float
    """Before noon on weekdays; calibrated."""
    afternoon: float
    """Weekday afternoons; calibrated."""
    evening: float
    """After 18:00 on weekdays; calibrated."""
    weekend: float
    """Saturday and Sunday; calibrated."""
    contact_interviewer: float
    """Standard deviation between interviewers; calibrated."""
    later_attempt: float
    """For each attempt made before: who is left is harder to find; calibrated."""
    barrier: float
    """Share of persons met with whom the interviewer has no language in common; calibrated."""
    interpreted: float
    """Share of these that an interpreter resolves; calibrated."""
    conversion: float
    """Share of soft refusals that another interviewer turns; calibrated."""
    on_listing: bool
    """Whether irregular status acts through its expected value given the listed origin: then response depends on
    listing variables only, and weighting on them removes all bias."""


@dataclass(frozen=True)
class Networks:
    """Shares and numbers of what goes wrong between a tablet and the service."""

    same_day: float
    """Tablets that synchronise in the evening; calibrated."""
    lag_hours: float
    """Mean of the exponential delay of the others; calibrated."""
    uncovered_days: tuple[int, int]
    """Fewest and most days of delay in a PSU that no mobile network covers; calibrated."""
    resent: float
    """Batches sent twice; calibrated."""
    out_of_order: float
    """Batches that arrive after a later one; calibrated."""
    truncated: float
    """Batches cut on the way; calibrated."""
    clock_seconds: float
    """Standard deviation of the error of a tablet's clock; calibrated."""
    hour_ahead: int
    """Tablets whose clock is an hour ahead; calibrated."""
    day_off: int
    """Tablets whose clock is a day off; calibrated."""
    lost: int
    """Tablets lost with what they had not sent; calibrated."""
    replaced: int
    """Interviewers replaced in mid-field; calibrated."""
    reassigned: int
    """PSUs given to another team; calibrated."""


class Misbehaviour(NamedTuple):
    """One kind of the catalogue (A to H), how many interviewers show it, and in which share of their work."""

    kind: str
    interviewers: int
    share: float


@dataclass(frozen=True)
class Scenario:
    """What is assumed beyond the country itself."""

    name: str
    response: Response
    networks: Networks
    misbehaviours: tuple[Misbehaviour, ...] = ()
    design: str = AREA
    scale: int = 1
    """How many times the country, its sample and its teams are enlarged."""


@cache
def _scenarios() -> Mapping[str, Scenario]:
    content = tomllib.loads(files("simulation.population").joinpath("scenarios.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: _scenario(name, content["default"], own) for name, own in content.items()})


def _scenario(name: str, usual: Mapping[str, Any], own: Mapping[str, Any]) -> Scenario:
    networks = usual["networks"] | own.get("networks", {})
    networks["uncovered_days"] = tuple(networks["uncovered_days"])
    parts = {
        "response": Response(**(usual["response"] | own.get("response", {}))),
        "networks": Networks(**networks),
        "misbehaviours": tuple(Misbehaviour(*one) for one in own.get("misbehaviours", ())),
    }
    return Scenario(name=name, **{**own, **parts})


SCENARIOS: tuple[str, ...] = tuple(_scenarios())


def scenario(name: str) -> Scenario:
    """The scenario of this name. Raises UnknownScenario."""
    if name not in _scenarios():
        raise UnknownScenario(name=name, known=", ".join(SCENARIOS))
    return _scenarios()[name]
