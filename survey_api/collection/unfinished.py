"""What the effort rule still asks for in each PSU: cases that are not resolved, units that nobody has screened."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from questionnaires.codes import Eligibility
from questionnaires.facts import RecordKind
from questionnaires.fieldwork import FieldForms
from survey_api.collection.cases.history import Made, history
from survey_api.collection.cases.reading import made_of, measure_of, standings
from survey_api.collection.cases.state import DONE
from survey_api.store import facts, sample


def unfinished(connection: Connection, forms: FieldForms, now: datetime) -> Mapping[str, int]:
    """How many cases and unscreened units of each PSU need more effort; a PSU that needs none is not there."""
    cases = Counter(
        one.case.psu_id for one in standings(connection, forms, now) if one.state not in DONE and not one.is_held
    )
    return cases + Counter(_units(connection, forms))


def unfinished_in(connection: Connection, forms: FieldForms, now: datetime, psu_id: str) -> int:
    """The same of one PSU."""
    return unfinished(connection, forms, now).get(psu_id, 0)


def _units(connection: Connection, forms: FieldForms) -> Iterable[str]:
    """The PSU of each unit that may hold eligible persons, was not screened, and was not visited as often as asked."""
    unknown = {
        row["unit_id"]: row["psu_id"]
        for row in sample.rows(connection, "listing_units")
        if row["eligibility"] == Eligibility.UNKNOWN and not _was_screened(row)
    }
    made: dict[str, list[Made]] = defaultdict(list)
    for one in facts.of_units(connection, unknown.keys()) if unknown else ():
        if one.facts.kind is RecordKind.VISIT and one.facts.case_id is None:
            made[one.facts.unit_id or ""].append(made_of(one))
    measure = measure_of(forms)
    for unit_id, psu_id in unknown.items():
        told = history(made[unit_id], measure.rules, measure.rule, measure.zone)
        if told.closure is None and told.lacks(measure.rules, measure.in_person, measure.zone):
            yield psu_id


def _was_screened(row: Mapping[str, Any]) -> bool:
    return row["n_persons"] is not None
