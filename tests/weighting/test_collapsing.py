"""Which classes are joined, and why."""

import numpy as np
import pytest

from weighting.collapsing import Counts, Neighbours

RULE = Neighbours(fewest=20, largest_factor=3)


def counts(table: str) -> Counts:
    """One line a class: keys joined by /, respondents, weight of all, weight of respondents."""
    lines = [line.split() for line in table.strip().splitlines()]
    return Counts(
        tuple(tuple(line[0].split("/")) for line in lines),
        np.array([int(line[1]) for line in lines]),
        np.array([float(line[2]) for line in lines]),
        np.array([float(line[3]) for line in lines]),
    )


@pytest.mark.parametrize(
    ("table", "groups"),
    [
        ("GT/AFR 30 100 60 \n GT/MAG 30 100 60", [0, 1]),
        # too few respondents: joined within the region, to the smaller neighbour
        ("GT/AFR 40 100 60 \n GT/EUR  5 10 9 \n GT/MAG 30 100 60", [0, 1, 1]),
        # the same region before a smaller class of another region
        ("CE/MAG 20 100 60 \n GT/AFR  5 10 9 \n GT/MAG 90 100 60", [0, 1, 1]),
        # too large a factor
        ("GT/AFR 30 100 20 \n GT/MAG 30 100 60", [0, 0]),
        # nobody answered
        ("GT/AFR  0 50  0 \n GT/MAG 30 100 60 \n SU/MAG 30 100 60", [0, 0, 1]),
        # one group is left even where it stays small
        ("GT/AFR  4 100 60 \n GT/MAG  3 100 60", [0, 0]),
    ],
)
def test_weak_classes_join_their_nearest_neighbour(table: str, groups: list[int]) -> None:
    found, _ = RULE.groups(counts(table))
    assert found.tolist() == groups


def test_each_joining_says_which_class_and_why() -> None:
    _, collapsed = RULE.groups(counts("GT/AFR 40 100 60 \n GT/EUR 5 10 9 \n GT/MAG 30 100 60"))
    (joined,) = collapsed
    assert (joined.cell, joined.into, joined.reason) == ("GT / EUR", "GT / MAG", "5 < 20")
