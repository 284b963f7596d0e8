"""The desk where forms are filled: every version compiled, the world, and what is filled there for one visit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from questionnaires.fieldwork import FieldForms
from questionnaires.form import Form
from questionnaires.xform import compile_form
from simulation.field.listing import ListedUnit
from simulation.field.persons import Visit
from simulation.filling.asked import Sections, sections_of
from simulation.filling.interviews import Manner, interview
from simulation.filling.listing_forms import listing
from simulation.filling.submissions import Submission
from simulation.filling.visits import at_the_door, contact
from simulation.operations.clocks import Clocks
from simulation.operations.returns import sent_and_corrected
from simulation.operations.review import Correction
from simulation.population.world import World


@dataclass(frozen=True)
class Errand:
    """One visit whose forms are to be filled, as its tablet tells it."""

    visit: Visit
    version: str  # of the individual form, on this tablet
    manner: Manner
    correction: Correction | None  # how the interview comes back, where it was returned


@dataclass(frozen=True)
class Desk:
    """What filling needs."""

    forms: Mapping[tuple[str, str], Form]
    newest: Mapping[str, str]
    sections: Mapping[str, Sections]  # of the interview, by version
    field: FieldForms
    world: World
    clocks: Clocks
    seed: int


@dataclass(frozen=True)
class DeskOpening:
    """Opens a desk in the process where it is called; it is what travels between processes."""

    xforms: Mapping[tuple[str, str], bytes]  # by form and version, the newest version of a form last
    field: FieldForms
    world: World
    clocks: Clocks
    seed: int

    def __call__(self) -> Desk:
        """The desk, every version compiled."""
        forms = {which: compile_form(xform) for which, xform in self.xforms.items()}
        newest = dict(self.xforms.keys())  # the last version of a form stays
        individual = self.field.individual.form_id
        sections = {version: sections_of(form) for (form_id, version), form in forms.items() if form_id == individual}
        return Desk(forms, newest, sections, self.field, self.world, self.clocks, self.seed)


def fill_errand(desk: Desk, errand: Errand) -> tuple[Submission, ...]:
    """The contact form of a visit and, where it led to one, the interview, twice where it was returned."""
    door = contact(_newest(desk, desk.field.contact.form_id), errand.visit, desk.seed)
    return (door, *_interviews(desk, errand)) if errand.visit.interviewed else (door,)


def _interviews(desk: Desk, errand: Errand) -> tuple[Submission, ...]:
    form = desk.forms[desk.field.individual.form_id, errand.version]
    visit, case_id = errand.visit, errand.visit.case.member.case_id
    held = interview(form, desk.world, visit, desk.seed, errand.manner)
    held = replace(
        held,
        psu_id=visit.case.unit.psu_id,
        case_id=case_id,
        interviewer=visit.interviewer,
        asked=desk.sections[errand.version].asked(held.xml),
    )
    if errand.correction is None:
        return (held,)
    return sent_and_corrected(form, held, case_id, errand.correction, desk.clocks, desk.seed)


def fill_listing(desk: Desk, unit: ListedUnit) -> tuple[Submission, ...]:
    """The listing form of a unit and the contact forms of the visits to it, at the times that its tablet shows."""
    door = _newest(desk, desk.field.contact.form_id)
    visited = [replace(one, at=desk.clocks.shown(unit.device, one.at)) for one in unit.doors]
    unit = replace(unit, at=desk.clocks.shown(unit.device, unit.at))
    return (
        listing(_newest(desk, desk.field.listing.form_id), desk.world, unit, desk.seed),
        *(at_the_door(door, unit, one, desk.seed) for one in visited),
    )


def _newest(desk: Desk, form_id: str) -> Form:
    return desk.forms[form_id, desk.newest[form_id]]
