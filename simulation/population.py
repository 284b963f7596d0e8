"""The people: every unit on the ground in every area unit of the frame, and the foreigners who live there."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulation.old_country import Country
from simulation.old_frame import Frame

Texts = npt.NDArray[Any]  # arrays of text have no precise type
Numbers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

OCCUPIED, VACANT, NOT_A_DWELLING = 0, 1, 2
GROUND = (0.865, 0.08, 0.055)

FIRST_ADULT_AGE = 18
AGES = {"AFR": (18, 11.5), "MAG": (19, 17.0), "ARB": (19, 15.0), "EUR": (22, 22.0)}  # youngest adult, mean above it
CHILDREN = {"AFR": 0.12, "MAG": 0.28, "ARB": 0.35, "EUR": 0.25}  # of the members after the first
MEN = {"AFR": 0.60, "MAG": 0.50, "ARB": 0.56, "EUR": 0.48}
MONTHS = {"AFR": 27.0, "MAG": 60.0, "ARB": 55.0, "EUR": 70.0}  # median time in the country
DORMITORIES = 0.035  # of the dwellings of people from Africa outside the Maghreb


@dataclass(frozen=True)
class Units:
    """Units on the ground, sorted by area unit; arrays of one length."""

    psu: Numbers  # row of the frame
    serial: Numbers  # 1, 2, ... in the area unit
    state: Numbers
    n_foreign: Numbers
    n_persons: Numbers  # usual residents, 0 where nobody lives
    origin: Texts  # group of origin of the foreigners, "" where there is none


@dataclass(frozen=True)
class People:
    """Foreigners, sorted by unit and line; arrays of one length."""

    unit: Numbers  # row of ``Units``
    line_no: Numbers
    sex: Texts
    age: Numbers
    origin: Texts
    citizenship: Texts
    months: Numbers  # in the country
    intends: Texts  # to stay six months: 1, 0, -8 unknown to the household
    relation: Texts  # to the head of the household

    def __len__(self) -> int:
        return len(self.unit)


def settle(country: Country, frame: Frame, random: np.random.Generator) -> Units:
    """Units of every area unit: what stands there, and how many foreigners and others live in it."""
    psu = np.repeat(np.arange(len(frame)), frame.dwellings)
    n = len(psu)
    first = np.concatenate([[0], np.cumsum(frame.dwellings)[:-1]])
    state = random.choice(3, size=n, p=GROUND)
    share = np.array([country.density[name].migrant_dwellings for name in frame.density])
    share = np.clip(share * random.gamma(10.0, 1 / 10.0, len(frame)), 0, 0.95)
    migrants = (state == OCCUPIED) & (random.random(n) < share[psu])
    origin = np.where(migrants, _origins(country, frame.region[psu], random), "")
    dormitory = (origin == "AFR") & (random.random(n) < DORMITORIES)
    n_foreign = np.where(dormitory, 6 + random.poisson(4, n), 1 + random.poisson(0.8, n)) * migrants
    others = np.where(migrants, random.poisson(0.5, n) * ~dormitory, 1 + random.poisson(2.6, n)) * (state == OCCUPIED)
    return Units(psu, np.arange(n) - first[psu] + 1, state, n_foreign, n_foreign + others, origin)


def people(country: Country, units: Units, random: np.random.Generator) -> People:
    """The foreigners of every unit."""
    unit = np.repeat(np.arange(len(units.psu)), units.n_foreign)
    n = len(unit)
    first = np.concatenate([[0], np.cumsum(units.n_foreign)[:-1]])
    line_no = np.arange(n) - first[unit] + 1
    origin = units.origin[unit]
    child = (line_no > 1) & (units.n_foreign[unit] < 6) & (random.random(n) < _of(CHILDREN, origin))
    youngest, above = (
        _of({code: low for code, (low, _) in AGES.items()}, origin),
        _of({code: m for code, (_, m) in AGES.items()}, origin),
    )
    adult = np.minimum(youngest + random.gamma(1.6, above / 1.6, n), 88).astype(np.int64)
    age = np.where(child, random.integers(0, FIRST_ADULT_AGE, n), adult)
    stayed = np.exp(np.log(_of(MONTHS, origin)) + 0.9 * random.standard_normal(n))
    months = np.minimum(stayed.round(), age * 12).astype(np.int64)
    intends = random.choice(["1", "0", "-8"], size=n, p=[0.74, 0.24, 0.02])
    return People(
        unit=unit,
        line_no=line_no,
        sex=np.where(random.random(n) < _of(MEN, origin), "1", "2"),
        age=age,
        origin=origin,
        citizenship=_citizenships(country, origin, random),
        months=months,
        intends=np.where(months < 6, intends, ""),
        relation=_relations(line_no, child, units.n_foreign[unit], random),
    )


def _of(values: dict[str, Any], origin: Texts) -> npt.NDArray[np.float64]:
    found = np.zeros(len(origin))
    for code, value in values.items():
        found[origin == code] = value
    return found


def _origins(country: Country, region: Texts, random: np.random.Generator) -> Texts:
    origin = np.empty(len(region), dtype="U3")
    for code, parameters in country.regions.items():
        here = region == code
        mix = parameters.origins
        origin[here] = random.choice(list(mix), size=int(here.sum()), p=list(mix.values()))
    return origin


def _citizenships(country: Country, origin: Texts, random: np.random.Generator) -> Texts:
    citizenship = np.empty(len(origin), dtype="U2")
    for code, mix in country.citizenships.items():
        here = origin == code
        citizenship[here] = random.choice(list(mix), size=int(here.sum()), p=list(mix.values()))
    return citizenship


def _relations(line_no: Numbers, child: Truths, n_foreign: Numbers, random: np.random.Generator) -> Texts:
    other = random.choice(["2", "4", "5"], size=len(line_no), p=[0.5, 0.2, 0.3])
    grown = np.where(n_foreign >= 6, "5", other)
    return np.where(line_no == 1, "1", np.where(child, "3", grown))
