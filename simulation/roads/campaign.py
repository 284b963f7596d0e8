"""A campaign: the fieldwork of a scenario on the full road, from the plan of its tablets to all that they send."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import pyarrow as pa

from questionnaires.contracts import REVIEWS, SYNCS, Contract
from questionnaires.versions import Release
from questionnaires.xform import compile_form
from simulation.field.calendar import TUNIS
from simulation.field.persons import Visit
from simulation.fieldwork import Fieldwork
from simulation.filling.asked import sections_of
from simulation.filling.filling_pool import fill_all
from simulation.filling.submissions import Submission
from simulation.filling.versions import SIMULATED
from simulation.misbehaviour.deeds import DWELLING
from simulation.operations.adoption import Published
from simulation.operations.operation_tables import reviews, syncs
from simulation.operations.paradata import paradata
from simulation.operations.plan import Plan, plan, with_work_before, work_of
from simulation.operations.review import Course, course_of
from simulation.operations.sendings import Sent, send
from simulation.operations.syncs import Work
from simulation.roads.filling_desk import DeskOpening, Errand, fill_errand, fill_listing
from simulation.roads.shelf import Shelf
from simulation.streams import Streams

Progress = Callable[[int], None]

APPLICATION = "simulated 1.{}"  # renewed with each version of the interview


@dataclass(frozen=True)
class Campaign:
    """What will be filled and sent; nothing is filled yet."""

    fieldwork: Fieldwork
    plan: Plan
    opening: DeskOpening
    releases: tuple[Release, ...]

    @property
    def devices(self) -> tuple[str, ...]:
        """The tablets that send: those given out first, and those handed out for lost ones."""
        spare = sorted(loss.replacement for loss in self.plan.tablets.losses.values())
        return (*self.fieldwork.devices, *spare)

    @cached_property
    def errands(self) -> Sequence[Errand]:
        """Every visit whose forms are to be filled."""
        return [self._errand(visit) for visit in self.fieldwork.visits]

    def _errand(self, visit: Visit) -> Errand:
        course = self._course(visit)
        return Errand(
            visit=self.plan.on_tablet(visit),
            version=self.plan.version(visit),
            manner=self.fieldwork.manner(visit),
            correction=None if course is None else course.correction,
        )

    def _course(self, visit: Visit) -> Course | None:
        return course_of(self.plan, visit, self.fieldwork.seed) if visit.interviewed else None

    @property
    def n_interviews(self) -> int:
        """Interviews that will be held, whole or in part."""
        return sum(visit.interviewed for visit in self.fieldwork.visits)

    def n_forms(self, *, listing: bool) -> int:
        """How many forms will be filled."""
        visits = self.fieldwork.visits
        interviews = sum(visit.interviewed for visit in visits)
        return len(visits) + interviews + (self.fieldwork.n_listing_forms if listing else 0)

    def fill(self, shelf: Shelf, processes: int, on_progress: Progress, *, listing: bool) -> tuple[Submission, ...]:
        """Fill everything; the XML lies on the shelf. ``on_progress`` hears how many forms are done so far."""
        done: list[Submission] = []
        for forms in self._filled(processes, listing=listing):
            done += map(shelf.put, forms)
            on_progress(len(done))
        return tuple(done)

    def _filled(self, processes: int, *, listing: bool) -> Iterator[tuple[Submission, ...]]:
        if listing:
            yield from fill_all(self.opening, fill_listing, self.fieldwork.units, processes=processes)
        yield from fill_all(self.opening, fill_errand, self.errands, processes=processes)

    def send(self, submissions: Iterable[Submission]) -> Sent:
        """Everything that the tablets send, and what is lost with some of them."""
        submissions = tuple(submissions)
        listing = [one for one in submissions if not one.case_id]
        work = (Work(one.device, self._finished(one), self.covered[one.psu_id]) for one in listing)
        return send(submissions, with_work_before(self.plan, work, Streams(self.fieldwork.seed)))

    def _finished(self, one: Submission) -> datetime:
        return self.plan.clocks.true(one.device, datetime.fromtimestamp(one.sent_order, TUNIS))

    @cached_property
    def covered(self) -> Mapping[str, bool]:
        """Whether a mobile network covers each PSU."""
        return _covered(self.fieldwork)

    def operations(self, sent: Sent) -> Mapping[Contract, pa.Table]:
        """What the office sees of the work: decisions, batches, and the paradata of the interviews that arrived."""
        form_id, seed = self.fieldwork.forms.field.individual.form_id, self.fieldwork.seed
        versions = [one for one in self.releases if one.form_id == form_id]
        courses = ((visit, course) for visit in self.fieldwork.visits if (course := self._course(visit)) is not None)
        held = [one.submission for batch in sent.batches for one in batch.sendings if one.whole]
        return {
            REVIEWS: reviews(courses, form_id, seed),
            SYNCS: syncs(sent.batches, self.plan.clocks),
            **paradata(
                held,
                {one.version: sections_of(compile_form(one.xform())).names for one in versions},
                {one.version: APPLICATION.format(number) for number, one in enumerate(versions)},
                Streams(seed),
                elsewhere=frozenset(self._held_elsewhere()),
            ),
        }

    def _held_elsewhere(self) -> Iterator[str]:
        labels = self.fieldwork.labels
        for record, place in zip(labels["record_id"].to_pylist(), labels["place"].to_pylist(), strict=True):
            if place != DWELLING:
                yield record


def prepare(fieldwork: Fieldwork, releases: Sequence[Release]) -> Campaign:
    """The campaign of a fieldwork with these versions of its forms, in order."""
    world, networks = fieldwork.world, fieldwork.scenario.networks
    field = fieldwork.forms.field
    tablets = plan(
        work_of(fieldwork.visits, _covered(fieldwork)),
        fieldwork.devices,
        tuple(f"S{number:03d}" for number in range(1, networks.lost + 1)),
        networks,
        _published(releases, field.individual.form_id, world.country.field.first_day),
        Streams(fieldwork.seed),
    )
    xforms = {(one.form_id, one.version): one.xform() for one in releases}
    opening = DeskOpening(xforms, field, world, tablets.clocks, fieldwork.seed)
    return Campaign(fieldwork, tablets, opening, tuple(releases))


def _covered(fieldwork: Fieldwork) -> Mapping[str, bool]:
    frame = fieldwork.world.frame
    return dict(zip(frame.psu_id.tolist(), frame.covered.tolist(), strict=True))


def _published(releases: Iterable[Release], form_id: str, first_day: date) -> tuple[Published, ...]:
    """When tablets can have each version: the released one from the beginning, a simulated one on its day."""
    begins = datetime(first_day.year, first_day.month, first_day.day, tzinfo=TUNIS)
    days = {one.version: one.available(begins) for one in SIMULATED if one.form_id == form_id}
    versions = [one.version for one in releases if one.form_id == form_id]
    before = [version for version in versions if version not in days][-1:]
    later = [version for version in versions if version in days]
    return (
        *(Published(version, begins) for version in before),
        *(Published(version, days[version]) for version in later),
    )
