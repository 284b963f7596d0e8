"""A whole simulated fieldwork as values: the sample, its margins, everything that devices send, and the truth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

from questionnaires.contracts import Contract
from questionnaires.problems import ProblemError
from simulation.calendar import FIRST_DAY
from simulation.codelists import CodeLists
from simulation.field import (
    INTERVIEWERS_IN_A_TEAM,
    TEAMS,
    Result,
    Visit,
    cases,
    device,
    interviewer,
    team_by_psu,
    visit_all,
)
from simulation.forms import FormSet
from simulation.interviews import interview
from simulation.listing import ListedUnit, list_units
from simulation.listing_forms import listing
from simulation.margins import margins
from simulation.old_world import World, create
from simulation.rounds import in_turn
from simulation.sample import draw_psus
from simulation.streams import Streams
from simulation.submissions import Submission, in_order
from simulation.tables import Provenance, sample_tables
from simulation.truth import truth
from simulation.visits import contact

SCENARIO = "mar"  # whether people answer depends on what the listing knows, on nothing else

Progress = Callable[[int], None]


class NotANumberOfInterviews(ProblemError):
    """A fieldwork of no interviews, or of a negative number of them, was asked for."""

    code = "simulation.interviews_not_positive"


class SeedNegative(ProblemError):
    """A seed below zero was given."""

    code = "simulation.seed_negative"


@dataclass(frozen=True)
class Fieldwork:
    """What a seed gives. Forms are filled when they are asked for: ``submissions``, ``listing_submissions``."""

    seed: int
    sample: Mapping[Contract, pa.Table]
    margins: pa.Table
    truth: Mapping[str, Any]
    units: tuple[ListedUnit, ...]
    visits: tuple[Visit, ...]
    devices: tuple[str, ...]
    interviewers: tuple[str, ...]
    world: World
    forms: FormSet

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the manifest of the sample says of it; the survey's name is added by who knows it."""
        return {"simulated": True, "seed": self.seed, "scenario": SCENARIO}

    @property
    def n_forms(self) -> int:
        """Contact and individual forms that will be filled, those sent twice counted once."""
        return len(self.visits) + sum(visit.result is Result.INTERVIEW for visit in self.visits)

    @cached_property
    def submissions(self) -> tuple[Submission, ...]:
        """Contact and individual forms in the order of sending, a few of them twice."""
        return self.fill(_nobody_listens)

    def fill(self, on_progress: Progress) -> tuple[Submission, ...]:
        """Like ``submissions``; ``on_progress`` hears how many forms were filled since it last heard."""
        filled: list[Submission] = []
        for visit in self.visits:
            filled.append(contact(self.forms.contact, visit, self.seed))
            if visit.result is Result.INTERVIEW:
                filled.append(interview(self.forms.individual, self.world, visit, self.seed))
            on_progress(1 + (visit.result is Result.INTERVIEW))
        return in_order(filled, self.seed)

    @cached_property
    def listing_submissions(self) -> tuple[Submission, ...]:
        """Listing forms of all units in the order of sending, a few of them twice."""
        teams = team_by_psu(self.units)
        form = self.forms.listing
        return in_order((listing(form, self.world, unit, teams[unit.psu], self.seed) for unit in self.units), self.seed)


def _nobody_listens(filled: int) -> None:
    """Progress that nobody asked for."""


def simulate(seed: int, interviews: int, forms: FormSet, codelists: CodeLists) -> Fieldwork:
    """A fieldwork of about this number of interviews. Raises NotANumberOfInterviews, SeedNegative."""
    if interviews < 1:
        raise NotANumberOfInterviews(interviews=interviews)
    if seed < 0:
        raise SeedNegative(seed=seed)
    streams = Streams(seed)
    world = create(streams, interviews, codelists)
    drawn = draw_psus(world.frame, streams.of("psus"))
    units = list_units(world, drawn, streams.of("listing"))
    provenance = Provenance(forms.listing.version, forms.field.mode)
    visits = in_turn(visit_all(cases(world, units), streams))
    return Fieldwork(
        seed=seed,
        sample=sample_tables(world.frame, drawn, units, provenance),
        margins=margins(world, _respondents(visits), seed, FIRST_DAY),
        truth=truth(world, seed, SCENARIO),
        units=units,
        visits=visits,
        devices=tuple(map(device, range(TEAMS))),
        interviewers=tuple(
            interviewer(team, place) for team in range(TEAMS) for place in range(INTERVIEWERS_IN_A_TEAM)
        ),
        world=world,
        forms=forms,
    )


def _respondents(visits: tuple[Visit, ...]) -> list[int]:
    return [visit.case.member.person for visit in visits if visit.result is Result.INTERVIEW]
