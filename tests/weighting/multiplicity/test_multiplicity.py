"""Places, links, two frames, neighbours: enumerated samples, published values, closed forms, and what is refused."""

import csv
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighting.multiplicity.adaptive import hansen_hurwitz, horvitz_thompson
from weighting.multiplicity.centres import attendance, bootstrap, bridges, weigh
from weighting.multiplicity.sharing import shared_weights
from weighting.multiplicity.two_frames import composite, single_frame
from weighting.multiplicity.venues import expected_meetings
from weighting.problems import UnusableDesign, UnusableRows

CENTRES = Path(__file__).parents[2] / "data" / "centre" / "centre_sample.csv"


def test_centre_weights_are_those_of_an_independent_program() -> None:
    with CENTRES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [f"u{k}" for k in range(1, 6)]
    drawn = attendance(
        [str(row) for row in range(len(rows))],
        [f"u{int(float(row['centre']))}" for row in rows],
        [[name for name in names if float(row[name])] for row in rows],
    )
    expected = np.array([float(row["w_norm"]) for row in rows])
    assert weigh(drawn).shares * len(rows) == pytest.approx(expected * len(rows) / expected.sum(), rel=2e-6)


def test_at_the_solution_attendance_reproduces_itself() -> None:
    random = np.random.default_rng(8)
    who = [sorted({"a", *random.choice(list("abc"), 2)}) for _ in range(60)]
    drawn = attendance([str(i) for i in range(60)], [str(random.choice(one)) for one in who], who)
    found = weigh(drawn)
    assert found.shares @ drawn.attends == pytest.approx(found.attended, rel=1e-9)
    assert found.attended[0] == pytest.approx(1.0)  # everybody attends a


def test_one_centre_weighs_everybody_alike() -> None:
    drawn = attendance(["1", "2", "3"], ["x"] * 3, [["x", "elsewhere"], ["x"], ["x"]])
    assert weigh(drawn).shares == pytest.approx([1 / 3] * 3)


def test_a_simulated_population_is_found_again_where_naive_shares_fail() -> None:
    random = np.random.default_rng(5)
    rate = np.array([0.5, 0.3, 0.2])
    y = random.random(6000) < 0.4
    attends = random.random((6000, 3)) < np.where(y[:, None], rate * 1.6, rate * 0.7)
    reachable = attends.any(axis=1)
    truth, estimates, naive = y[reachable].mean(), [], []
    for _ in range(60):
        rows, centres = [], []
        for k in range(3):
            met = random.choice(np.flatnonzero(attends[:, k]), 120, replace=False)
            rows += met.tolist()
            centres += [str(k)] * 120
        who = [[str(k) for k in range(3) if attends[row, k]] for row in rows]
        estimates.append(weigh(attendance([str(i) for i in range(360)], centres, who)).shares @ y[rows])
        naive.append(y[rows].mean())
    assert np.mean(estimates) == pytest.approx(truth, abs=0.015)
    assert abs(np.mean(naive) - truth) > 0.06


def test_centres_that_nobody_ties_together_are_refused_and_named() -> None:
    drawn = attendance(list("1234"), ["a", "b", "c", "d"], [["a", "b"], ["b"], ["c"], ["c", "d"]])
    with pytest.raises(UnusableDesign, match=r"a, b \| c, d"):
        weigh(drawn)


def test_a_tie_of_few_persons_is_told() -> None:
    who = [["a", "b"]] * 20 + [["b", "c"]] * 3
    drawn = attendance([str(i) for i in range(23)], ["a"] * 10 + ["b"] * 10 + ["c"] * 3, who)
    assert [(one.one, one.other, one.persons) for one in bridges(drawn)] == [("b", "c", 3)]


def test_somebody_drawn_where_they_never_are_is_named() -> None:
    with pytest.raises(UnusableRows, match=r"multiplicity\.not_attending"):
        attendance(["1"], ["a"], [["b"]])


def test_replicates_keep_the_draws_of_each_centre() -> None:
    drawn = attendance([str(i) for i in range(9)], ["a"] * 4 + ["b"] * 5, [["a", "b"]] * 9)
    times = bootstrap(drawn, 30, seed=1)
    assert (times[:4].sum(axis=0) == 4).all()
    assert (times[4:].sum(axis=0) == 5).all()


