"""A whole simulated fieldwork as values: the sample, its margins, everything that devices send, and the truth."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from questionnaires.contracts import Contract
from questionnaires.problems import ProblemError
from simulation.field.draw import Draw, draw
from simulation.field.full import FullRoad, full_road
from simulation.field.given import given_sample
from simulation.field.listing import ListedUnit
from simulation.field.margins import margins
from simulation.field.persons import Visit
from simulation.field.tables import Provenance, tables
from simulation.filling.forms import FormSet
from simulation.filling.interviews import HONEST, Manner, interview
from simulation.filling.listing_forms import listing
from simulation.filling.submissions import Submission, in_order
from simulation.filling.visits import at_the_door, contact
from simulation.known.truth import truth
from simulation.misbehaviour.labels import FormIds, labels
from simulation.misbehaviour.manners import manners
from simulation.misbehaviour.misreport import Misreported, as_told
from simulation.population.codelists import CodeLists
from simulation.population.country import country
from simulation.population.scenario import Scenario
from simulation.population.world import World, create
from simulation.streams import Streams

Progress = Callable[[int], None]


class NotANumberOfInterviews(ProblemError):
    """A fieldwork of no interviews, or of a negative number of them, was asked for."""

    code = "simulation.interviews_not_positive"


class SeedNegative(ProblemError):
    """A seed below zero was given."""

    code = "simulation.seed_negative"


@dataclass(frozen=True)
class Fieldwork:
    """What a scenario and a seed give. Forms are filled when they are asked for: ``submissions``, ``fill``."""

    told: Misreported
    sample: Mapping[Contract, pa.Table]
    margins: pa.Table
    truth: Mapping[str, Any]
    forms: FormSet

    @property
    def draw(self) -> Draw:
        """The sample and its visits, as the interviewers tell them."""
        return self.told.draw

    @property
    def labels(self) -> pa.Table:
        """What is wrong with which interview, visit or dwelling: no record, table or export says it."""
        field = self.forms.field
        return labels(self.told, FormIds(field.individual.form_id, field.contact.form_id))

    @property
    def world(self) -> World:
        """The country as it is."""
        return self.draw.world

    @property
    def seed(self) -> int:
        """From which everything follows."""
        return self.draw.seed

    @property
    def scenario(self) -> Scenario:
        """What is assumed beyond the country."""
        return self.draw.scenario

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the manifest of the sample says of it; the survey's name is added by who knows it."""
        return {
            "simulated": True,
            "seed": self.seed,
            "scenario": self.scenario.name,
            "country": self.world.country.name,
        }

    @property
    def devices(self) -> tuple[str, ...]:
        """The tablets, one an interviewer."""
        return self.draw.teams.tablets

    @property
    def interviewers(self) -> tuple[str, ...]:
        """Who works in the field, those who replace somebody last."""
        return self.draw.teams.names

    @property
    def units(self) -> tuple[ListedUnit, ...]:
        """Every listed unit."""
        return self._full.units

    @property
    def visits(self) -> tuple[Visit, ...]:
        """Every visit to a drawn person."""
        return self._full.visits

    @property
    def n_forms(self) -> int:
        """Contact and individual forms that will be filled, those sent twice counted once."""
        return len(self.visits) + sum(visit.interviewed for visit in self.visits)

    @cached_property
    def submissions(self) -> tuple[Submission, ...]:
        """Contact and individual forms in the order of sending, a few of them twice."""
        return self.fill(_nobody_listens)

    def fill(self, on_progress: Progress) -> tuple[Submission, ...]:
        """Like ``submissions``; ``on_progress`` hears how many forms were filled since it last heard."""
        filled: list[Submission] = []
        for visit in self.visits:
            filled.append(contact(self.forms.contact, visit, self.seed))
            if visit.interviewed:
                filled.append(interview(self.forms.individual, self.world, visit, self.seed, self.manner(visit)))
            on_progress(1 + visit.interviewed)
        return in_order(filled, self.seed)

    def manner(self, visit: Visit) -> Manner:
        """How the interview of a visit is held."""
        return self._manners.get(visit.case.member.case_id, HONEST)

    @cached_property
    def _manners(self) -> Mapping[str, Manner]:
        return manners(self.told, self.visits)

    @cached_property
    def listing_submissions(self) -> tuple[Submission, ...]:
        """Listing forms of all units and the visits to them in the order of sending, a few of them twice."""
        return in_order(self._listed(), self.seed)

    def _listed(self) -> Iterator[Submission]:
        for unit in self.units:
            yield listing(self.forms.listing, self.world, unit, self.seed)
            yield from (at_the_door(self.forms.contact, unit, door, self.seed) for door in unit.doors)

    @property
    def n_listing_forms(self) -> int:
        """Listing forms and contact forms of the visits of the listing, those sent twice counted once."""
        return sum(1 + len(unit.doors) for unit in self.units)

    @cached_property
    def _full(self) -> FullRoad:
        return full_road(self.draw)


def _nobody_listens(filled: int) -> None:
    """Progress that nobody asked for."""


def simulate(
    scenario: Scenario,
    seed: int,
    forms: FormSet,
    codelists: CodeLists,
    country_name: str,
    interviews: int | None = None,
    days: int | None = None,
) -> Fieldwork:
    """A fieldwork of the country's design, or of about a number of interviews or a number of days.

    Raises NotANumberOfInterviews, SeedNegative, UnknownCountry.
    """
    if interviews is not None and interviews < 1:
        raise NotANumberOfInterviews(interviews=interviews)
    if seed < 0:
        raise SeedNegative(seed=seed)
    streams = Streams(seed)
    here = country(country_name).enlarged(scenario.scale)
    world = create(streams, here, codelists)
    return _worked(draw(world, scenario, streams, interviews=interviews, days=days), forms)


def work_sample(world: World, scenario: Scenario, seed: int, forms: FormSet, folder: Path) -> Fieldwork:
    """The fieldwork of a sample that was drawn elsewhere (the folder of ``amem sample draw``) and is to be listed."""
    return _worked(draw(world, scenario, Streams(seed), given=given_sample(world.frame, folder)), forms)


def _worked(drawn: Draw, forms: FormSet) -> Fieldwork:
    world, seed = drawn.world, drawn.seed
    told = as_told(drawn, Streams(seed))
    return Fieldwork(
        told=told,
        sample=tables(told.draw, provenance(forms)),
        margins=margins(world, told.draw.respondents, seed, world.country.field.first_day),
        truth=truth(world, seed, drawn.scenario.name),
        forms=forms,
    )


def provenance(forms: FormSet) -> Provenance:
    """The versions of these forms."""
    return Provenance(forms.field, forms.listing.version, forms.contact.version, forms.individual.version)
