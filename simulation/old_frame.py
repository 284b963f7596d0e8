"""The frame of area units (PSUs): strata are density class by region, size is dwellings known to the frame."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulation.codelists import CodeLists
from simulation.identifiers import psu_id
from simulation.old_country import Country

Texts = npt.NDArray[Any]  # arrays of text have no precise type
Numbers = npt.NDArray[np.int64]

FEWEST_PSUS = 2  # in a stratum of the sample: one is not enough for a variance
AS_SET_FOR = 900  # interviews: what the country file gives as it stands
FEWEST = 0.45  # of the area units of the country file: a smaller fieldwork has smaller area units instead


@dataclass(frozen=True)
class Frame:
    """Area units in the order of the systematic draw; arrays of one length."""

    psu_id: Texts
    stratum: Texts
    density: Texts
    governorate: Texts
    region: Texts
    urban: npt.NDArray[np.bool_]
    frame_dwellings: Numbers  # measure of size
    dwellings: Numbers  # what is on the ground now
    sample_sizes: Mapping[str, int]  # area units to draw, by stratum

    def __len__(self) -> int:
        return len(self.psu_id)


def draw_frame(country: Country, codelists: CodeLists, interviews: int, random: np.random.Generator) -> Frame:
    """A frame large enough that its usual sample gives about this number of interviews."""
    strata = [(density, region) for density in country.density for region in country.regions]
    wanted = interviews / AS_SET_FOR
    psus = max(wanted, FEWEST)
    counts = [_frame_count(country, density, region, psus) for density, region in strata]
    sample_sizes = _sample_sizes(country, strata, counts, psus)
    stratum_no = np.repeat(np.arange(len(strata)), counts)
    region = np.array([strata[no][1] for no in stratum_no])
    governorate = _governorates(country, codelists, region, random)
    order = np.lexsort((random.random(len(region)), governorate, stratum_no))
    stratum_no, region, governorate = stratum_no[order], region[order], governorate[order]
    size, now = _sizes(country, len(region), wanted / _yield(country, sample_sizes), random)
    return Frame(
        psu_id=np.array([psu_id(code, no + 1) for no, code in enumerate(governorate)]),
        stratum=np.array([f"{strata[no][0]}-{strata[no][1]}" for no in stratum_no]),
        density=np.array([strata[no][0] for no in stratum_no]),
        governorate=governorate,
        region=region,
        urban=random.random(len(region)) < np.array([country.regions[code].urban for code in region]),
        frame_dwellings=size,
        dwellings=now,
        sample_sizes=sample_sizes,
    )


def _yield(country: Country, sample_sizes: Mapping[str, int]) -> float:
    """Dwellings with foreigners in the sample, against those of the country file, were area units of equal size."""
    found = sum(n * country.density[stratum.split("-")[0]].migrant_dwellings for stratum, n in sample_sizes.items())
    return found / sum(density.sample * density.migrant_dwellings for density in country.density.values())


def _frame_count(country: Country, density: str, region: str, scale: float) -> int:
    share = country.regions[region].migrants
    if density == "low":  # where few migrants live follows where people live
        share = 0.7 * share + 0.3 / len(country.regions)
    return max(math.ceil(country.density[density].frame * share * scale), 2 * FEWEST_PSUS)


def _sample_sizes(
    country: Country, strata: list[tuple[str, str]], counts: list[int], scale: float
) -> Mapping[str, int]:
    """Power allocation within each class of density: small regions get more than their share (Bankier 1988)."""
    power = [count**country.allocation for count in counts]
    in_class = {
        density: sum(n for n, (of, _) in zip(power, strata, strict=True) if of == density)
        for density in country.density
    }
    sizes = {}
    for (density, region), count in zip(strata, counts, strict=True):
        wanted = country.density[density].sample * scale * count**country.allocation / in_class[density]
        sizes[f"{density}-{region}"] = min(count, max(round(wanted), FEWEST_PSUS))
    return sizes


def _governorates(country: Country, codelists: CodeLists, region: Texts, random: np.random.Generator) -> Texts:
    governorate = np.empty(len(region), dtype="U5")
    for code in country.regions:
        inside = sorted(name for name, of in codelists.region_of.items() if of == code)
        people = np.array([country.population[name] for name in inside], dtype=float)
        here = region == code
        governorate[here] = random.choice(inside, size=int(here.sum()), p=people / people.sum())
    return governorate


def _sizes(country: Country, n: int, scale: float, random: np.random.Generator) -> tuple[Numbers, Numbers]:
    rule, change = country.dwellings, country.change
    size = np.maximum(random.normal(rule.mean, rule.spread, n), rule.fewest)
    size = np.where(random.random(n) < rule.large_share, size * rule.large_factor, size) * scale
    growth = 1 + np.exp(random.normal(math.log(change.growth), change.growth_spread, n))
    fate = random.random(n)
    now = np.where(fate < change.grown, size * growth, size)
    now = np.where(fate > 1 - change.shrunk, size * change.shrinkage, now)
    return np.maximum(size.round(), 4).astype(np.int64), np.maximum(now.round(), 3).astype(np.int64)
