"""Where requests meet the writer: what arrives while a batch is being written goes with the next, in one hand-over."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress

from survey_api.store.arrivals import Arrival, Kept
from survey_api.store.submissions import SubmissionStore
from survey_api.store.writer import LARGEST_GROUP, Busy, NotWritten

HEAVIEST_LINE = 64 * 1024 * 1024  # bytes of the content of what waits

_Batch = Sequence[tuple[Arrival, "asyncio.Future[Kept]"]]


class Intake:
    """A bounded line of arrivals of one event loop before the store.

    One batch at a time is under way: while it is written the next one grows, and a large one costs little more.
    """

    def __init__(self, store: SubmissionStore, capacity: int) -> None:
        self._store = store
        self._capacity = capacity
        self._line: list[tuple[Arrival, asyncio.Future[Kept]]] = []
        self._weight = 0
        self._under_way = False
        self._handed_over_soon = False

    @property
    def waiting(self) -> int:
        """How many arrivals stand in the line."""
        return len(self._line)

    async def keep(self, arrival: Arrival) -> Kept:
        """The arrival is on the disk when this returns. Raises Busy, Stopped, NotWritten."""
        if len(self._line) >= self._capacity or self._weight + len(arrival.content) > HEAVIEST_LINE:
            raise Busy()
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Kept] = loop.create_future()
        self._line.append((arrival, answer))
        self._weight += len(arrival.content)
        if not self._under_way and not self._handed_over_soon:
            self._handed_over_soon = True
            loop.call_soon(self._hand_over, loop)  # after the others that arrived at this moment
        return await answer

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        self._handed_over_soon = False
        batch, self._line = self._line[:LARGEST_GROUP], self._line[LARGEST_GROUP:]
        if not batch:
            return
        self._weight -= sum(len(arrival.content) for arrival, _ in batch)
        try:
            written = self._store.submit([arrival for arrival, _ in batch])
        except Exception as refusal:  # the store takes nothing: said to each
            _tell(batch, [refusal] * len(batch))
            if self._line:
                loop.call_soon(self._hand_over, loop)
            return
        self._under_way = True
        written.add_done_callback(lambda done: soon(loop, self._written, loop, batch, done))

    def _written(
        self, loop: asyncio.AbstractEventLoop, batch: _Batch, done: "Future[Sequence[Kept | NotWritten]]"
    ) -> None:
        self._under_way = False
        failure = done.exception()
        _tell(batch, done.result() if failure is None else [failure] * len(batch))
        if self._line:
            self._hand_over(loop)


def soon(loop: asyncio.AbstractEventLoop, call: Callable[..., None], *given: object) -> None:
    """Have an event loop make a call, from another thread; nothing where the loop has ended: nobody waits there."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(call, *given)


def _tell(batch: _Batch, outcomes: Sequence[Kept | BaseException]) -> None:
    for (_, answer), outcome in zip(batch, outcomes, strict=True):
        if answer.done():  # the tablet is gone; what it sent is on the disk all the same
            continue
        if isinstance(outcome, Kept):
            answer.set_result(outcome)
        else:
            answer.set_exception(outcome)
