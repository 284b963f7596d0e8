"""The frame of PSUs, in the order of a systematic draw within strata."""

from dataclasses import dataclass

import numpy as np

from simulation.identifiers import psu_id
from simulation.population.arrays import Amounts, Numbers, Texts, Truths
from simulation.population.chance import happens, numbered, shared, summing_to
from simulation.population.codelists import CodeLists
from simulation.population.country import Country

SMALLEST_STRATUM = 4  # PSUs of the frame: a smaller class of a region joins the class below


@dataclass(frozen=True)
class Frame:
    """PSUs sorted by stratum and governorate; arrays of one length."""

    psu_id: Texts
    stratum: Texts  # "<density class>-<region>"
    density: Texts  # class of the 2014 count
    governorate: Texts  # ISO 3166-2
    region: Texts
    urban: Truths
    frame_dwellings: Numbers  # measure of size
    dwellings: Numbers  # on the ground now
    count_2014: Numbers  # what the census of 2014 would have counted
    covered: Truths  # by a mobile network
    city: Texts  # label for the social network: governorate and whether urban, "TN-11-U"

    def __len__(self) -> int:
        return len(self.psu_id)


@dataclass(frozen=True)
class Land:
    """The PSUs before foreigners settle, sorted by governorate: what draws them, and what it holds."""

    psu_id: Texts
    governorate: Texts
    region: Texts
    urban: Truths
    frame_dwellings: Numbers
    dwellings: Numbers
    covered: Truths

    def __len__(self) -> int:
        return len(self.psu_id)


def survey_land(country: Country, codelists: CodeLists, random: np.random.Generator) -> Land:
    """The PSUs of every governorate: as many as its inhabitants need, with the dwellings of then and of now."""
    rule = country.dwellings
    mean = rule.mean * (1 + rule.large_share * (rule.large_factor - 1))
    codes = sorted(country.governorates)
    counts = shared(round(country.households / mean), [country.governorates[code].population for code in codes])
    n = int(counts.sum())
    governorate = np.repeat(np.array(codes), counts)
    urban = np.repeat([country.governorates[code].urban for code in codes], counts)
    size = _sizes(country, n, random)
    return Land(
        psu_id=np.array(
            [psu_id(code, no + 1) for code, count in zip(codes, counts.tolist(), strict=True) for no in range(count)]
        ),
        governorate=governorate,
        region=np.repeat(np.array([codelists.region_of[code] for code in codes]), counts),
        urban=happens(urban, n, random, within=numbered(governorate, codes)),
        frame_dwellings=size,
        dwellings=_now(country, size, random),
        covered=happens(rule.covered, n, random),
    )


def make_frame(country: Country, land: Land, count_2014: Numbers) -> tuple[Frame, Numbers]:
    """The frame by the count of 2014, and the row of the frame of each PSU of the land."""
    density = _classes(country, land.region, count_2014)
    names = np.array(list(country.density))
    regions = np.array(list(country.regions))
    region_no = np.argmax(land.region[:, None] == regions, axis=1)
    order = np.lexsort((np.arange(len(land)), ~land.urban, land.governorate, region_no, density))
    row = np.empty(len(land), dtype=np.int64)
    row[order] = np.arange(len(land))
    strata = np.char.add(np.char.add(names, "-")[:, None], regions)
    cities = np.char.add(land.governorate, np.where(land.urban, "-U", "-R"))
    frame = Frame(
        psu_id=land.psu_id[order],
        stratum=strata[density, region_no][order],
        density=names[density][order],
        governorate=land.governorate[order],
        region=land.region[order],
        urban=land.urban[order],
        frame_dwellings=land.frame_dwellings[order],
        dwellings=land.dwellings[order],
        count_2014=count_2014[order],
        covered=land.covered[order],
        city=cities[order],
    )
    return frame, row


def _classes(country: Country, region: Texts, count_2014: Numbers) -> Numbers:
    """Number of the density class of each PSU; a class too small in its region joins the class below."""
    fewest = [density.fewest for density in country.density.values()]
    found = (np.searchsorted(fewest, count_2014, side="right") - 1).astype(np.int64)
    for code in country.regions:
        here = region == code
        for number in range(len(fewest) - 1, 0, -1):
            inside = here & (found == number)
            if inside.sum() < SMALLEST_STRATUM:
                found[inside] = number - 1
    return found


def _sizes(country: Country, n: int, random: np.random.Generator) -> Numbers:
    """Dwellings of each PSU; their sum is the number of households of the country."""
    rule = country.dwellings
    drawn: Amounts = random.normal(rule.mean, rule.spread, n)
    while (low := drawn < rule.fewest).any():
        drawn[low] = random.normal(rule.mean, rule.spread, int(low.sum()))
    drawn = np.where(happens(rule.large_share, n, random), drawn * rule.large_factor, drawn)
    return summing_to(country.households, drawn.round().astype(np.int64), rule.fewest, random)


def _now(country: Country, size: Numbers, random: np.random.Generator) -> Numbers:
    change = country.change
    growth = 1 + np.exp(random.normal(np.log(change.growth), change.growth_spread, len(size)))
    fate = random.permutation(len(size)) / len(size)
    now = np.where(fate < change.grown, size * growth, size)
    now = np.where(fate >= 1 - change.shrunk, size * change.shrinkage, now)
    return np.maximum(now.round(), 1).astype(np.int64)
