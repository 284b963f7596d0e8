"""What was asked of ``amem simulate``, checked: what to simulate, and the road that it takes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questionnaires.problems import ProblemError
from simulation.devices import DeviceCredentials
from simulation.filling.filling_pool import processors
from simulation.population.country import COUNTRIES, UnknownCountry
from simulation.population.scenario import SCENARIOS, UnknownScenario

LONGEST_FIELD = 365  # days
MOST_INTERVIEWS = 1_000_000
MOST_DRAWS = 100_000
SLOWEST, FASTEST = 1, 100_000  # simulated seconds in a second
MOST_PROCESSES = 256
USUAL_PORT = 8000


class ImpossibleNumber(ProblemError):
    """A number was given that no fieldwork can have."""

    code = "simulate.impossible_number"


class NoRoad(ProblemError):
    """Nothing was said of where the fieldwork is to go."""

    code = "simulate.no_road"


class TwoRoads(ProblemError):
    """Options were given that exclude each other."""

    code = "simulate.two_roads"


class OptionAlone(ProblemError):
    """An option was given without the one it belongs to."""

    code = "simulate.option_alone"


class DevicesUnreadable(ProblemError):
    """The file of tokens is not what ``amem device add --json`` prints."""

    code = "simulate.devices_unreadable"


@dataclass(frozen=True)
class Wishes:
    """What to simulate."""

    scenario: str
    seed: int
    country: str
    days: int | None
    interviews: int | None
    listing: bool
    truth: bool
    processes: int


@dataclass(frozen=True)
class ToFiles:
    """Everything into a folder."""

    folder: Path


@dataclass(frozen=True)
class ToService:
    """To a running service, at a speed; into a folder too where one is given."""

    url: str
    devices: tuple[DeviceCredentials, ...]
    speed: float | None
    folder: Path | None


@dataclass(frozen=True)
class ToHome:
    """To a service of its own on a demonstration home."""

    home: Path
    speed: float | None
    port: int
    once: bool


@dataclass(frozen=True)
class Draws:
    """Light draws as tables, a folder each."""

    folder: Path
    number: int


Road = ToFiles | ToService | ToHome | Draws


@dataclass(frozen=True)
class Asked:
    """The options as they were given on the command line."""

    scenario: str
    seed: int
    country: str
    days: int | None
    interviews: int | None
    out: Path | None
    to: str | None
    devices: Path | None
    home: Path | None
    draws: int | None
    speed: float | None
    listing: bool
    truth: bool
    processes: int | None
    once: bool
    port: int | None


def wishes_of(asked: Asked) -> Wishes:
    """What to simulate. Raises UnknownScenario, UnknownCountry, ImpossibleNumber."""
    if asked.scenario not in SCENARIOS:
        raise UnknownScenario(name=asked.scenario, known=", ".join(SCENARIOS))
    if asked.country not in COUNTRIES:
        raise UnknownCountry(name=asked.country, known=", ".join(COUNTRIES))
    _within("--seed", asked.seed, 0, 2**63 - 1)
    _within("--days", asked.days, 1, LONGEST_FIELD)
    _within("--interviews", asked.interviews, 1, MOST_INTERVIEWS)
    _within("--processes", asked.processes, 1, MOST_PROCESSES)
    return Wishes(
        scenario=asked.scenario,
        seed=asked.seed,
        country=asked.country,
        days=asked.days,
        interviews=asked.interviews,
        listing=asked.listing,
        truth=asked.truth,
        processes=asked.processes or processors(),
    )


def road_of(asked: Asked) -> Road:
    """Where it goes. Raises NoRoad, TwoRoads, OptionAlone, ImpossibleNumber, DevicesUnreadable."""
    _within("--draws", asked.draws, 1, MOST_DRAWS)
    _within("--speed", asked.speed, SLOWEST, FASTEST)
    _exclusive({"--home": asked.home, "--to": asked.to, "--draws": asked.draws})
    _exclusive({"--home": asked.home, "--out": asked.out})
    without_truth = None if asked.truth else True
    _exclusive({"--home": asked.home, "--no-truth": without_truth})
    _needs("--no-truth", without_truth, {"--out": asked.out})
    _needs("--port", asked.port, {"--home": asked.home})
    _needs("--devices", asked.devices, {"--to": asked.to})
    _needs("--to", asked.to, {"--devices": asked.devices})
    _needs("--speed", asked.speed, {"--to": asked.to, "--home": asked.home})
    _needs("--draws", asked.draws, {"--out": asked.out})
    _needs("--once", asked.once or None, {"--home": asked.home})
    if asked.home is not None:
        return ToHome(asked.home.resolve(), asked.speed, USUAL_PORT if asked.port is None else asked.port, asked.once)
    if asked.to is not None and asked.devices is not None:
        return ToService(asked.to, read_devices(asked.devices), asked.speed, asked.out)
    if asked.out is None:
        raise NoRoad()
    return ToFiles(asked.out) if asked.draws is None else Draws(asked.out, asked.draws)


def read_devices(path: Path) -> tuple[DeviceCredentials, ...]:
    """The tokens that ``amem device add --json`` printed, once or several times. Raises DevicesUnreadable."""
    try:
        printed = _printed(path.read_text(encoding="utf-8-sig"))
        found = tuple(DeviceCredentials(_text(row["device_id"]), _text(row["token"])) for row in printed)
    except (ValueError, KeyError, TypeError):
        raise DevicesUnreadable(path=str(path)) from None
    if not found:
        raise DevicesUnreadable(path=str(path))
    return found


def _printed(text: str) -> Iterator[Any]:
    """The rows of every list that stands in a file, one list after the other."""
    left = text.strip()
    while left:
        rows, end = json.JSONDecoder().raw_decode(left)
        yield from rows
        left = left[end:].strip()


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


def _within(option: str, value: float | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise ImpossibleNumber(option=option, value=value, least=f"{least:,}", most=f"{most:,}")


def _exclusive(given: Mapping[str, object]) -> None:
    if len(named := [option for option, value in given.items() if value is not None]) > 1:
        raise TwoRoads(first=named[0], second=named[1])


def _needs(option: str, value: object, others: Mapping[str, object]) -> None:
    if value is not None and all(other is None for other in others.values()):
        raise OptionAlone(option=option, needed=" | ".join(others))
