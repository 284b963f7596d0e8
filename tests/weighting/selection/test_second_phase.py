"""The second phase: a sample of each class, with the probability n2 / n1."""

from collections import Counter

import pytest

from questionnaires.problems import ProblemError
from weighting.selection.phases import second_phase

UNITS = [f"U{k:02d}" for k in range(30)]
CLASSES = ["none"] * 20 + ["foreign"] * 10
WANTED = {"none": 4, "foreign": 12}


def test_each_class_has_its_size_and_its_probability() -> None:
    kept = second_phase(UNITS, CLASSES, WANTED, 5)
    assert Counter(one.p for one in kept) == {0.2: 4, 1.0: 10}
    assert sum(1 / one.p for one in kept) == 30


def test_the_order_of_the_units_and_the_other_classes_change_nothing() -> None:
    kept = second_phase(UNITS, CLASSES, WANTED, 5)
    assert second_phase(UNITS[::-1], CLASSES[::-1], WANTED, 5) == kept
    alone = second_phase(UNITS[:20], CLASSES[:20], WANTED, 5)
    assert alone == tuple(one for one in kept if one.p < 1)


def test_over_many_seeds_each_unit_comes_with_its_probability() -> None:
    counts = Counter(one.unit_id for seed in range(1500) for one in second_phase(UNITS, CLASSES, WANTED, seed))
    assert max(abs(counts[unit] / 1500 - 0.2) for unit in UNITS[:20]) < 4.5 * (0.2 * 0.8 / 1500) ** 0.5


@pytest.mark.parametrize(
    ("units", "wanted", "code"),
    [([*UNITS[:29], "U00"], WANTED, "unit_twice"), (UNITS, {"foreign": 3}, "class_without_size")],
)
def test_what_would_leave_units_without_a_chance_is_refused(
    units: list[str], wanted: dict[str, int], code: str
) -> None:
    with pytest.raises(ProblemError) as refused:
        second_phase(units, CLASSES, wanted, 5)
    assert refused.value.problems[0].code == f"selection.{code}"
