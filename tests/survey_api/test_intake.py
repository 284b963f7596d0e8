"""The line before the writer: as many as a thousand tablets may stand in it, but not more than memory bears."""

import asyncio
from concurrent.futures import Future
from dataclasses import replace

import pytest

from survey_api.collection import intake
from survey_api.collection.intake import Intake
from survey_api.store.arrivals import Arrival, Kept
from survey_api.store.writer import LARGEST_GROUP, Busy, NotWritten
from tests.survey_api.test_writer import arrival


class Slow:
    """A store that takes everything and answers when it is told to."""

    running = True

    def __init__(self) -> None:
        self.taken: list[tuple[list[Arrival], Future[list[Kept | NotWritten]]]] = []

    def submit(self, arrivals: list[Arrival]) -> "Future[list[Kept | NotWritten]]":
        self.taken.append((arrivals, Future()))
        return self.taken[-1][1]

    def answer(self) -> None:
        arrivals, answer = self.taken.pop(0)
        answer.set_result([Kept(1, new=True, quarantine=None) for _ in arrivals])


async def standing_in(line: Intake, count: int, content: bytes = b"") -> list["asyncio.Task[Kept]"]:
    tasks = [asyncio.create_task(line.keep(replace(arrival(str(n)), content=content))) for n in range(count)]
    await asyncio.sleep(0.01)
    return tasks


def test_the_line_is_bounded_by_number() -> None:
    async def crowd() -> None:
        store = Slow()
        line = Intake(store, capacity=3)  # type: ignore[arg-type]  # a store of the tests
        under_way = await standing_in(line, 1)
        waiting = await standing_in(line, 3)
        assert line.waiting == 3
        with pytest.raises(Busy):
            await line.keep(arrival("one too many"))
        for _ in range(2):
            store.answer()
            await asyncio.sleep(0.01)
        assert all(kept.new for kept in await asyncio.gather(*under_way, *waiting))

    asyncio.run(crowd())


def test_the_line_is_bounded_by_weight_and_opens_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "HEAVIEST_LINE", 1_000)

    async def crowd() -> None:
        store = Slow()
        line = Intake(store, capacity=1_000)  # type: ignore[arg-type]  # a store of the tests
        under_way = await standing_in(line, 1)
        waiting = await standing_in(line, 2, bytes(400))
        with pytest.raises(Busy):
            await line.keep(replace(arrival("too heavy"), content=bytes(400)))
        for _ in range(2):
            store.answer()
            await asyncio.sleep(0.01)
        after = await standing_in(line, 1, bytes(900))
        store.answer()
        assert all(kept.new for kept in await asyncio.gather(*under_way, *waiting, *after))

    asyncio.run(crowd())


def test_what_waits_is_handed_over_in_groups_of_bounded_size() -> None:
    async def crowd() -> list[int]:
        store = Slow()
        line = Intake(store, capacity=10_000)  # type: ignore[arg-type]  # a store of the tests
        tasks = await standing_in(line, 3 * LARGEST_GROUP)
        sizes = []
        while store.taken:
            sizes.append(len(store.taken[0][0]))
            store.answer()
            await asyncio.sleep(0.01)
        assert all(task.done() for task in tasks)
        return sizes

    assert asyncio.run(crowd()) == [LARGEST_GROUP] * 3
