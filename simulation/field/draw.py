"""One sample of a world and its fieldwork, in arrays: what both roads, tables and filled forms, are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from simulation.field.cooperation import willingness
from simulation.field.given import Given
from simulation.field.listed import Listed, list_dwellings, starts
from simulation.field.protocol import FieldProtocol, field_protocol
from simulation.field.psus import DrawnPsus, psu_design
from simulation.field.results import Result
from simulation.field.scale import Scale, scale_for
from simulation.field.schedule import Calendar, field_calendar, listing_calendar
from simulation.field.screening import Screening, screen
from simulation.field.selection import Cases, Roster, cases, roster
from simulation.field.setting import Setting
from simulation.field.teams import Teams, form_teams
from simulation.field.visiting import Attempts, Reached, visit_all
from simulation.population.arrays import Amounts, Numbers, Truths
from simulation.population.scenario import Scenario
from simulation.population.world import World
from simulation.streams import Streams


@dataclass(frozen=True)
class Draw:
    """The n-th sample of a world with everything that happened to it in the field, before anybody fills in a form."""

    world: World
    scenario: Scenario
    seed: int
    number: int
    psus: DrawnPsus
    teams: Teams
    calendar: Calendar
    listed: Listed
    screening: Screening
    roster: Roster
    cases: Cases
    attempts: Attempts
    protocol: FieldProtocol

    @cached_property
    def last(self) -> Numbers:
        """The row of the last attempt of each case, -1 where the field ended before any."""
        row = np.full(len(self.cases), -1)
        row[self.attempts.case] = np.arange(len(self.attempts))  # sorted by number: the last one stays
        return row

    @property
    def complete(self) -> Truths:
        """Cases with a whole interview."""
        return self._ended(Result.INTERVIEW)

    @property
    def partial(self) -> Truths:
        """Cases with an interview that ended early, but with the core blocks."""
        return self._until(self.protocol.visits.partial_until)

    @property
    def respondents(self) -> Numbers:
        """Rows of the world's people who were interviewed, whole or in part."""
        return self.cases.person[self.complete | self.partial]

    def _ended(self, result: Result) -> Truths:
        ended = np.zeros(len(self.cases), dtype=bool)
        ended[self.attempts.case[self.attempts.result == int(result)]] = True
        return ended

    def _until(self, blocks: tuple[str, ...]) -> Truths:
        ended = np.zeros(len(self.cases), dtype=bool)
        ended[self.attempts.case[np.isin(self.attempts.until, blocks)]] = True
        return ended


def draw(
    world: World,
    scenario: Scenario,
    streams: Streams,
    number: int = 0,
    interviews: int | None = None,
    days: int | None = None,
    protocol: FieldProtocol | None = None,
    given: Given | None = None,
) -> Draw:
    """Draw the sample and work it. ``interviews``: about how many are wanted, where not those of the country's design.
    ``given``: the sample, where it was drawn elsewhere and its tablets number the units.

    Draw 0 uses the selection numbers that belong to the world; every further draw has its own.
    """
    rules = protocol or field_protocol()
    country = world.country
    scale = scale_for(world, interviews)
    psus = _psus(world, scale, rules, streams.of("psus", number)) if given is None else given.psus
    calendar = field_calendar(country.field, rules, days)
    teams = _teams(world, scenario, rules, len(psus), calendar.days, scale, streams.of("teams", number))
    visits = Setting(teams, calendar, scenario.response, rules)
    listing = replace(visits, calendar=listing_calendar(country.field, rules))
    shares = scale.dwellings * _subsampled(world, psus, rules.listing.subsampled)
    start = starts(world, number, streams.of("selection", number))
    listed = list_dwellings(world, psus, start, rules.listing, shares, streams.of("listing", number))
    screening = screen(listing, world, psus, listed, streams.of("screening", number))
    if given is not None:
        listed = given.numbered(listed, screening.interviewer)
    found = roster(world, listed, screening.screened)
    drawn = cases(found)
    reached = _reached(world, scenario, psus, listed, drawn)
    attempts = visit_all(visits, reached, len(psus), streams.of("field", number))
    return Draw(
        world=world,
        scenario=scenario,
        seed=streams.seed,
        number=number,
        psus=psus,
        teams=teams,
        calendar=calendar,
        listed=listed,
        screening=screening,
        roster=found,
        cases=drawn,
        attempts=attempts,
        protocol=rules,
    )


def _psus(world: World, scale: Scale, rules: FieldProtocol, random: np.random.Generator) -> DrawnPsus:
    design = psu_design(world.country, world.frame, scale.psus)
    return design.draw(random, reserve_released=rules.listing.reserve_released)


def _teams(
    world: World,
    scenario: Scenario,
    rules: FieldProtocol,
    n_psus: int,
    days: int,
    scale: Scale,
    random: np.random.Generator,
) -> Teams:
    """The country's teams; more where there is more to do than its design foresees, not fewer where there is less."""
    field = world.country.field
    number = max(field.teams, int(np.ceil(field.teams * scale.psus)))
    return form_teams(n_psus, number, field.interviewers, days, scenario, rules, random)


def _subsampled(world: World, psus: DrawnPsus, shares: Mapping[str, float]) -> Amounts:
    density = world.frame.density[psus.row]
    return np.array([shares.get(str(name), 1.0) for name in density])


def _reached(world: World, scenario: Scenario, psus: DrawnPsus, listed: Listed, drawn: Cases) -> Reached:
    place = listed.place[drawn.unit]
    urban = world.frame.urban[psus.row[place]]
    return Reached(
        place=place,
        alone=listed.n_persons[drawn.unit] == 1,
        urban=urban,
        origin=world.people.origin[drawn.person],
        willing=willingness(scenario.response, world.country, world.people, world.traits, drawn.person, urban),
    )
