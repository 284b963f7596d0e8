"""Interviews of the hard-to-reach designs: answers of those found, under the contract of all interviews."""

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from questionnaires.contracts import INTERVIEWS
from questionnaires.files import broken
from questionnaires.hard_to_reach import RDS_RECRUITS
from simulation.designs.interviews import NETWORK_FRAME, Questionnaire, interviews
from simulation.designs.supplement import reach, supplement, supplement_tables, who_is_who
from simulation.population.scenario import scenario
from simulation.streams import Streams
from tests.simulation.countries import SEED, created

STREAMS = Streams(SEED)
ASKED = Questionnaire("amem_tn_individual", "2026.1", "capi")


def small_census() -> pa.Table:
    """What a census has of everybody eligible: two answers."""
    rows = np.flatnonzero(created().eligible)
    n = len(rows)
    return pa.table(
        {
            "person": rows,
            **{name: [""] * n for name in ("psu_id", "governorate", "region", "milieu", "interview_date")},
            "age": created().people.age[rows],
            "nw_know": np.full(n, 1000),
        }
    )


@cache
def held() -> tuple[pa.Table, pa.Table, pa.Table]:
    """The interviews, who is who, and the RDS participants."""
    through = reach(created(), STREAMS)
    found = supplement(created(), through, scenario("rds"), STREAMS)
    tables, persons = supplement_tables(created(), through, found, STREAMS), who_is_who(found)
    return interviews(tables, persons, small_census(), ASKED, SEED), persons, tables[RDS_RECRUITS]


def test_they_keep_the_contract_of_all_interviews() -> None:
    assert broken(INTERVIEWS, held()[0]) == []


def test_everybody_found_answers_once_and_for_oneself() -> None:
    table, persons, _ = held()
    age = dict(zip(table.column("case_id").to_pylist(), table.column("age").to_pylist(), strict=True))
    truth = created().people.age[persons.column("person").to_numpy()]
    assert age == dict(zip(persons.column("person_id").to_pylist(), truth.tolist(), strict=True))


def test_participants_of_chains_answer_on_their_networks_as_at_the_site() -> None:
    table, _, participants = held()
    said = dict(zip(*(participants.column(name).to_pylist() for name in ("person_id", "known_adults")), strict=True))
    of_chains = table.filter(pc.field("frame") == NETWORK_FRAME)
    assert dict(zip(*(of_chains.column(name).to_pylist() for name in ("case_id", "nw_know")), strict=True)) == said
    others = table.filter(pc.field("frame") != NETWORK_FRAME)
    assert set(others.column("nw_know").to_pylist()) == {1000}
