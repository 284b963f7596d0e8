"""What arrives together is written together; each learns what became of its own."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future

import pytest

from survey_api.collection.intake import Intake
from survey_api.store.arrivals import Arrival, Kept
from survey_api.store.writer import Busy, NotWritten, Stopped
from tests.survey_api.builders import NOON

Answers = Sequence[Kept | NotWritten]


class Store:
    """Keeps batches, and answers when it is told to."""

    running = True

    def __init__(self) -> None:
        self.batches: list[tuple[list[str], Future[Answers]]] = []

    def submit(self, arrivals: Sequence[Arrival]) -> "Future[Answers]":
        answer: Future[Answers] = Future()
        self.batches.append(([arrival.digest for arrival in arrivals], answer))
        return answer


def arrival(name: str) -> Arrival:
    return Arrival(name, "visit", "7", name, None, None, None, b"", "tablet-1", NOON)


def kept(number: int) -> Kept:
    return Kept(number, new=True, quarantine=None)


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_what_arrives_together_is_handed_over_together_and_what_comes_meanwhile_waits() -> None:
    async def scene() -> None:
        store = Store()
        intake = Intake(store, capacity=100)
        tasks = [asyncio.create_task(intake.keep(arrival(name))) for name in "abc"]
        await turns()
        for name in "defgh":
            tasks.append(asyncio.create_task(intake.keep(arrival(name))))
            await turns()
        assert [names for names, _ in store.batches] == [["a", "b", "c"]]
        store.batches[0][1].set_result([kept(1), kept(2), kept(3)])
        await turns()
        assert store.batches[1][0] == ["d", "e", "f", "g", "h"]
        store.batches[1][1].set_result([kept(n) for n in range(4, 9)])
        assert [one.number for one in await asyncio.gather(*tasks)] == list(range(1, 9))

    asyncio.run(scene())


def test_each_learns_what_became_of_its_own() -> None:
    async def scene() -> None:
        store = Store()
        intake = Intake(store, capacity=100)
        tasks = [asyncio.create_task(intake.keep(arrival(name))) for name in "abc"]
        await turns()
        tasks[0].cancel()
        store.batches[0][1].set_result([kept(1), NotWritten(), kept(3)])
        gone, refused, taken = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(gone, asyncio.CancelledError)
        assert isinstance(refused, NotWritten)
        assert taken == kept(3)

    asyncio.run(scene())


def test_a_long_line_asks_the_tablet_to_come_back() -> None:
    async def scene() -> None:
        intake = Intake(Store(), capacity=2)
        tasks = []
        for name in "abcdefg":
            tasks.append(asyncio.create_task(intake.keep(arrival(name))))
            await turns()
        assert [task.done() for task in tasks] == [False] * 3 + [True] * 4
        for task in tasks[3:]:
            with pytest.raises(Busy):
                task.result()
        for task in tasks[:3]:
            task.cancel()

    asyncio.run(scene())


def test_where_the_store_takes_nothing_all_are_told() -> None:
    class Full(Store):
        def submit(self, _: Sequence[Arrival]) -> "Future[Answers]":
            raise Busy()

    async def scene() -> None:
        intake = Intake(Full(), capacity=300)
        answers = await asyncio.gather(*(intake.keep(arrival(str(n))) for n in range(300)), return_exceptions=True)
        assert {type(answer) for answer in answers} == {Busy}
        assert intake.waiting == 0

    asyncio.run(scene())


def test_a_failed_batch_gives_no_receipt_to_any() -> None:
    async def scene() -> None:
        store = Store()
        intake = Intake(store, capacity=2)
        tasks = [asyncio.create_task(intake.keep(arrival(name))) for name in "ab"]
        await turns()
        store.batches[0][1].set_exception(Stopped())
        assert [type(one) for one in await asyncio.gather(*tasks, return_exceptions=True)] == [Stopped, Stopped]

    asyncio.run(scene())
