"""Samples of the hard-to-reach designs drawn from a world: reproducible, and apart from every other component."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from questionnaires.hard_to_reach import CENTRE, CENTRE_INTERVIEWS, PLACES, RDS_RECRUITS, VENUE, VENUE_INTERVIEWS
from questionnaires.hard_to_reach import RDS as RDS_TABLES
from simulation.designs.beside_area import listed_people
from simulation.designs.coverage import coverage
from simulation.designs.draws import adaptive_draw, centre_draw, coupon_key, gathering, rds_draw, venue_draw
from simulation.designs.parameters import designs
from simulation.designs.places import Centres, Venues
from simulation.designs.rds import RdsSample
from simulation.designs.supplement import reach, supplement, supplement_tables, who_is_who
from simulation.field.draw import draw as area_draw
from simulation.population.community import community
from simulation.population.network import Network, network
from simulation.population.scenario import RDS, Misbehaviour, scenario
from simulation.streams import Streams
from tests.simulation.countries import SEED, created

STREAMS = Streams(SEED)


@cache
def known() -> Network:
    return network(created(), STREAMS)


@cache
def places() -> tuple[Venues, Centres]:
    return gathering(created(), STREAMS)


def rds(number: int = 0) -> RdsSample:
    return rds_draw(created(), known(), scenario("rds"), STREAMS, number)


def test_the_scenario_rds_asks_for_the_design() -> None:
    assert scenario("rds").design == RDS


@pytest.mark.parametrize(
    "draw",
    [
        lambda number: rds(number).person,
        lambda number: venue_draw(created(), places()[0], STREAMS, number).person,
        lambda number: centre_draw(created(), places()[1], STREAMS, number).person,
    ],
)
def test_a_number_gives_one_sample_and_another_number_another(draw: Callable[[int], np.ndarray]) -> None:
    assert np.array_equal(draw(3), draw(3))
    assert not np.array_equal(draw(3), draw(4))


def test_places_do_not_move_the_network_nor_the_network_the_places() -> None:
    more_markets = replace(designs(), venues={"market": replace(designs().venues["market"], count={"GT": 9})})
    gathering(created(), STREAMS, more_markets)
    assert np.array_equal(network(created(), STREAMS).neighbours, known().neighbours)
    moved = gathering(created(), STREAMS, more_markets)[1]
    assert np.array_equal(moved.attendance.persons, places()[1].attendance.persons)


def test_a_poorer_memory_does_not_change_who_takes_part() -> None:
    usual = designs()
    forgetful = replace(usual, rds=replace(usual.rds, noise=1.0, silent=0.5), venue=replace(usual.venue, recall=1.0))
    again = rds_draw(created(), known(), scenario("rds"), STREAMS, 0, parameters=forgetful)
    assert np.array_equal(again.person, rds().person)
    assert np.array_equal(again.would_be_listed, rds().would_be_listed)
    met = [venue_draw(created(), places()[0], STREAMS, 0, parameters=some).person for some in (usual, forgetful)]
    assert np.array_equal(met[0], met[1])


def test_the_honest_part_of_a_field_with_misconduct_is_labelled_honest() -> None:
    wrong = replace(scenario("rds"), misbehaviours=(Misbehaviour("F", 1, 0.5),))
    labels = Counter(rds_draw(created(), known(), wrong, STREAMS).label)
    assert labels[""] > labels.total() / 2
    assert {"F-inflated", "F-seller", "F-stranger"} <= set(labels)
    assert set(rds().label) == {""}


def test_people_whose_dwelling_was_listed_mostly_know_it() -> None:
    listed = listed_people(area_draw(created(), scenario("mar"), STREAMS))
    sample = rds_draw(created(), known(), scenario("rds"), STREAMS, listed=listed)
    assert sample.was_listed is not None
    assert 0 < listed[sample.person].sum() < len(sample)
    assert (sample.was_listed[listed[sample.person]] == "1").mean() > 0.7
    assert "1" not in set(sample.was_listed[~listed[sample.person]])


def test_what_each_design_covers_is_told_by_site() -> None:
    people = community(created())
    found = coverage(people, designs().sites, known(), *places())
    assert set(found) == set(designs().sites)
    for groups in found.values():
        whole = groups["eligible"]["persons"]
        assert whole is not None
        assert all(0 < (groups[name]["persons"] or 0) < whole for name in ("rds", "venue", "centre", "none"))


def test_samples_fall_within_what_their_design_covers() -> None:
    venues, centres = places()
    assert venues.visits.attends[venue_draw(created(), venues, STREAMS).person].all()
    assert centres.attendance.attends[centre_draw(created(), centres, STREAMS).person].all()
    assert (known().degree[rds().person] > 0).all()


def test_the_total_of_foreigners_is_unbiased_in_adaptive_samples_of_psus() -> None:
    world, draws = created(), 150
    frame, homes = world.frame, world.households
    walk = np.argsort(frame.psu_id, kind="stable")
    foreigners = np.bincount(homes.psu, weights=homes.n_foreign, minlength=len(frame))[walk]
    found = np.empty(draws)
    for number in range(draws):
        sample = adaptive_draw(world, STREAMS, psus=30, threshold=8, number=number)
        found[number] = (foreigners / sample.alpha)[sample.met].sum()
    assert abs(found.mean() - len(world.people)) < 3 * found.std(ddof=1) / np.sqrt(draws)


def test_two_seeds_have_coupons_of_their_own() -> None:
    assert coupon_key(Streams(1)) != coupon_key(Streams(2))


def test_the_three_samples_stand_beside_one_another_in_tables_and_in_the_truth() -> None:
    through = reach(created(), STREAMS)
    found = supplement(created(), through, scenario("rds"), STREAMS)
    tables = supplement_tables(created(), through, found, STREAMS)
    assert set(tables) == {*VENUE, *CENTRE, *RDS_TABLES}
    assert set(tables[PLACES].column("design").to_pylist()) == {"venue", "centre"}
    persons = who_is_who(found)
    interviewed = [
        *tables[RDS_RECRUITS].column("person_id").to_pylist(),
        *tables[VENUE_INTERVIEWS].column("person_id").to_pylist(),
        *set(tables[CENTRE_INTERVIEWS].column("person_id").to_pylist()),
    ]
    assert persons.column("person_id").to_pylist() == sorted(interviewed)
    assert created().eligible[persons.column("person").to_numpy()].all()
