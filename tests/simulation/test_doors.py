"""Visits of the listing are attempts to reach a unit: told by contact forms and by the tables alike."""

from functools import cache
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from questionnaires.codes import Disposition
from questionnaires.contracts import CONTACT_ATTEMPTS, LISTING_UNITS
from questionnaires.records import read_record
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from simulation.field.doors import Doors, doors
from simulation.field.draw import draw
from simulation.field.results import Result
from simulation.field.screening import EMPTY, NO_DWELLING, SCREENED
from simulation.field.tables import tables, with_doors
from simulation.fieldwork import provenance
from simulation.filling.visits import at_the_door
from simulation.misbehaviour.misreport import as_told
from simulation.population.scenario import scenario
from simulation.streams import Streams
from tests.simulation.builders import checked, drawn, fieldwork, forms, world


@cache
def made() -> Doors:
    return doors(drawn())


def test_each_unit_where_somebody_should_live_has_the_visits_that_the_listing_counts() -> None:
    screening = drawn().screening
    visits = np.bincount(made().unit, minlength=len(screening.status))
    nobody_lives_there = np.isin(screening.status, (EMPTY, NO_DWELLING))
    assert not visits[nobody_lives_there].any()
    assert (visits == screening.visits)[~nobody_lives_there].all()


def test_visits_to_a_door_are_numbered_in_the_order_in_which_they_are_made() -> None:
    found = made()
    for one, other in pairwise(range(len(found))):
        if found.unit[one] == found.unit[other]:
            assert found.visit_no[other] == found.visit_no[one] + 1
            assert found.at[other] > found.at[one]
        else:
            assert found.visit_no[other] == 1


def test_the_last_visit_says_what_the_listing_says_and_nobody_opened_before() -> None:
    found, screening = made(), drawn().screening
    last = found.visit_no == screening.visits[found.unit]
    assert set(found.result[~last].tolist()) == {int(Result.NOBODY)}
    screened = screening.status[found.unit] == SCREENED
    assert ((found.result == int(Result.SCREENED)) == (last & screened)).all()


def test_only_refusals_have_a_reason() -> None:
    refused = made().result == int(Result.REFUSAL)
    assert ((made().reason > 0) == refused).all()
    assert len(set(made().reason[refused].tolist())) > 3


def test_an_interviewer_is_at_one_door_at_a_time() -> None:
    found = made()
    for who in np.unique(found.interviewer):
        at = np.sort(found.at[found.interviewer == who])
        assert (np.diff(at) >= 4 * 60).all()


def test_a_dwelling_that_nobody_visited_was_told_at_one_visit() -> None:
    streams = Streams(7)
    told = as_told(draw(world(7), scenario("fraud"), streams), streams)
    assert len(told.units.row) > 0
    found = doors(told.draw)
    assert set(np.bincount(found.unit)[told.units.row].tolist()) == {1}


def both() -> pa.Table:
    made_of = provenance(forms())
    return with_doors(tables(drawn(), made_of), drawn(), made_of)[CONTACT_ATTEMPTS]


def test_attempts_of_units_have_no_case_and_those_of_cases_stay_as_they_are() -> None:
    of_cases = tables(drawn(), provenance(forms()))[CONTACT_ATTEMPTS]
    attempts = both()
    assert attempts.filter(pc.is_valid(attempts.column("case_id"))) == of_cases
    assert attempts.num_rows == of_cases.num_rows + len(made())


def test_what_the_listing_says_of_a_unit_is_the_most_telling_of_its_visits() -> None:
    listed = tables(drawn(), provenance(forms()))[LISTING_UNITS].to_pylist()
    attempts = both()
    results: dict[str, set[str]] = {}
    for row in attempts.filter(pc.is_null(attempts.column("case_id"))).to_pylist():
        results.setdefault(row["unit_id"], set()).add(row["result"])
    telling = {"3": Disposition.SCREENER_REFUSAL, "6": Disposition.NOT_FOUND, "5": Disposition.SCREENER_NON_CONTACT}
    for unit in listed:
        said = results.get(unit["unit_id"], set())
        assert ("11" in said) == (unit["status"] == "1")
        if said and "11" not in said:
            assert unit["disposition"] == next(telling[code] for code in telling if code in said).value


def test_a_visit_to_a_door_is_a_sound_contact_form_without_a_case() -> None:
    here = fieldwork()
    unit = next(unit for unit in here.units if len(unit.doors) > 1 and unit.screened)
    records = [at_the_door(forms().contact, unit, door, here.seed) for door in unit.doors]
    assert [record.case_id for record in records] == [""] * len(records)
    for record, door in zip(records, unit.doors, strict=True):
        assert not checked(record).problems
        answers = {child.tag: child.text for child in read_record(record.xml).root.iter()}
        assert answers["unit_id"] == unit.unit_id
        assert not answers["case_id"]
        assert answers["visit_result"] == door.result.value
    assert FIELD_FORMS.contact.form_id == records[0].form_id


def test_listing_forms_and_visits_are_counted_before_they_are_filled() -> None:
    here = fieldwork(interviews=20)
    assert len({one.instance_id for one in here.listing_submissions}) == here.n_listing_forms
