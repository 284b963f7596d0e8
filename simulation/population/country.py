"""The parameters of a simulated country: its people, its frame and its fieldwork, read from ``countries/``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from questionnaires.problems import ProblemError

COUNTRIES = ("tunisia", "small")


class UnknownCountry(ProblemError):
    """A country was asked for that has no file."""

    code = "simulation.country_unknown"


@dataclass(frozen=True)
class Dwellings:
    """Dwellings of a PSU on the frame: a normal distribution cut off below the fewest; some PSUs are large."""

    mean: float
    spread: float
    fewest: int
    large_share: float
    large_factor: float
    covered: float
    """Share of PSUs that a mobile network covers."""


@dataclass(frozen=True)
class Change:
    """What happened to PSUs since the frame was made: ``growth`` is the median of what was added, as a share."""

    grown: float
    growth: float
    growth_spread: float
    shrunk: float
    shrinkage: float


@dataclass(frozen=True)
class Settlement:
    """How foreigners are spread over PSUs, households and dormitories, and how the 2014 census saw them."""

    concentration: float
    """Shape of the gamma distribution of the intensity of a PSU: the smaller, the more concentrated."""
    urban: float
    """How many times more a PSU in town attracts."""
    segregation: float
    """Shape of a gamma factor by PSU and group of origin: the smaller, the more each group keeps to itself."""
    most: float
    """Largest share of the dwellings of a PSU where foreigners live."""
    others: float
    """Mean number of further foreigners in a household, a Poisson count."""
    natives: float
    """Mean number of others (Tunisians) in such a household."""
    quarters_fewest: int
    """Foreigners in a dormitory."""
    quarters_mean: float
    """Mean number above the fewest, a Poisson count."""
    seen_in_2014: float
    """Weight of the true number of foreigners' households in the mean of the 2014 count."""
    expected_in_2014: float
    """Weight of the expected number in it."""


@dataclass(frozen=True)
class Density:
    """A class of PSUs by their 2014 count: the fewest counted, and how many PSUs are drawn."""

    fewest: int
    sample: int


@dataclass(frozen=True)
class Governorate:
    """Inhabitants, share of urban PSUs, and share of the migrants of its region."""

    population: int
    urban: float
    migrants: float


@dataclass(frozen=True)
class Region:
    """Share of the migrants of the country, where they come from before raking, and citizenships that differ."""

    migrants: float
    origins: Mapping[str, float]
    citizenships: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Origin:
    """A group of origin: its share, and what its people are."""

    share: float
    men: float
    quarters: float
    """Share in group quarters."""
    spouses: float
    """Share of households of several members with the spouse of the head."""
    children: float
    """Share of children among members who are neither head nor spouse."""
    ages: tuple[tuple[float, float, float], ...]
    """Age of adults as a mixture of normals: share, mean, standard deviation."""
    months: float
    """Median time in the country."""
    irregular: float
    own_account: float
    """Share among the employed."""
    citizenships: Mapping[str, float]
    levels: Mapping[str, float]
    """Education of adults (ISCED)."""
    reasons: Mapping[str, float]
    """Main reason for coming, of adults who did not come to study or late in life."""
    interview: Mapping[str, float]
    """How much each language is preferred for the interview, among those spoken."""


@dataclass(frozen=True)
class Design:
    """The area sample: how it is shared among strata. Sizes by density class are those of the classes."""

    power: float
    """The sample of a class is shared among regions by this power of their PSUs: 1 in proportion, 0 equal."""
    fewest: int
    """PSUs in a stratum: two, for a variance."""


@dataclass(frozen=True)
class Field:
    """Teams, days and what disturbs them."""

    teams: int
    interviewers: int
    """In a team; each carries one tablet."""
    days: int
    first_day: date
    ramadan: tuple[tuple[date, date], ...]
    """First and last days."""
    reserve: float
    """Share of further PSUs held in reserve."""


@dataclass(frozen=True)
class Country:
    """All parameters of the population, of the frame and of the design."""

    name: str
    households: int
    migrants: int
    dwellings: Dwellings
    change: Change
    settlement: Settlement
    density: Mapping[str, Density]
    governorates: Mapping[str, Governorate]
    regions: Mapping[str, Region]
    origins: Mapping[str, Origin]
    reasons_late: Mapping[str, float]
    """Main reason for coming, of those who came late in life."""
    languages: Mapping[str, Mapping[str, float]]
    """Share of the citizens of each country who speak each language well enough to work."""
    work: Mapping[str, Any]
    """Coefficients and shares of work, pay and recruitment, as ``people.toml`` names them."""
    design: Design
    field: Field

    @property
    def sample(self) -> int:
        """PSUs that the design draws."""
        return sum(density.sample for density in self.density.values())

    def enlarged(self, times: int) -> "Country":
        """The same country with so many times the households, migrants, sampled PSUs and teams."""
        return replace(
            self,
            households=self.households * times,
            migrants=self.migrants * times,
            density={name: replace(density, sample=density.sample * times) for name, density in self.density.items()},
            field=replace(self.field, teams=self.field.teams * times),
        )


@cache
def country(name: str) -> Country:
    """The country of this name. Raises UnknownCountry."""
    if name not in COUNTRIES:
        raise UnknownCountry(name=name, known=", ".join(COUNTRIES))
    own, places, people = (_content(file) for file in (name, "places", "people"))
    return Country(
        name=name,
        households=own["households"],
        migrants=own["migrants"],
        dwellings=Dwellings(**own["dwellings"]),
        change=Change(**own["change"]),
        settlement=Settlement(**own["settlement"]),
        density={name: Density(**values) for name, values in own["density"].items()},
        governorates={code: Governorate(**values) for code, values in places["governorates"].items()},
        regions={code: Region(**({"citizenships": {}} | values)) for code, values in places["regions"].items()},
        origins={code: _origin(values) for code, values in people["origins"].items()},
        reasons_late=people["reasons_late"],
        languages=people["languages"],
        work=people["work"],
        design=Design(**own["design"]),
        field=Field(**(own["field"] | {"ramadan": tuple(map(tuple, own["field"]["ramadan"]))})),
    )


def _content(name: str) -> Mapping[str, Any]:
    folder = files("simulation.population").joinpath("countries")
    return tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def _origin(values: Mapping[str, Any]) -> Origin:
    return Origin(**{**values, "ages": tuple(map(tuple, values["ages"]))})
