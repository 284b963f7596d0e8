"""Records of a simulated fieldwork against the record check: whole and partial ones pass, broken ones are named."""

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import NoReturn

import pytest

import simulation.filling.listing_forms
import simulation.filling.visits
from questionnaires.breakages import Breakage
from questionnaires.checking import check
from questionnaires.codes import Disposition
from questionnaires.records import read_record
from simulation.field.protocol import field_protocol
from simulation.fieldwork import Fieldwork, simulate
from simulation.filling.interviews import held
from simulation.filling.listing_forms import screened
from simulation.filling.visits import noted
from simulation.population.scenario import scenario
from tests.simulation.builders import code_lists, forms
from tests.simulation.prove_records import Account, Held, breaks, outcome, passes, records

SCENARIOS = (("mar", 3), ("default", 4), ("fraud", 5))
NO_PLACE = {
    "amem_tn_listing": {Breakage.CHOICE_TWICE},
    "amem_tn_contact": {Breakage.CHOICE_OUTSIDE_THE_FILTER, Breakage.REPEAT_COUNT, Breakage.CALCULATION_TAMPERED},
    "amem_tn_individual": {Breakage.REPEAT_COUNT},
}


@cache
def found(name: str, seed: int) -> Fieldwork:
    return simulate(scenario(name), seed, forms(), code_lists(), "small", 60)


@cache
def some_records(name: str = "default", seed: int = 4, most: int = 260) -> tuple[Held, ...]:
    return tuple(islice(records(found(name, seed), (forms().individual,)), most))


@cache
def households() -> tuple[Held, ...]:
    """Listing records with a roster."""
    here = found("default", 4)
    units = [unit for unit in here.units if unit.members][:8]
    return tuple(Held(screened(forms().listing, here.world, unit, here.seed)) for unit in units)


@pytest.mark.parametrize(("name", "seed"), SCENARIOS)
def test_every_record_that_tablets_send_passes_the_check(name: str, seed: int) -> None:
    account = Account()
    for record in some_records(name, seed):
        passes(record, account)
    assert account.failures == []
    assert {named.split()[0] for named, n in account.whole.items() if n > 20} == set(NO_PLACE)


@pytest.mark.parametrize("breakage", Breakage)
def test_a_broken_record_is_caught_with_its_code_at_its_place(breakage: Breakage) -> None:
    account, tried = Account(), Counter[str]()
    for number, record in enumerate((*households(), *some_records())):
        form_id = record.form.form_id
        if record.until or tried[form_id] >= 12:
            continue
        tried[form_id] += 1
        breaks(record, str(number), breakage, account)
    assert account.failures == []
    made = {form_id for (form_id, kind), n in account.made.items() if kind is breakage and n > 3}
    assert made == {form_id for form_id, without in NO_PLACE.items() if breakage not in without}


@pytest.mark.parametrize("block", field_protocol().visits.partial_until)
def test_an_interview_that_ends_after_the_core_is_a_sufficient_partial(block: str) -> None:
    assert set(outcomes(block)) == {Disposition.PARTIAL}


@pytest.mark.parametrize("block", field_protocol().visits.break_off_until)
def test_an_interview_that_ends_before_the_core_is_a_break_off(block: str) -> None:
    assert set(outcomes(block)) == {Disposition.BREAK_OFF}


def test_an_interview_held_to_its_end_is_complete() -> None:
    assert set(outcomes("")) == {Disposition.COMPLETE}


def outcomes(block: str) -> list[Disposition]:
    """What the service says of interviews that end after a block."""
    here = found("default", 4)
    visits = [visit for visit in here.visits if visit.interviewed][:6]
    found_out = []
    for visit in visits:
        filling = held(forms().individual, here.world, replace(visit, until=block), here.seed)
        account = Account()
        passes(Held(filling, block), account)
        assert account.failures == []
        found_out.append(outcome(check(forms().individual, read_record(filling.to_xml()))))
    return found_out


def test_nothing_is_guessed_in_listing_and_contact_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_knows(question: object, _codes: object) -> NoReturn:
        raise AssertionError(f"{question} has no answer of its own that the form takes")

    monkeypatch.setattr(simulation.filling.listing_forms, "any_code", nobody_knows)
    monkeypatch.setattr(simulation.filling.visits, "any_code", nobody_knows)
    here = found("default", 4)
    for unit in here.units[:200]:
        screened(forms().listing, here.world, unit, here.seed)
    for visit in here.visits:
        noted(forms().contact, visit, here.seed)
