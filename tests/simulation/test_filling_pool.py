"""Filling on several processes: the order, the errors and the end are those of one process."""

import os

import pytest

from simulation.filling_in import NoAnswerFits
from simulation.filling_pool import FillerDied, fill_all


def desk() -> int:
    return 100


def added(desk: int, item: int) -> tuple[int, int]:
    return desk + item, item


def closed_desk() -> int:
    raise NoAnswerFits(form="contact", question="desk")


def refusing(desk: int, item: int) -> int:
    if item == 7:
        raise NoAnswerFits(form="contact", question=f"q{item}")
    return desk


def dying(_desk: int, _item: int) -> int:
    os._exit(9)


@pytest.mark.parametrize("processes", [1, 2])
def test_what_is_filled_keeps_the_order_of_the_items(processes: int) -> None:
    expected = [(100 + n, n) for n in range(30)]
    assert list(fill_all(desk, added, range(30), processes=processes, chunk=4)) == expected


@pytest.mark.parametrize("processes", [1, 2])
def test_what_goes_wrong_in_a_process_arrives_whole(processes: int) -> None:
    with pytest.raises(NoAnswerFits) as refused:
        list(fill_all(desk, refusing, range(20), processes=processes, chunk=2))
    assert refused.value.problems[0].values == {"form": "contact", "question": "q7"}


@pytest.mark.parametrize("processes", [1, 2])
def test_a_desk_that_cannot_be_opened_is_told(processes: int) -> None:
    with pytest.raises(NoAnswerFits):
        list(fill_all(closed_desk, added, range(20), processes=processes))


def test_a_process_that_dies_is_said_in_a_sentence() -> None:
    with pytest.raises(FillerDied):
        list(fill_all(desk, dying, range(4), processes=2))


def test_a_reader_who_has_enough_ends_the_processes() -> None:
    filled = fill_all(desk, added, iter(range(10_000)), processes=2, chunk=5)
    assert next(filled) == (100, 0)
    filled.close()  # type: ignore[attr-defined]  # an iterator that is a generator
