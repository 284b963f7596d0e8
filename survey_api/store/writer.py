"""The one thread that writes: whatever waits is written together, committed once, and only then answered."""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from questionnaires.problems import ProblemError
from survey_api.store.arrivals import Arrival, Kept

LARGEST_GROUP = 64
LOG = logging.getLogger("survey_api.writer")
T = TypeVar("T")


class Busy(ProblemError):
    """More is waiting to be written than the service accepts; the tablet tries again."""

    code = "service.busy"


class Stopped(ProblemError):
    """The service can no longer write; nothing was acknowledged."""

    code = "service.stopped"


class NotWritten(ProblemError):
    """This one row could not be written, though its neighbours could."""

    code = "service.not_written"


@dataclass(frozen=True)
class _Posted:
    arrival: Arrival
    answer: "Future[Kept]" = field(default_factory=Future)


@dataclass(frozen=True)
class _Ordered:
    change: Callable[[Connection], Any]  # whatever the caller's change returns
    answer: "Future[Any]" = field(default_factory=Future)


class _Refused(Exception):
    """A change was not made, for a reason of its own; the database is sound."""

    def __init__(self, reason: Exception) -> None:
        super().__init__()
        self.reason = reason


def _changed(connection: Connection, ordered: _Ordered) -> Any:  # whatever the caller's change returns
    try:
        return ordered.change(connection)
    except Exception as reason:
        if isinstance(reason, DBAPIError) and reason.connection_invalidated:
            raise
        raise _Refused(reason) from reason


Waiting = _Posted | _Ordered


def _resolve(item: Waiting, result: Any) -> None:  # of the kind the future was made for
    with suppress(InvalidStateError):  # nobody waits for it any more; it is on the disk all the same
        item.answer.set_result(result)


def _fail(item: Waiting, reason: Exception) -> None:
    with suppress(InvalidStateError):
        item.answer.set_exception(reason)


Keep = Callable[[Connection, Sequence[Arrival]], Sequence[Kept]]


class Writer:
    """A bounded queue before one thread that owns the writing connection.

    ``keep`` writes several arrivals at once; ``seal`` is the last thing that every transaction does; ``failed`` is told
    once when the database can no longer be trusted.
    """

    def __init__(
        self,
        connection: Connection,
        keep: Keep,
        seal: Callable[[Connection], None],
        *,
        capacity: int,
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        self._connection = connection
        self._keep = keep
        self._seal = seal
        self._failed = failed
        self._waiting: queue.Queue[Waiting | None] = queue.Queue(capacity)
        self._stopped = threading.Event()
        self._door = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether what is handed over now will be written."""
        return not self._stopped.is_set()

    def submit(self, arrival: Arrival) -> "Future[Kept]":
        """Queue one arrival; the future is resolved after the commit. Raises Busy, Stopped."""
        posted = _Posted(arrival)
        self._put(posted)
        return posted.answer

    def change(self, change: Callable[[Connection], T]) -> "Future[T]":
        """Queue one other change, a transaction of its own. Raises Busy, Stopped."""
        ordered = _Ordered(change)
        self._put(ordered)
        return ordered.answer

    def close(self) -> None:
        """Write what waits, then end the thread and give the connection back."""
        with self._door:
            closing = not self._stopped.is_set()
            self._stopped.set()
        if closing:
            self._waiting.put(None)
        self._thread.join()
        self._connection.close()

    def _put(self, item: Waiting) -> None:
        with self._door:
            if self._stopped.is_set():
                raise Stopped()
            try:
                self._waiting.put_nowait(item)
            except queue.Full:
                raise Busy() from None

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            posted = [item for item in group if isinstance(item, _Posted)]
            done = not posted or self._write_together(posted)
            for item in group:
                if isinstance(item, _Ordered):
                    done = done and self._write_alone(item)
                    if not done and not item.answer.done():
                        _fail(item, Stopped())
            if not done:
                self._give_up()
                return

    def _next_group(self) -> "list[Waiting] | None":
        first = self._waiting.get()
        if first is None:
            return None
        group = [first]
        while len(group) < LARGEST_GROUP:
            try:
                item = self._waiting.get_nowait()
            except queue.Empty:
                break
            if item is None:
                self._waiting.put(None)
                break
            group.append(item)
        return group

    def _write_together(self, posted: Sequence[_Posted]) -> bool:
        try:
            with self._connection.begin():
                outcomes = self._keep_or_split(posted)
                self._seal(self._connection)
        except Exception:  # whatever it is, nothing of this group may be acknowledged
            LOG.exception("the commit of %d submissions failed", len(posted))
            for item in posted:
                _fail(item, Stopped())
            return False
        for item, outcome in zip(posted, outcomes, strict=True):
            if isinstance(outcome, Kept):
                _resolve(item, outcome)
            else:
                _fail(item, outcome)
        return True

    def _keep_or_split(self, posted: Sequence[_Posted]) -> list[Kept | NotWritten]:
        """Halve a group that the database refuses until the row it refuses stands alone."""
        try:
            with self._connection.begin_nested():
                return list(self._keep(self._connection, [item.arrival for item in posted]))
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            if len(posted) == 1:
                LOG.error("one submission could not be written: %s", type(error.orig).__name__)
                return [NotWritten()]
        middle = len(posted) // 2
        return self._keep_or_split(posted[:middle]) + self._keep_or_split(posted[middle:])

    def _write_alone(self, ordered: _Ordered) -> bool:
        try:
            with self._connection.begin():
                result = _changed(self._connection, ordered)
                self._seal(self._connection)
        except _Refused as refused:
            _fail(ordered, refused.reason)
            return True
        except Exception:  # the commit itself, or the way back: the database can no longer be trusted
            LOG.exception("the commit of a change failed")
            _fail(ordered, Stopped())
            return False
        _resolve(ordered, result)
        return True

    def _give_up(self) -> None:
        with self._door:
            self._stopped.set()
        while True:
            try:
                item = self._waiting.get_nowait()
            except queue.Empty:
                break
            if item is not None:
                _fail(item, Stopped())
        self._failed()
