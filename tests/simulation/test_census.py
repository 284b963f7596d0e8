"""A census: everybody's interview through the real form, as the columns of an export."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from questionnaires.checking import check
from questionnaires.codebook import public_columns
from questionnaires.files import ARROW_TYPES, ContractBroken, read_manifest
from questionnaires.interviews import flat, flatten
from questionnaires.records import read_record
from simulation.answers.respondent import respondent
from simulation.field.protocol import field_protocol
from simulation.filling.census import CENSUS, census, columns_after, interviewed, read_census, write_census
from simulation.filling.filling_in import NoSuchBlock
from simulation.filling.interviews import HONEST, answer_of
from tests.simulation.builders import forms, world
from tests.simulation.censuses import SEED, answered, counted, some_people, xform

FEW = 40


def few() -> np.ndarray:
    return some_people()[:FEW]


def test_two_processes_count_what_one_does() -> None:
    here, day, heard = world(SEED), world(SEED).country.field.first_day, []
    two = census(here, xform(), SEED, day, 2, heard.append, persons=few())
    assert two.equals(counted().slice(0, FEW))
    assert sum(heard) == FEW


def test_columns_are_those_of_an_exported_interview() -> None:
    own = {column.name for column in CENSUS.columns}
    wanted = {column.name: ARROW_TYPES[column.kind] for column in public_columns(forms().individual)}
    assert {name: counted().schema.field(name).type for name in counted().column_names if name not in own} == wanted


def test_answers_are_those_that_a_record_of_the_same_interview_holds() -> None:
    here, form = world(SEED), forms().individual
    names = [column.name for column in public_columns(form)]
    for row, person in zip(answered()[:FEW], few().tolist(), strict=True):
        filling = interviewed(form, here, person, SEED, here.country.field.first_day)
        record = read_record(filling.to_xml())
        assert check(form, record).problems == ()
        sent = flatten(form, record).answers
        assert {name: row[name] for name in names} == {name: sent[name] for name in names}


def test_what_a_person_is_does_not_depend_on_the_day_of_the_interview() -> None:
    here, first = world(SEED), world(SEED).country.field.first_day
    later = census(here, xform(), SEED, first + timedelta(days=20), 1, persons=few())
    same = ("age", "citiz1", "arr_year", "permit_now", "lf_emp", "mjj_sector", "inc_amount", "mjt_year", "fj_year")
    for name in same:
        assert later.column(name).equals(pa.chunked_array(counted().slice(0, FEW).column(name).chunks)), name


def test_everybody_eligible_is_counted_once_in_the_order_of_the_world() -> None:
    persons = counted().column("person").to_pylist()
    assert persons == some_people().tolist()
    psus = world(SEED).frame.psu_id[world(SEED).households.psu[world(SEED).people.household[persons]]]
    assert counted().column("psu_id").to_pylist() == psus.tolist()


@pytest.mark.parametrize("block", field_protocol().visits.partial_until)
def test_columns_after_a_block_are_those_that_an_interview_leaves_empty_which_breaks_off_there(block: str) -> None:
    here, form = world(SEED), forms().individual
    open_ones = set(columns_after(form, block))
    names = [column.name for column in public_columns(form) if column.name != "resched_sens"]  # asked of what was asked
    for row, person in zip(answered()[:FEW], few().tolist(), strict=True):
        whole = interviewed(form, here, person, SEED, here.country.field.first_day)
        broken_off = type(whole)(form, whole.clock, {"psu_code": row["psu_id"], "min_age": "18"}, "")
        answer_of(broken_off, respondent(here, person, here.country.field.first_day, SEED), HONEST, block)
        told = flat(form, broken_off.root).answers
        assert {name: None if name in open_ones else row[name] for name in names} == {n: told[n] for n in names}


def test_an_interview_cannot_break_off_after_a_block_that_is_not_there() -> None:
    with pytest.raises(NoSuchBlock) as refused:
        columns_after(forms().individual, "g_nowhere")
    assert refused.value.problems[0].values == {"form": "amem_tn_individual", "block": "g_nowhere"}


def test_a_written_census_is_read_back_and_says_that_it_is_simulated(tmp_path: Path) -> None:
    write_census(tmp_path, counted(), {"seed": SEED})
    assert read_manifest(tmp_path).simulated
    assert read_census(tmp_path).equals(counted())
    (tmp_path / "census.parquet").write_bytes(b"PAR1")
    with pytest.raises(ContractBroken):
        read_census(tmp_path)
