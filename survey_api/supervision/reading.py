"""The field read from the store: some PSUs, or all of them, piece by piece."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection

from questionnaires.facts import RecordKind
from questionnaires.fieldwork import FieldForms
from survey_api.collection.cases.history import Made
from survey_api.collection.cases.reading import Surroundings, made_of, measure_of, object_named, standings_among
from survey_api.collection.psus import reading as psus
from survey_api.collection.psus.state import PsuFacts, state_of
from survey_api.store import decisions, listing, progress
from survey_api.store.decisions import Decision
from survey_api.store.listing import Came
from survey_api.supervision.tally import PsuTally, tally
from survey_api.supervision.view import PsuLine

AT_ONCE = 512  # PSUs of which everything is held in memory


@dataclass(frozen=True)
class Ground:
    """What tallies are made on: the forms, the moment, and what stands around the cases."""

    forms: FieldForms
    now: datetime
    around: Surroundings
    replaced: frozenset[int]


def tallies(connection: Connection, ground: Ground, psu_ids: Sequence[str]) -> Iterator[PsuTally]:
    """The counts of these PSUs."""
    for start in range(0, len(psu_ids), AT_ONCE):
        yield from _some(connection, ground, psu_ids[start : start + AT_ONCE])


def _some(connection: Connection, ground: Ground, psu_ids: Sequence[str]) -> Iterator[PsuTally]:
    around, measure = ground.around, measure_of(ground.forms)
    rows = progress.cases_in(connection, psu_ids)
    told = list(
        chain(
            progress.facts_in(connection, psu_ids, ground.replaced),
            progress.picked(connection, around.out.picked),
        )
    )
    decided = decisions.of_objects(connection, [object_named(row["case_id"]) for row in rows])
    of_psu = defaultdict(list)
    for one in standings_among(rows, told, decided, around, measure, ground.now):
        of_psu[one.case.psu_id].append(one)
    before: dict[str, list[Made]] = defaultdict(list)
    for fact in told:
        if fact.facts.kind is RecordKind.VISIT and not fact.facts.case_id and fact.facts.at is not None:
            before[fact.facts.unit_id or ""].append(made_of(fact))
    units = defaultdict(list)
    for unit in progress.units_in(connection, psu_ids):
        units[unit.psu_id].append(unit)
    for psu_id in psu_ids:
        yield tally(psu_id, around.teams.get(psu_id), of_psu[psu_id], units[psu_id], before, measure)


def psu_lines(connection: Connection, came: Mapping[str, Came], made: Mapping[str, PsuTally]) -> dict[str, PsuLine]:
    """Where each PSU stands, from what was decided, what came, and its tally."""
    found = psus.loaded(connection)
    decided = decisions.of_kind(connection, psus.KIND)
    given: dict[str, set[str]] = defaultdict(set)
    for block in listing.blocks(connection):
        given[block.psu_id].add(block.device_id)
    return {
        psu_id: _line(found, psu_id, came.get(psu_id, listing.NOTHING_CAME), given[psu_id], decided, made.get(psu_id))
        for psu_id in sorted(found.psus)
    }


def _line(
    found: psus.LoadedSample,
    psu_id: str,
    came: Came,
    given: set[str],
    decided: Mapping[str, tuple[Decision, ...]],
    made: PsuTally | None,
) -> PsuLine:
    about = decided.get(psus.object_named(psu_id), ())
    facts = PsuFacts(
        came_listed=found.came_listed,
        tablets=len(given),
        silent=len(given - came.devices),
        units=came.units,
        waiting=came.waiting,
        cases=len(made.cases) if made else 0,
        visits=made.n_visits if made else 0,
        unfinished=made.unfinished if made else 0,
    )
    state = state_of(facts, (one.action for one in about))
    p_psu = found.p_psu(psu_id)
    team = made.team if made else None
    place = found.psus[psu_id]
    units = facts.units or (made.counts.listed if made else 0)
    return PsuLine(
        psu_id, team, state, p_psu is not None, place, facts.silent, units, facts.waiting, facts.unfinished, len(about)
    )