def test_over_all_samples_of_venue_periods_the_inverse_of_the_expected_meetings_is_unbiased() -> None:
    """Two venues with three periods each; one period of each is drawn and everybody there is taken."""
    attends = np.array([[1, 1, 0, 0, 0, 1], [0, 1, 0, 1, 1, 1], [1, 0, 0, 0, 0, 0]])  # persons x periods
    counts = np.stack([attends[:, :3].sum(axis=1), attends[:, 3:].sum(axis=1)], axis=1)
    expected = expected_meetings(["p", "q", "r"], counts, np.array([1 / 3, 1 / 3]))
    estimates = [((attends[:, one] + attends[:, 3 + other]) / expected).sum() for one in range(3) for other in range(3)]
    assert np.mean(estimates) == pytest.approx(3.0)


def test_who_attends_nowhere_cannot_have_been_met() -> None:
    with pytest.raises(UnusableRows, match=r"multiplicity\.attended_nowhere"):
        expected_meetings(["p", "q"], np.array([[1, 0], [0, 0]]), np.array([0.1, 0.2]))


def test_over_all_samples_shared_weights_are_unbiased() -> None:
    """Six employers, two drawn in every way; workers have one to three of them."""
    links = np.array([[1, 0, 1], [1, 1, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1], [1, 0, 0]])  # employers x workers
    wages = np.array([4.0, 13.0, 20.0])
    estimates = []
    for drawn in combinations(range(6), 2):
        unit, person = np.nonzero(links[list(drawn)])
        weights = shared_weights(["a", "b", "c"], np.full(2, 3.0), unit, person, links.sum(axis=0).astype(float))
        estimates.append(weights @ wages)
    assert len(estimates) == 15
    assert np.mean(estimates) == pytest.approx(37.0)


def test_fewer_links_than_were_found_are_refused() -> None:
    with pytest.raises(UnusableRows, match=r"multiplicity\.links"):
        shared_weights(["a"], np.array([2.0, 2.0]), np.array([0, 1]), np.array([0, 0]), np.array([1.0]))


@given(st.floats(0, 1), st.integers(0, 99))
def test_two_frames_count_the_overlap_once(share: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    one, other = random.uniform(1, 9, 20), random.uniform(1, 9, 30)
    both_one, both_other = np.arange(20) < 8, np.arange(30) < 12
    other[both_other] *= one[both_one].sum() / other[both_other].sum()
    first, second, used = composite(one, both_one, other, both_other, share)
    assert used == share
    assert first.sum() + second.sum() == pytest.approx(one.sum() + other[~both_other].sum())


def test_without_a_share_the_sample_with_more_effective_persons_counts_more() -> None:
    weights = np.array([1.0, 1, 1, 1]), np.array([1.0, 9.0])
    assert composite(weights[0], np.ones(4, bool), weights[1], np.ones(2, bool))[2] == pytest.approx(4 / (4 + 100 / 82))
    assert composite(weights[0], np.ones(4, bool), weights[1], np.zeros(2, bool))[2] == 1.0


def test_one_frame_of_two_is_unbiased_over_all_samples() -> None:
    p_one, p_other, y = np.array([0.5, 0.2, 0.0]), np.array([0.0, 0.3, 0.4]), np.array([3.0, 5.0, 7.0])
    weights = single_frame(p_one, p_other)
    assert (weights * (p_one + p_other) * y).sum() == pytest.approx(y.sum())
    with pytest.raises(UnusableRows, match=r"multiplicity\.on_no_frame"):
        single_frame(np.array([0.0]), np.array([0.0]))


def test_thompsons_population_is_estimated_as_he_published() -> None:
    """{1, 0, 2, 10, 1000}: the last two are neighbours above the condition y >= 5; two units are drawn."""
    y = np.array([1.0, 0, 2, 10, 1000])
    network = {0: [0], 1: [1], 2: [2], 3: [3, 4], 4: [3, 4]}
    ht, hh = [], []
    for drawn in combinations(range(5), 2):
        met = {tuple(network[unit]) for unit in drawn}
        totals = np.array([y[list(units)].sum() for units in met])
        ht.append(horvitz_thompson(totals, np.array([len(units) for units in met]), 5, 2))
        hh.append(hansen_hurwitz(np.array([y[network[unit]].mean() for unit in drawn]), 5))
    for estimates, variance in ((ht, 17418.41), (hh, 22861.59)):
        means = np.array([one.mean for one in estimates])
        assert means.mean() == pytest.approx(202.6)
        assert means.var() == pytest.approx(variance, abs=0.01)
        assert np.mean([one.variance for one in estimates]) == pytest.approx(variance, abs=0.01)


@pytest.mark.parametrize(("units", "drawn"), [(5, 0), (5, 6), (1, 1)])
def test_an_impossible_design_is_refused(units: int, drawn: int) -> None:
    with pytest.raises(UnusableDesign, match=r"multiplicity\.adaptive"):
        horvitz_thompson(np.array([1.0, 2.0]), np.array([1, 1]), units, drawn)
