"""What a kind of misbehaviour does to a draw: the draw as it is told, and the labels of what is not true in it."""

from dataclasses import dataclass, field, replace

import numpy as np

from simulation.field.draw import Draw
from simulation.field.listed import NOBODY_FOREIGN
from simulation.field.results import Result
from simulation.field.rounds import in_one_place
from simulation.field.selection import Cases, Roster
from simulation.field.visiting import Attempts
from simulation.misbehaviour.deeds import Deeds, MadeUp
from simulation.population.arrays import Numbers, Texts, Truths

HELD = int(Result.INTERVIEW)


@dataclass(frozen=True)
class Act:
    """A draw as it is told, and what was done to it by one kind."""

    draw: Draw
    deeds: Deeds = field(default_factory=Deeds)
    visits: MadeUp = field(default_factory=MadeUp)  # rows of the attempts
    units: MadeUp = field(default_factory=MadeUp)  # rows of the listed units


def interviews_of(draw: Draw, who: tuple[int, ...]) -> Numbers:
    """Rows of the attempts that led these interviewers to a whole interview, in the order in which they were held."""
    attempts = draw.attempts
    rows = np.flatnonzero((attempts.result == HELD) & np.isin(attempts.interviewer, who))
    return rows[np.argsort(attempts.at[rows], kind="stable")]


def some(rows: Numbers, share: float, random: np.random.Generator) -> Numbers:
    """This share of the rows, in their order."""
    return rows[np.sort(random.choice(len(rows), round(share * len(rows)), replace=False))]


def with_attempts(draw: Draw, rows: Numbers, **values: Texts | float) -> Draw:
    """The draw with other values in these rows of its attempts; each interviewer still in one place at a time."""
    columns = {name: column.copy() for name, column in vars(draw.attempts).items()}
    for name, told in values.items():
        columns[name][rows] = told
    busy = np.isin(columns["interviewer"], np.unique(columns["interviewer"][rows]))
    columns["at"][busy] = in_one_place(columns["interviewer"][busy], columns["at"][busy], columns["minutes"][busy])
    return replace(draw, attempts=Attempts(**columns))


def without_foreigners(draw: Draw, units: Numbers) -> Draw:
    """The draw as if no foreigner lived in these listed units: nobody on the roster, no case, no visit to one."""
    household = draw.listed.household.copy()
    household[units] = NOBODY_FOREIGN
    kept = ~np.isin(draw.cases.unit, units)
    attempts = Attempts(**_rows(draw.attempts, kept[draw.attempts.case]))
    return replace(
        draw,
        listed=replace(draw.listed, household=household),
        roster=Roster(**_rows(draw.roster, ~np.isin(draw.roster.unit, units))),
        cases=Cases(**_rows(draw.cases, kept)),
        attempts=replace(attempts, case=(np.cumsum(kept) - 1)[attempts.case]),
    )


def _rows(columns: object, kept: Truths) -> dict[str, Texts]:
    return {name: values[kept] for name, values in vars(columns).items()}
