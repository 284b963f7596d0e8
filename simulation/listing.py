"""What the listing of the drawn area units finds: the status of every unit, and the roster where it was screened."""

from dataclasses import dataclass, replace

import numpy as np

from questionnaires.codes import Disposition, Eligibility
from simulation.identifiers import case_id, unit_id
from simulation.old_world import MIN_AGE, World
from simulation.population import NOT_A_DWELLING, OCCUPIED, VACANT
from simulation.sample import DrawnPsus, select_within

SCREENED, NOBODY, REFUSED, EMPTY, NO_DWELLING, NOT_FOUND = "1", "2", "3", "4", "5", "6"  # unitstat of the listing form

_DISPOSITIONS = {
    NOBODY: Disposition.SCREENER_NON_CONTACT,
    REFUSED: Disposition.SCREENER_REFUSAL,
    EMPTY: Disposition.VACANT,
    NO_DWELLING: Disposition.NOT_A_DWELLING,
    NOT_FOUND: Disposition.NOT_FOUND,
}


@dataclass(frozen=True)
class Member:
    """One foreign member of a screened household, as the household describes them."""

    person: int  # row of the world's people
    line_no: int
    sex: str
    age: int
    relation: str
    citizenship: str
    months: int
    intends: str  # "" where not asked
    works: str  # "" where not asked
    eligibility: Eligibility
    selected: bool
    p: float | None
    case_id: str  # "" unless selected


@dataclass(frozen=True)
class ListedUnit:
    """One unit of a drawn area unit; ``members`` is empty where no screening took place."""

    unit_id: str
    psu_id: str
    psu: int  # row of the frame
    serial: int
    status: str
    start: float  # of the selection within the dwelling
    n_persons: int
    n_foreign: int
    members: tuple[Member, ...]

    @property
    def screened(self) -> bool:
        """Whether the household told who lives there."""
        return self.status == SCREENED

    @property
    def n_eligible(self) -> int:
        """Members known to be eligible."""
        return sum(member.eligibility is Eligibility.ELIGIBLE for member in self.members)

    @property
    def n_selected(self) -> int:
        """Members to be interviewed."""
        return sum(member.selected for member in self.members)

    @property
    def disposition(self) -> Disposition | None:
        """What became of a unit without a case; None where eligible persons were found."""
        if not self.screened:
            return _DISPOSITIONS[self.status]
        if self.n_eligible:
            return None
        unclear = any(member.eligibility is Eligibility.UNKNOWN for member in self.members)
        return Disposition.UNKNOWN_OTHER if unclear else Disposition.NO_ELIGIBLE_PERSON

    @property
    def eligibility(self) -> Eligibility:
        """What is known of the unit: does an eligible person live there?"""
        if self.disposition is None:
            return Eligibility.ELIGIBLE
        return Eligibility.UNKNOWN if self.disposition.value.startswith("3") else Eligibility.INELIGIBLE


def list_units(world: World, drawn: DrawnPsus, random: np.random.Generator) -> tuple[ListedUnit, ...]:
    """Every unit of the drawn area units. Whether a household answers depends on its area unit alone."""
    rows = np.flatnonzero(np.isin(world.units.psu, drawn.row))
    members = _members(world, rows)
    status = _statuses(world, rows, random)
    units = []
    for row, found in zip(rows.tolist(), status, strict=True):
        psu = int(world.units.psu[row])
        name = str(world.frame.psu_id[psu])
        serial = int(world.units.serial[row])
        there = found == SCREENED
        units.append(
            ListedUnit(
                unit_id=unit_id(name, serial),
                psu_id=name,
                psu=psu,
                serial=serial,
                status=found,
                start=float(world.start[row]),
                n_persons=int(world.units.n_persons[row]) if there else 0,
                n_foreign=int(world.units.n_foreign[row]) if there else 0,
                members=tuple(_named(member, unit_id(name, serial)) for member in members.get(row, ()))
                if there
                else (),
            )
        )
    return tuple(units)


def _statuses(world: World, rows: np.ndarray, random: np.random.Generator) -> list[str]:
    urban = world.frame.urban[world.units.psu[rows]]
    chance = random.random(len(rows))
    nobody, refused = 0.06 + 0.03 * urban, 0.045 + 0.02 * urban
    reached = np.where(chance < nobody, NOBODY, np.where(chance < nobody + refused, REFUSED, SCREENED))
    state = world.units.state[rows]
    status = np.where(state == VACANT, EMPTY, np.where(state == NOT_A_DWELLING, NO_DWELLING, reached))
    lost = (state == OCCUPIED) & (random.random(len(rows)) < 0.012)
    return [str(code) for code in np.where(lost, NOT_FOUND, status)]


def _members(world: World, rows: np.ndarray) -> dict[int, list[Member]]:
    people = world.people
    inside = np.flatnonzero(np.isin(people.unit, rows))
    eligible = world.eligible
    chosen = inside[eligible[inside]]
    selected, p = select_within(
        people.unit[chosen], people.age[chosen], people.sex[chosen], people.line_no[chosen], world.start
    )
    drawn = {person: (bool(taken), float(q)) for person, taken, q in zip(chosen.tolist(), selected, p, strict=True)}
    found: dict[int, list[Member]] = {}
    for person in inside.tolist():
        taken, q = drawn.get(person, (False, None))
        age = int(people.age[person])
        known = Eligibility.UNKNOWN if world.unclear[person] else Eligibility.INELIGIBLE
        found.setdefault(int(people.unit[person]), []).append(
            Member(
                person=person,
                line_no=int(people.line_no[person]),
                sex=str(people.sex[person]),
                age=age,
                relation=str(people.relation[person]),
                citizenship=str(people.citizenship[person]),
                months=int(people.months[person]),
                intends=str(people.intends[person]),
                works=("1" if world.works[person] else "0") if age >= MIN_AGE else "",
                eligibility=Eligibility.ELIGIBLE if person in drawn else known,
                selected=taken,
                p=q,
                case_id="",
            )
        )
    return found


def _named(member: Member, unit: str) -> Member:
    return replace(member, case_id=case_id(unit, member.line_no)) if member.selected else member
