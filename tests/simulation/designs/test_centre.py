"""The centre sample: attendance repairs what the places of drawing distort, where centres are tied to one another."""

from datetime import date
from functools import cache

import numpy as np
import pytest

from questionnaires.files import broken
from questionnaires.hard_to_reach import CENTRE, CENTRE_INTERVIEWS, CENTRE_VISITS
from simulation.designs.centre import CentreSample, attendance, centre_tables, draw_centres, tied_centres
from simulation.designs.parameters import Designs, designs
from simulation.designs.places import Centres, centres, covered
from simulation.population.arrays import Amounts, Truths
from simulation.streams import Streams
from tests.simulation.designs.builders import full_participation, parted_centres, people

MONDAY = date(2026, 10, 5)
DRAWS = 60


@cache
def all_centres() -> Centres:
    return centres(people(), designs(), Streams(5).of("centres"))


def draw(number: int = 0, parameters: Designs | None = None) -> CentreSample:
    return draw_centres(people(), all_centres(), parameters or designs(), Streams(5).of("centre design", number))


def fixed_point(attends: Truths, drawn: Amounts) -> Amounts:
    """Centre sampling weights: w in proportion to 1 / sum of (n_k / n) u_ik / f_k, where f_k = sum of w u_ik."""
    share, u = drawn / drawn.sum(), attends.astype(float)
    f = np.full(u.shape[1], 0.5)
    for _ in range(2_000):
        weight = 1 / (u @ (share / f))
        weight /= weight.sum()
        if np.abs(weight @ u - f).max() < 1e-12:
            break
        f = weight @ u
    return np.asarray(weight)


@cache
def estimates(site: str) -> tuple[float, Amounts, Amounts]:
    """The true share of people from AFR among those who attend any centre of a site; naive means and weighted ones."""
    origin = people().origin == "AFR"
    reached = covered(people(), all_centres().attendance, designs().sites[site].governorates)
    here = all_centres().site == site
    naive, weighted = [], []
    for number in range(DRAWS):
        sample = draw(number, full_participation())
        mine = here[sample.place]
        weight = fixed_point(
            attendance(sample, all_centres())[mine][:, here], np.bincount(sample.place, minlength=len(here))[here]
        )
        y = origin[sample.person[mine]]
        naive.append(y.mean())
        weighted.append(float(weight @ y))
    return float(origin[reached].mean()), np.array(naive), np.array(weighted)


def test_the_fixed_point_recovers_the_truth() -> None:
    truth, _, weighted = estimates("SF")
    assert abs(weighted.mean() - truth) < 3 * weighted.std(ddof=1) / np.sqrt(DRAWS)


def test_the_naive_mean_does_not() -> None:
    truth, naive, _ = estimates("SF")
    assert abs(naive.mean() - truth) > 5 * naive.std(ddof=1) / np.sqrt(DRAWS)


def test_centres_of_a_site_are_tied_and_those_of_two_sites_are_not() -> None:
    component = tied_centres(attendance(draw(), all_centres()))
    assert [len(set(component[all_centres().site == site])) for site in designs().sites] == [1, 1, 1]
    assert len(set(component)) == 3


def test_centres_that_nobody_attends_both_are_not_tied() -> None:
    apart = parted_centres()
    parted = centres(people(), apart, Streams(5).of("centres"))
    sample = draw_centres(people(), parted, apart, Streams(5).of("centre design", 0))
    assert set(people().origin[sample.person]) == {"AFR", "MAG"}
    assert len(set(tied_centres(attendance(sample, parted)))) == 2


def test_the_tables_keep_their_contracts() -> None:
    tables = centre_tables(draw(), all_centres(), MONDAY)
    assert tuple(tables) == CENTRE
    assert [broken(contract, table) for contract, table in tables.items()] == [[]] * len(CENTRE)


def test_who_is_drawn_at_a_centre_says_to_attend_it() -> None:
    rows = centre_tables(draw(), all_centres(), MONDAY)[CENTRE_INTERVIEWS].to_pylist()
    assert all(row["place_id"] in row["attends"].split() for row in rows)


def test_a_person_is_interviewed_once_and_counts_wherever_drawn() -> None:
    rows = centre_tables(draw(), all_centres(), MONDAY)[CENTRE_INTERVIEWS].to_pylist()
    first = [row["person_id"] for row in rows if not row["again"]]
    assert len(first) == len(set(first))
    again = [row for row in rows if row["again"]]
    assert again
    assert {row["person_id"] for row in again} <= set(first)


def test_a_person_drawn_again_gives_the_same_answers() -> None:
    rows = centre_tables(draw(), all_centres(), MONDAY)[CENTRE_INTERVIEWS].to_pylist()
    assert len({(row["person_id"], row["attends"], row["would_be_listed"]) for row in rows}) == len(
        {row["person_id"] for row in rows}
    )


def test_the_outcomes_of_a_centre_add_up() -> None:
    rows = centre_tables(draw(), all_centres(), MONDAY)[CENTRE_VISITS].to_pylist()
    assert all(row["asked"] == row["refused"] + row["ineligible"] + row["interviewed"] for row in rows)
    assert sum(row["refused"] for row in rows) > 0


@pytest.mark.parametrize("listed", [True, False])
def test_whether_a_lister_called_is_known_only_beside_an_area_sample(listed: bool) -> None:
    called = np.zeros(len(people()), dtype=bool)
    sample = draw_centres(people(), all_centres(), designs(), Streams(5).of("x"), called if listed else None)
    assert (sample.was_listed is not None) == listed
    assert sample.was_listed is None or "1" not in set(sample.was_listed)


def test_a_draw_has_its_own_stream() -> None:
    assert np.array_equal(draw(1).person, draw(1).person)
    assert not np.array_equal(draw(1).person, draw(2).person)
