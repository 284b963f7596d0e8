"""A sample drawn elsewhere is worked as it is: its PSUs, blocks of numbers for each tablet, starts that follow."""

import hashlib
from collections import defaultdict
from functools import cache

import numpy as np

from questionnaires.identifiers import read_unit_id
from questionnaires.within_dwelling import EligibleMember, select, start_of
from simulation.field.draw import Draw, draw
from simulation.field.full import listed_units
from simulation.field.given import Given
from simulation.field.psus import DrawnPsus
from simulation.population.scenario import scenario
from simulation.streams import Streams
from tests.simulation.builders import world

ROWS = np.array([3, 100, 450, 700])


@cache
def given() -> Given:
    seeds = tuple(hashlib.sha256(str(row).encode()).hexdigest()[:32] for row in ROWS)
    return Given(DrawnPsus(ROWS, np.full(len(ROWS), 0.1), np.zeros(len(ROWS), dtype=bool)), seeds)


@cache
def worked() -> Draw:
    return draw(world(), scenario("mar"), Streams(7), given=given())


def test_the_psus_are_those_of_the_sample() -> None:
    assert worked().psus.row.tolist() == ROWS.tolist()


def test_each_tablet_numbers_its_units_from_a_block_of_its_own_in_the_order_of_the_walk() -> None:
    units = listed_units(worked(), np.arange(len(worked().listed)))
    owners: dict[tuple[str, int], set[str]] = defaultdict(set)
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for unit in units:
        name = read_unit_id(unit.unit_id)
        owners[name.psu_id, (name.serial - 1) // 100].add(unit.device)
        numbers[name.psu_id, unit.device].append(name.serial)
    assert {len(tablets) for tablets in owners.values()} == {1}
    assert any(block > 0 for _, block in owners)
    for of_tablet in numbers.values():
        assert [serial % 100 for serial in of_tablet] == list(range(1, len(of_tablet) + 1))


def test_who_is_selected_follows_from_the_seed_of_the_psu_and_the_number_of_the_unit() -> None:
    seeds = dict(zip(world().frame.psu_id[ROWS].tolist(), given().seeds, strict=True))
    screened = [unit for unit in listed_units(worked(), np.arange(len(worked().listed))) if unit.n_eligible]
    assert len(screened) > 5
    for unit in screened:
        eligible = [EligibleMember(one.line_no, one.age, int(one.sex)) for one in unit.members if one.p is not None]
        start = start_of(seeds[unit.psu_id], read_unit_id(unit.unit_id).serial)
        assert unit.start == start
        assert set(select(eligible, start).lines) == {one.line_no for one in unit.members if one.selected}
