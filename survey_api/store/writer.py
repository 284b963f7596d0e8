"""The one thread that writes: whatever waits is written together, committed once, and only then answered."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from questionnaires.problems import ProblemError
from survey_api.store.arrivals import Arrival, Kept
from survey_api.store.embedded import UnsafeSetting
from survey_api.store.failures import DiskFull, Unavailable, failure_of

LARGEST_GROUP = 128  # rows that are committed together
LINGER = 0.05  # seconds that what is in no hurry waits for a commit to share
ASKED_EVERY = 0.2  # seconds between two attempts to reach a server that is gone
LOG = logging.getLogger("survey_api.writer")
T = TypeVar("T")
R = TypeVar("R")


class Busy(ProblemError):
    """More is waiting to be written than the service accepts; the tablet tries again."""

    code = "service.busy"


class Stopped(ProblemError):
    """The service can no longer write; nothing was acknowledged."""

    code = "service.stopped"


class NotWritten(ProblemError):
    """This one row could not be written, though its neighbours could."""

    code = "service.not_written"


Write = Callable[[Connection, Sequence[T]], Sequence[R]]
"""Writes several items in the caller's transaction; one answer for each, in order."""


@dataclass(frozen=True, slots=True)
class _Together:
    write: Write[Any, Any]  # of whatever the items are
    items: Sequence[Any]
    answer: "Future[Any]" = field(default_factory=Future)


@dataclass(frozen=True, slots=True)
class _Alone:
    change: Callable[[Connection], Any]  # whatever the caller's change returns
    answer: "Future[Any]" = field(default_factory=Future)


class _Lingering:
    """Something is there that is in no hurry."""


class _Unfit(Exception):
    """The database refused something in a group of rows."""


class _Refused(Exception):
    """A change was not made, for a reason of its own; the database is sound."""

    def __init__(self, reason: Exception) -> None:
        super().__init__()
        self.reason = reason


def _changed(connection: Connection, alone: _Alone) -> Any:  # whatever the caller's change returns
    try:
        return alone.change(connection)
    except Exception as reason:
        if failure_of(reason) is not None:
            raise
        raise _Refused(reason) from reason


Work = _Together | _Alone
_How = Callable[[Write[Any, Any], Sequence[Any]], Sequence[Any]]


def _resolve(work: Work, result: Any) -> None:  # of the kind the future was made for
    with suppress(InvalidStateError):  # nobody waits for it any more; it is on the disk all the same
        work.answer.set_result(result)


def _fail(work: Work, reason: Exception) -> None:
    with suppress(InvalidStateError):
        work.answer.set_exception(reason)


