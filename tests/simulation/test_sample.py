import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighting.selection.probabilities import inclusion_probabilities
from weighting.selection.systematic import systematic
from weighting.selection.within_dwelling import persons_to_select, select_within

STARTS = (np.arange(2000) + 0.5) / 2000


@given(st.lists(st.integers(1, 500), min_size=2, max_size=30), st.data())
def test_inclusion_probabilities_sum_to_the_sample_size(sizes: list[int], data: st.DataObject) -> None:
    n = data.draw(st.integers(1, len(sizes)))
    p = inclusion_probabilities(sizes, n)
    assert p.sum() == pytest.approx(n)
    assert ((p > 0) & (p <= 1 + 1e-12)).all()


def test_a_unit_larger_than_the_step_is_certain_and_the_others_share_the_rest_by_size() -> None:
    assert inclusion_probabilities([10, 10, 20, 160], 2).tolist() == pytest.approx([0.25, 0.25, 0.5, 1.0])


@pytest.mark.parametrize(
    ("sizes", "n"), [([1, 2, 3, 4], 2), ([5, 5, 5], 1), ([1, 1, 1, 97], 2), ([3, 9, 1, 7, 7, 2], 3)]
)
def test_over_all_starts_each_unit_is_drawn_with_its_probability_and_every_sample_has_its_size(
    sizes: list[int], n: int
) -> None:
    p = inclusion_probabilities(sizes, n)
    draws = np.array([systematic(p, start) for start in STARTS])
    assert set(draws.sum(axis=1).tolist()) == {n}
    assert draws.mean(axis=0) == pytest.approx(p, abs=1e-3)


@pytest.mark.parametrize(("eligible", "selected"), [(0, 0), (1, 1), (5, 1), (6, 2), (14, 2), (15, 3), (40, 3)])
def test_one_person_up_to_five_eligible_two_up_to_fourteen_three_above(eligible: int, selected: int) -> None:
    assert int(persons_to_select([eligible])[0]) == selected


@pytest.mark.parametrize("n", [1, 4, 5, 6, 11, 14, 15, 22])
def test_over_all_starts_every_member_is_selected_with_the_same_probability(n: int) -> None:
    age, sex, line = np.full(n, 30), np.array(["1"] * n), np.arange(1, n + 1)
    draws = [select_within(np.zeros(n, dtype=np.int64), age, sex, line, np.array([start]))[0] for start in STARTS]
    k = int(persons_to_select([n])[0])
    assert {int(drawn.sum()) for drawn in draws} == {k}
    assert np.mean(draws, axis=0) == pytest.approx(np.full(n, k / n), abs=2e-3)


def test_the_order_of_the_roster_does_not_change_who_is_selected() -> None:
    unit, line = np.zeros(4, dtype=np.int64), np.arange(1, 5)
    age, sex = np.array([40, 22, 22, 31]), np.array(["1", "2", "1", "2"])
    for start in STARTS[::50]:
        selected, _ = select_within(unit, age, sex, line, np.array([start]))
        other, _ = select_within(unit, age[::-1], sex[::-1], line, np.array([start]))
        assert (age[selected].tolist(), sex[selected].tolist()) == (
            age[::-1][other].tolist(),
            sex[::-1][other].tolist(),
        )
