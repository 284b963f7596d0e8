"""What the listing writes down of the drawn PSUs."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.field.draw import Draw, draw
from simulation.field.listed import NOBODY_FOREIGN, NOT_A_DWELLING, OCCUPIED, SEASONAL, VACANT
from simulation.field.protocol import field_protocol
from simulation.field.screening import EMPTY, NO_DWELLING, NOBODY, NOT_FOUND, REFUSED, SCREENED
from simulation.population.scenario import scenario
from simulation.population.world import World
from simulation.streams import Streams
from tests.simulation.builders import drawn, world


def with_rules(here: World, **rules: object) -> Draw:
    protocol = field_protocol()
    changed = replace(protocol, listing=replace(protocol.listing, **rules))  # type: ignore[arg-type]  # any of the rules
    return draw(here, scenario("default"), Streams(4), protocol=changed)


def test_without_errors_every_household_of_a_drawn_psu_is_listed_once() -> None:
    here = world()
    found = with_rules(here, omission=0.0, duplicate=0.0)
    inside = np.isin(here.households.psu, found.psus.row)
    households = found.listed.household[found.listed.household != NOBODY_FOREIGN]
    assert sorted(households.tolist()) == np.flatnonzero(inside).tolist()
    assert not found.listed.duplicate.any()
    counted = np.bincount(found.listed.place[np.isin(found.listed.state, (OCCUPIED, NOT_A_DWELLING))])
    assert (counted == here.frame.dwellings[found.psus.row]).all()


def test_some_dwellings_are_omitted_and_some_listed_twice() -> None:
    found = drawn("tunisia", "default")
    here = found.world
    inside = np.isin(here.households.psu, found.psus.row).sum()
    once = found.listed.household[(found.listed.household != NOBODY_FOREIGN) & ~found.listed.duplicate]
    assert 1 - len(np.unique(once)) / inside == pytest.approx(0.02, abs=0.008)
    assert found.listed.duplicate.mean() == pytest.approx(0.005, abs=0.001)


def test_a_dwelling_listed_twice_has_two_identifiers_and_two_starts() -> None:
    listed = with_rules(world(), duplicate=0.2).listed
    twice = np.flatnonzero(listed.duplicate & (listed.household != NOBODY_FOREIGN))
    first = [np.flatnonzero((listed.household == listed.household[row]) & ~listed.duplicate)[0] for row in twice]
    assert (listed.serial[twice] > listed.serial[first]).all()
    assert (listed.start[twice] != listed.start[first]).all()
    assert (listed.n_persons[twice] == listed.n_persons[first]).all()


def test_dwellings_are_numbered_in_the_order_of_the_walk() -> None:
    found = drawn()
    listed, here = found.listed, found.world
    for place in range(0, len(found.psus), 10):
        of = listed.place == place
        assert listed.serial[of].tolist() == list(range(1, int(of.sum()) + 1))
        foreign = of & (listed.household != NOBODY_FOREIGN) & ~listed.duplicate
        assert (np.diff(here.households.place[listed.household[foreign]]) >= 0).all()


def test_what_stands_there_has_the_shares_of_the_protocol() -> None:
    listed = drawn("tunisia", "default").listed
    share = np.bincount(listed.state, minlength=4) / len(listed)
    assert share[VACANT] == pytest.approx(0.06, abs=0.004)
    assert share[SEASONAL] == pytest.approx(0.02, abs=0.002)
    assert share[NOT_A_DWELLING] / (share[NOT_A_DWELLING] + share[OCCUPIED]) == pytest.approx(0.055, abs=0.004)
    assert (listed.n_persons[listed.state != OCCUPIED] == 0).all()
    assert (listed.n_persons[listed.state == OCCUPIED] > 0).all()


def test_the_listing_finds_of_each_unit_what_it_is() -> None:
    found = drawn("tunisia", "default")
    status, state = found.screening.status, found.listed.state
    assert set(status[state == NOT_A_DWELLING].tolist()) == {NO_DWELLING}
    assert set(status[np.isin(state, (VACANT, SEASONAL))].tolist()) == {EMPTY}
    assert set(status[state == OCCUPIED].tolist()) == {SCREENED, NOBODY, REFUSED, NOT_FOUND}
    assert found.screening.visits.min() == 1
    assert found.screening.visits.max() == 4
    assert set(found.screening.visits[status != SCREENED].tolist()) >= {1, 2, 4}
    assert (found.screening.at < found.calendar.midnight + 86_400).mean() > 0.999


def test_dense_psus_may_be_subsampled_with_a_probability_of_their_own() -> None:
    here = world()
    whole, part = with_rules(here), with_rules(here, subsampled={"high": 0.5})
    dense = here.frame.density[part.psus.row] == "high"
    p = part.listed.p
    assert (p[~dense[part.listed.place]] == 1).all()
    assert p[dense[part.listed.place]] == pytest.approx(0.5, abs=0.02)
    assert (np.bincount(part.listed.place)[dense] / np.bincount(whole.listed.place)[dense]).mean() == pytest.approx(
        0.5, abs=0.03
    )
    assert (1 / p).sum() == pytest.approx(len(whole.listed), rel=0.02)


def test_the_reserve_is_worked_only_when_it_is_released() -> None:
    here = world()
    usual, more = with_rules(here), with_rules(here, reserve_released=True)
    assert set(usual.psus.row.tolist()) < set(more.psus.row.tolist())
    assert len(more.cases) > len(usual.cases)


def test_the_first_draw_uses_the_selection_numbers_of_the_world_and_others_their_own() -> None:
    here = world()
    first, second = (draw(here, scenario("default"), Streams(4), number) for number in (0, 1))
    for found, same in ((first, True), (second, False)):
        foreign = (found.listed.household != NOBODY_FOREIGN) & ~found.listed.duplicate
        starts = here.households.start[found.listed.household[foreign]]
        assert (found.listed.start[foreign] == starts).all() == same


def test_selection_within_a_listed_dwelling_takes_one_person_up_to_five_eligible() -> None:
    found = drawn("tunisia", "default")
    n = len(found.listed)
    eligible = np.bincount(found.roster.unit[found.roster.eligible], minlength=n)
    selected = np.bincount(found.cases.unit, minlength=n)
    assert (selected[(eligible > 0) & (eligible <= 5)] == 1).all()
    assert (selected[(eligible > 5) & (eligible <= 14)] == 2).all()
    assert (selected[eligible > 14] == 3).all()
    assert found.cases.p == pytest.approx(selected[found.cases.unit] / eligible[found.cases.unit])