class Writer:
    """A bounded queue before one thread that owns the writing connection.

    ``keep`` writes several arrivals at once; ``seal`` is the last thing that every transaction does; ``renew`` connects
    anew where a server was gone; ``failed`` is told once when the database can no longer be trusted; ``written`` is
    told how many rows a commit had and how many seconds it took.
    """

    def __init__(
        self,
        connection: Connection,
        keep: Write[Arrival, Kept],
        seal: Callable[[Connection], None],
        *,
        capacity: int,
        renew: Callable[[], Connection] | None = None,
        failed: Callable[[], None] = lambda: None,
        written: Callable[[int, float], None] = lambda _rows, _seconds: None,
    ) -> None:
        self._connection = connection
        self._keep = keep
        self._seal = seal
        self._renew = renew
        self._failed = failed
        self._measured = written
        self._full = False
        self._gone = False
        self._waiting: queue.Queue[Work | _Lingering | None] = queue.Queue(capacity)
        self._lingering: list[_Together] = []
        self._stopped = threading.Event()
        self._door = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether what is handed over now will be written."""
        return not self._stopped.is_set()

    @property
    def short_of(self) -> ProblemError | None:
        """What the last attempt to write met: no room, no database; nothing where it succeeded."""
        return DiskFull() if self._full else Unavailable() if self._gone else None

    def submit(self, arrivals: Sequence[Arrival]) -> "Future[Sequence[Kept | NotWritten]]":
        """Queue arrivals; the future is resolved after the commit, one answer for each. Raises Busy, Stopped."""
        return self.together(self._keep, arrivals)

    def together(self, write: Write[T, R], items: Sequence[T]) -> "Future[Sequence[R | NotWritten]]":
        """Queue items that may share a commit with whatever else waits. Raises Busy, Stopped."""
        work = _Together(write, items)
        self._put(work)
        return work.answer

    def soon(self, write: Write[T, R], items: Sequence[T]) -> "Future[Sequence[R | NotWritten]]":
        """Queue items that are in no hurry: they go with the next commit, or after a moment alone. Raises Stopped."""
        work = _Together(write, items)
        with self._door:
            if self._stopped.is_set():
                raise Stopped()
            self._lingering.append(work)
        with suppress(queue.Full):  # a full queue is no reason to wake the thread
            self._waiting.put_nowait(_Lingering())
        return work.answer

    def change(self, change: Callable[[Connection], T]) -> "Future[T]":
        """Queue one other change, a transaction of its own. Raises Busy, Stopped."""
        work = _Alone(change)
        self._put(work)
        return work.answer

    def close(self) -> None:
        """Write what waits, then end the thread and give the connection back."""
        with self._door:
            closing = not self._stopped.is_set()
            self._stopped.set()
        if closing:
            self._waiting.put(None)
        self._thread.join()
        self._connection.close()

    def _put(self, work: Work) -> None:
        with self._door:
            if self._stopped.is_set():
                raise Stopped()
            if self._gone:
                raise Unavailable()
            try:
                self._waiting.put_nowait(work)
            except queue.Full:
                raise Busy() from None

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            shared = [work for work in group if isinstance(work, _Together)]
            done = not shared or self._write_together(shared)
            for work in group:
                if isinstance(work, _Alone):
                    done = done and self._write_alone(work)
                    if not done and not work.answer.done():
                        _fail(work, Stopped())
            if not done:
                self._give_up()
                return

    def _next_group(self) -> "list[Work] | None":
        """What is committed next, now and then nothing; None once the end is reached."""
        first = self._first()
        if first is None:
            if not self._lingering:
                return None
            self._waiting.put(None)  # the end, once more when those are written
        group: list[Work] = [] if first is None or isinstance(first, _Lingering) else [first]
        size = sum(map(_size, group))
        while group and size < LARGEST_GROUP:
            try:
                work = self._waiting.get_nowait()
            except queue.Empty:
                break
            if work is None:
                self._waiting.put(None)
                break
            if not isinstance(work, _Lingering):
                group.append(work)
                size += _size(work)
        with self._door:
            lingering, self._lingering = self._lingering, []
        return [*group, *lingering]

    def _first(self) -> "Work | _Lingering | None":
        """The next work that is in a hurry, or what says that some lingers and nothing came to share a commit with."""
        first = self._waiting.get()
        until = time.monotonic() + LINGER
        while isinstance(first, _Lingering):
            try:
                first = self._waiting.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
        return first

    def _write_together(self, shared: Sequence[_Together]) -> bool:
        started = time.monotonic()
        try:
            try:
                outcomes = self._written(shared, self._write_at_once)
            except _Unfit:
                outcomes = self._written(shared, self._write_or_split)
        except Exception as error:  # whatever it is, nothing of this group may be acknowledged
            return self._gone_wrong(shared, error)
        self._measured(sum(map(_size, shared)), time.monotonic() - started)
        self._full = False
        for write, works in _by_write(shared):
            answers = iter(outcomes[write])
            for work in works:
                _resolve(work, [next(answers) for _ in work.items])
        return True

    def _written(self, shared: Sequence[_Together], how: _How) -> Mapping[Write[Any, Any], Sequence[Any]]:
        with self._connection.begin():
            outcomes = {write: how(write, _items(works)) for write, works in _by_write(shared)}
            self._seal(self._connection)
        return outcomes

    def _write_at_once(self, write: Write[Any, Any], items: Sequence[Any]) -> Sequence[Any]:
        """All or nothing: what nearly always succeeds needs no place to come back to."""
        try:
            return write(self._connection, items)
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            raise _Unfit() from error

    def _write_or_split(self, write: Write[Any, Any], items: Sequence[Any]) -> Sequence[Any]:
        """Halve a group that the database refuses until the row it refuses stands alone."""
        try:
            with self._connection.begin_nested():
                return write(self._connection, items)
        except DBAPIError as error:
            if failure_of(error) is not None:
                raise
            if len(items) == 1:
                LOG.error("one row could not be written", extra={"error": type(error.orig).__name__})
                return [NotWritten()]
        middle = len(items) // 2
        return [*self._write_or_split(write, items[:middle]), *self._write_or_split(write, items[middle:])]

    def _write_alone(self, work: _Alone) -> bool:
        try:
            with self._connection.begin():
                result = _changed(self._connection, work)
                self._seal(self._connection)
        except _Refused as refused:
            _fail(work, refused.reason)
            return True
        except Exception as error:  # the commit itself, or the way back
            return self._gone_wrong([work], error)
        self._full = False
        _resolve(work, result)
        return True

    def _gone_wrong(self, works: Sequence[Work], error: Exception) -> bool:
        """Nothing of this was written, or nobody knows; whether the next may be."""
        failure = failure_of(error)
        lost = self._renew is not None and isinstance(failure, Unavailable) and self._connection.invalidated
        if failure is None or not (self._came_back() or lost):
            LOG.exception("a commit failed")
            failure, lost = Stopped(), False
        else:
            LOG.warning("nothing can be written now", extra={"code": failure.problems[0].code})
        self._full = isinstance(failure, DiskFull)
        self._gone = lost
        for work in works:
            _fail(work, failure)
        return not isinstance(failure, Stopped) and (not lost or self._connected_anew())

    def _came_back(self) -> bool:
        """Whether the transaction was undone and the connection can be used again."""
        with suppress(DBAPIError):
            if self._connection.in_transaction():
                self._connection.rollback()
            raw: Any = None if self._connection.invalidated else self._connection.connection.driver_connection
            return raw is not None and not getattr(raw, "in_transaction", False)
        return False

    def _connected_anew(self) -> bool:
        """Ask until the database answers again; whoever waits is told at once. False where the service ends."""
        assert self._renew is not None  # noqa: S101 (asked before)
        while not self._stopped.is_set():
            self._turn_away(Unavailable())
            try:
                self._connection = self._renew()
            except (DBAPIError, ProblemError) as error:
                if isinstance(error, UnsafeSetting):
                    return False
                time.sleep(ASKED_EVERY)
            else:
                self._gone = False
                LOG.warning("the database answers again")
                break
        return not self._stopped.is_set()

    def _give_up(self) -> None:
        with self._door:
            closing = self._stopped.is_set()
            self._stopped.set()
        self._turn_away(Stopped())
        if not closing:
            self._failed()

    def _turn_away(self, reason: ProblemError) -> None:
        while True:
            try:
                work = self._waiting.get_nowait()
            except queue.Empty:
                break
            if isinstance(work, _Together | _Alone):
                _fail(work, reason)
        lingering, self._lingering = self._lingering, []
        for together in lingering:
            _fail(together, reason)


def _size(work: Work) -> int:
    return len(work.items) if isinstance(work, _Together) else 1


def _by_write(shared: Iterable[_Together]) -> Iterable[tuple[Write[Any, Any], list[_Together]]]:
    """What is written in the same way goes together, in the order in which it was queued."""
    groups: dict[Write[Any, Any], list[_Together]] = {}
    for work in shared:
        groups.setdefault(work.write, []).append(work)
    return groups.items()


def _items(works: Iterable[_Together]) -> list[Any]:
    return [item for work in works for item in work.items]
