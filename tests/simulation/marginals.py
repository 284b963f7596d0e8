"""What a world should look like by the parameters of its country, and what it looks like: computed apart from it."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.population.world import World

Array = npt.NDArray[Any]


class Marginal(NamedTuple):
    name: str
    parameter: float
    found: float

    @property
    def apart(self) -> float:
        """Relative difference."""
        return self.found / self.parameter - 1


def marginals(world: World) -> Iterator[Marginal]:
    """Every parameter of the country that a marginal shows."""
    yield from _frame(world)
    yield from _settlement(world)
    yield from _people(world)
    yield from _background(world)
    yield from _work(world)


def _frame(world: World) -> Iterator[Marginal]:
    country, frame = world.country, world.frame
    size, now = frame.frame_dwellings, frame.dwellings
    yield Marginal("households", country.households, float(size.sum()))
    rule = country.dwellings
    if not rule.large_share:
        yield Marginal("dwellings of a PSU", rule.mean, float(size.mean()))
        yield Marginal("spread of dwellings", rule.spread, float(size.std()))
    change = country.change
    yield Marginal("PSUs that grew", change.grown, float((now > size).mean()))
    yield Marginal("growth, median", 1 + change.growth, float(np.median((now / size)[now > size])))
    yield Marginal("PSUs that shrank", change.shrunk, float((now < size).mean()))
    yield Marginal("shrinkage", change.shrinkage, float((now / size)[now < size].mean()))
    yield Marginal("PSUs covered", rule.covered, float(frame.covered.mean()))
    inhabitants = sum(governorate.population for governorate in country.governorates.values())
    for code, governorate in country.governorates.items():
        here = frame.governorate == code
        yield Marginal(f"PSUs in {code}", governorate.population / inhabitants, float(here.mean()))
        yield Marginal(f"urban PSUs in {code}", governorate.urban, float(frame.urban[here].mean()))


def _settlement(world: World) -> Iterator[Marginal]:
    country, frame, homes = world.country, world.frame, world.households
    persons = homes.n_foreign.sum()
    yield Marginal("migrants", country.migrants, len(world.people))
    region, governorate = frame.region[homes.psu], frame.governorate[homes.psu]
    published = sum(one.migrants for one in country.regions.values())
    for code, values in country.regions.items():
        here = region == code
        yield Marginal(f"migrants in {code}", values.migrants / published, float(homes.n_foreign[here].sum() / persons))
        inside = set(np.unique(governorate[here]).tolist())
        for part in sorted(inside):
            share = homes.n_foreign[governorate == part].sum() / homes.n_foreign[here].sum()
            yield Marginal(f"{part} among the migrants of {code}", country.governorates[part].migrants, float(share))
    ordinary = ~homes.quarters
    rule = country.settlement
    yield Marginal("foreigners in a home", 1 + rule.others, float(homes.n_foreign[ordinary].mean()))
    yield Marginal(
        "foreigners in a dormitory",
        rule.quarters_fewest + rule.quarters_mean,
        float(homes.n_foreign[~ordinary].mean()),
    )
    natives = (homes.n_persons - homes.n_foreign)[ordinary]
    yield Marginal("others in a home", rule.natives, float(natives.mean()))
    counted = rule.seen_in_2014 + rule.expected_in_2014
    yield Marginal("counted in 2014, a household", counted, float(frame.count_2014.sum() / len(homes)))


def _people(world: World) -> Iterator[Marginal]:
    country, people, homes = world.country, world.people, world.households
    origin_shares = sum(origin.share for origin in country.origins.values())
    quarters = homes.quarters[people.household]
    several = (homes.n_foreign > 1) & ~homes.quarters
    child = people.relation == "3"
    for code, origin in country.origins.items():
        here = people.origin == code
        yield Marginal(f"{code}", origin.share / origin_shares, float(here.mean()))
        yield Marginal(f"{code}: men", origin.men, float((people.sex[here] == "1").mean()))
        yield Marginal(f"{code}: in dormitories", origin.quarters, float(quarters[here].mean()))
        couples = (people.relation == "2") & here
        homes_here = several & (homes.origin == code)
        yield Marginal(f"{code}: couples", origin.spouses, float(couples.sum() / homes_here.sum()))
        others = here & (people.line_no > 1) & (people.relation != "2") & ~quarters
        yield Marginal(f"{code}: children", origin.children, float((child & others).sum() / others.sum()))
        free = here & ~child & (people.relation != "2")
        mean, spread = _mixture(origin.ages)
        yield Marginal(f"{code}: age of adults", mean, float((people.age[free] + 0.5).mean()))
        yield Marginal(f"{code}: spread of ages", spread, float(people.age[free].std()))
        grown = here & (people.age >= 18)
        months = people.months[grown]
        earlier = ((months < origin.months).mean() + (months <= origin.months).mean()) / 2
        yield Marginal(f"{code}: stayed less than the median", 0.5, float(earlier))
        for citizenship, share in origin.citizenships.items():
            found = (people.citizenship[here] == citizenship).mean()
            yield Marginal(f"{code}: citizens of {citizenship}", share, float(found))


def _background(world: World) -> Iterator[Marginal]:
    country, people, traits = world.country, world.people, world.traits
    for code, origin in country.origins.items():
        here = people.origin == code
        yield Marginal(f"{code}: irregular", origin.irregular, float(traits.irregular[here].mean()))
        grown = here & (people.age >= 18)
        for level, share in origin.levels.items():
            yield Marginal(f"{code}: level {level}", share, float((traits.level[grown] == level).mean()))
        late = people.age - people.months // 12 >= 58
        came = grown & ~late & (traits.reason != "4") & (people.relation != "3")
        for reason, share in origin.reasons.items():
            yield Marginal(f"{code}: came for {reason}", share, float((traits.reason[came] == reason).mean()))
    schooled = np.isin(traits.level, list("345678")) & (people.age >= 18) & (people.age < 29)
    yield Marginal("students", country.work["student"], float(traits.student[schooled].mean()))
    for citizenship, languages in country.languages.items():
        here = people.citizenship == citizenship
        for code, share in languages.items():
            if share > 0.3:
                spoken = np.char.find(np.char.add(np.char.add(" ", traits.languages[here]), " "), f" {code} ") >= 0
                yield Marginal(f"{citizenship}: speak {code}", share, float(spoken.mean()))


def _work(world: World) -> Iterator[Marginal]:
    country, people, traits = world.country, world.people, world.traits
    rule, women, europe = country.work, people.sex == "2", people.origin == "EUR"
    grown = people.age >= 15
    score = _score(
        rule["employment"],
        women=women,
        student=traits.student,
        europe=europe,
        above_60=people.age >= 60,
        below_22=people.age < 22,
    )
    groups = {
        "men": ~women,
        "women": women,
        "students": traits.student,
        "Europeans": europe,
        "aged 60 and over": people.age >= 60,
        "below 22": people.age < 22,
    }
    for name, group in groups.items():
        among = grown & group
        yield Marginal(f"employed: {name}", float(_chance(score[among]).mean()), float(traits.employed[among].mean()))
    employed = traits.employed
    idle = grown & ~employed
    old, student = people.age >= 60, traits.student
    for name, group in (
        ("old", old),
        ("student", student & ~old),
        ("women", women & ~student & ~old),
        ("men", ~women & ~student & ~old),
    ):
        for status, share in rule["without"][name].items():
            found = (traits.labour[idle & group] == int(status)).mean()
            yield Marginal(f"not employed, {name}: status {status}", share, float(found))
    for code, origin in country.origins.items():
        own = traits.status[people.origin == code] == "3"
        yield Marginal(f"{code}: own account", origin.own_account, float(own.mean()))
    for irregular in (False, True):
        for from_europe in (False, True):
            among = employed & (traits.irregular == irregular) & (europe == from_europe)
            parameters = rule["informal"]
            expected = (
                parameters["intercept"] + parameters["irregular"] * irregular + parameters["europe"] * from_europe
            )
            name = f"informal: {'irregular' if irregular else 'regular'}, {'from Europe' if from_europe else 'others'}"
            yield Marginal(name, float(_chance(np.array(expected))), float(traits.informal[among].mean()))
    for group, shares in rule["sectors"].items():
        here = (people.origin == group[:3]) & (people.sex == group[3:])
        for sector, share in shares.items():
            yield Marginal(f"{group}: branch {sector}", share, float((traits.sector[here] == sector).mean()))
    yield Marginal("second job", rule["second_job"], float(traits.second_job.mean()))
    yield Marginal("absent from the job", rule["absent"], float(traits.absent[employed].mean()))
    yield from _pay(world)


def _pay(world: World) -> Iterator[Marginal]:
    """Pay of employees: factors of the wage equation by least squares on the logarithm."""
    people, traits = world.people, world.traits
    rule, paid = world.country.work["pay"], traits.employee & (traits.status == "1")
    steps = np.searchsorted([2, 3, 5], np.where(traits.level == "X", "0", traits.level).astype(int), side="right")
    columns = {
        "age": people.age - 30,
        "education": steps,
        "informal": traits.informal,
        "europe": people.origin == "EUR",
        "women": people.sex == "2",
    }
    x = np.column_stack([np.ones(paid.sum()), *(column[paid].astype(float) for column in columns.values())])
    y = np.log(world.monthly_pay[paid])
    found, *_ = np.linalg.lstsq(x, y, rcond=None)
    yield Marginal("pay: level", math.exp(rule["intercept"]), math.exp(found[0]))
    for name, coefficient in zip(columns, found[1:].tolist(), strict=True):
        by = 10 if name == "age" else 1
        yield Marginal(f"pay: factor of {name}", math.exp(by * rule[name]), math.exp(by * coefficient))
    yield Marginal("pay: spread", rule["spread"], float((y - x @ found).std()))


def _score(rule: dict[str, float], **columns: Array) -> Array:
    return rule["intercept"] + sum((rule[name] * column for name, column in columns.items()), np.zeros(1))


def _chance(score: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-score)))


def _mixture(parts: tuple[tuple[float, float, float], ...]) -> tuple[float, float]:
    """Mean and standard deviation of a mixture of normals cut off at 18 and 89, by summing over a fine grid."""
    age = np.arange(18, 89, 0.01) + 0.005
    density = np.zeros_like(age)
    for share, mean, spread in parts:
        one = np.exp(-((age - mean) ** 2) / (2 * spread**2))
        density += share / sum(share for share, *_ in parts) * one / one.sum()
    mean = float((age * density).sum())
    return mean, math.sqrt(float(((age - mean) ** 2 * density).sum()))
