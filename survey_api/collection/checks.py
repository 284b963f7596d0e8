"""The line before whoever checks: short, bounded, and without loss, for what waits for a verdict waits in the store.

A record is on the disk before it stands in this line. Where the line is full, where the service ends or the check
breaks down, the record stays without a verdict there, and is taken up again from there.
"""

import asyncio
import logging
import math
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from questionnaires.facts import RecordFacts
from questionnaires.fieldwork import FieldParts
from questionnaires.problems import ProblemError
from survey_api.collection.check_process import Died
from survey_api.collection.checking import Checker, Published, ToCheck, Version
from survey_api.collection.intake import soon
from survey_api.store import contents, forms, verdicts
from survey_api.store.arrivals import Findings
from survey_api.store.vault import Vault
from survey_api.store.verdicts import Judged, judge
from survey_api.store.writer import NotWritten, Stopped, Write, Writer

LOG = logging.getLogger("survey_api.checks")
LONGEST_LINE = 512  # records
HEAVIEST_LINE = 16 * 1024 * 1024  # bytes of their content
BATCH = 32  # records that are checked between two looks at the line
PAUSE = 0.2  # seconds before checking goes on after something unforeseen
T = TypeVar("T")


class Reads(Protocol):
    """Answers a question about the store."""

    def __call__(self, question: Callable[[Connection], T]) -> T:
        """The answer, on a connection that cannot write."""


@dataclass(frozen=True, slots=True)
class Due:
    """A record on the disk that is to be checked. ``broke_off``: it was tried before, and waits in quarantine."""

    submission: int
    version: Version
    content: bytes = field(repr=False)
    broke_off: bool = False


_Stored = Future[Sequence[NotWritten | None]]
_Store = Callable[[Write[Judged, None], Sequence[Judged]], _Stored]


class Checks:
    """The line, and the one thread that serves it. Nothing is checked where there is no checker."""

    def __init__(
        self,
        checker: Checker | None,
        writer: Writer,
        read: Reads,
        vault: Vault,
        clock: Callable[[], datetime],
        parts: FieldParts,
        patience: float,
        checked: Callable[[int, float], None] = lambda _records, _seconds: None,
        learn: Callable[[RecordFacts], None] = lambda _facts: None,
        settled: Callable[[Sequence[tuple[str, int]]], None] = lambda _records: None,
    ) -> None:
        self._checker = checker
        self._writer = writer
        self._read = read
        self._vault = vault
        self._clock = clock
        self._parts = parts
        self._checked = checked
        self._learn = learn
        self._settled = settled  # told the questionnaire and number of records whose verdict is on the disk
        self._patience = patience
        self._arriving: list[Due] = []  # in this turn of the event loop: they enter the line together
        self._line: queue.SimpleQueue[Sequence[Due]] = queue.SimpleQueue()
        self._awaited: dict[int, asyncio.Future[Findings | None]] = {}  # until the verdict is on the disk
        self._weight = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._storing: _Stored = Future()
        self._storing.set_result([])
        self._broken_too = True  # once, after the start: the program may have been repaired
        self._stopping = False
        self._behind = _Behind()
        self._thread = threading.Thread(target=self._run, name="checks", daemon=True)
        if checker is not None:
            self._thread.start()

    def ask(self, due: Due) -> "asyncio.Future[Findings | None] | None":
        """Have a record checked: the verdict, which is None once patience is at its end; or nothing to wait for."""
        if self._checker is None:
            return None
        if len(self._awaited) >= LONGEST_LINE or self._weight + len(due.content) > HEAVIEST_LINE:
            self._behind.reach_back_to(due.submission)
            return None
        self._loop = asyncio.get_running_loop()
        verdict: asyncio.Future[Findings | None] = self._loop.create_future()
        self._awaited[due.submission] = verdict
        self._weight += len(due.content)
        if not self._arriving:
            self._loop.call_soon(self._enter_line, self._loop)
        self._arriving.append(due)
        return verdict

    def awaited(self, submission: int) -> "asyncio.Future[Findings | None] | None":
        """The verdict on a record that stands in the line."""
        return self._awaited.get(submission)

    @property
    def waiting(self) -> int:
        """How many records stand in the line, or have a verdict that is not on the disk yet."""
        return len(self._awaited)

    @property
    def behind(self) -> bool:
        """Whether records wait in the store that do not stand in the line."""
        return self._checker is None or self._behind.since is not None

    def age(self) -> float:
        """Seconds since the oldest record without a verdict came; 0 where all have one, NaN where nobody can tell."""
        known = [number for number in (*self._awaited.copy(), self._behind.since) if number is not None]
        if not known:
            return 0.0
        try:
            came = self._read(lambda connection: verdicts.oldest_waiting(connection, min(known)))
        except ProblemError:
            return math.nan
        return 0.0 if came is None else max(0.0, (self._clock() - came).total_seconds())

    def look_back(self) -> None:
        """Take up whatever waits in the store: at the start, and when a version was published."""
        self._behind.reach_back_to(1)
        self._line.put(())

    def close(self) -> None:
        """Check nothing more; what was not checked is taken up at the next start."""
        self._stopping = True
        if self._checker is not None:
            self._checker.close()
            self._line.put(())
            self._thread.join()

    def _enter_line(self, loop: asyncio.AbstractEventLoop) -> None:
        arrived, self._arriving = self._arriving, []
        self._line.put(arrived)
        loop.call_later(self._patience, self._lose_patience, [due.submission for due in arrived])

    def _lose_patience(self, submissions: Sequence[int]) -> None:
        for submission in submissions:
            verdict = self._awaited.get(submission)
            if verdict is not None and not verdict.done():
                verdict.set_result(None)

    def _run(self) -> None:
        while not self._stopping:
            try:
                idle = self._line.empty()
                if idle and self._behind.since is not None:
                    self._judge(self._from_store(), self._writer.together)
                else:
                    self._judge(self._from_line(), self._writer.soon)
            except (Died, Stopped):
                return
            except Exception as error:  # whatever it is, the records that follow must still be checked
                LOG.error("checking was interrupted", extra={"error": type(error).__name__})
                self._behind.reach_back_to(1)
                time.sleep(PAUSE)

    def _from_line(self) -> list[Due]:
        batch = list(self._line.get())
        while len(batch) < BATCH and not self._line.empty():
            batch += self._line.get()
        return batch

    def _from_store(self) -> list[Due]:
        """The next records that wait in the store and do not stand in the line."""
        wait([self._storing])  # or those would be found waiting
        if self._storing.exception() is not None:
            time.sleep(PAUSE)  # nothing can be written now
        since = self._behind.since or 1
        found = self._read(lambda c: verdicts.waiting(c, since - 1, BATCH, broken_too=self._broken_too))
        if not found:
            self._behind.caught_up(since)
            self._broken_too = False
            return []
        self._behind.caught_up(since, found[-1].submission + 1)
        missing = [one for one in found if one.submission not in self._awaited]
        numbers = [one.submission for one in missing]
        given = self._read(lambda connection: contents.read(connection, self._vault, numbers))
        return [
            Due(one.submission, (one.form_id, one.version), given[one.submission], one.broke_off)
            for one in missing
            if one.submission in given
        ]

    def _judge(self, batch: Sequence[Due], write: _Store) -> None:
        if not batch:
            return
        try:
            self._storing = write(judge, self._judged(batch))
        except BaseException:  # they wait in the store again, and in no line
            self._let_go(batch, again=True)
            raise
        self._storing.add_done_callback(lambda stored: self._stored(batch, stored))

    def _judged(self, batch: Sequence[Due]) -> list[Judged]:
        assert self._checker is not None  # noqa: S101 (no thread runs without one)
        for version in {due.version for due in batch}:
            if not self._checker.knows(version):
                self._checker.learn(version, self._published(version))
        started = time.monotonic()
        found = self._checker.check([ToCheck(due.version, due.content) for due in batch])
        self._checked(len(batch), time.monotonic() - started)
        now, pairs = self._clock(), zip(batch, found, strict=True)
        judged = [Judged(due.submission, findings, now, due.broke_off) for due, findings in pairs]
        for findings in found:
            if findings.facts is not None:
                self._learn(findings.facts)
        if self._loop is not None:
            soon(self._loop, self._tell, judged)
        return judged

    def _published(self, version: Version) -> Published:
        def found(connection: Connection) -> Published:
            return Published(forms.xform(connection, *version) or b"", forms.media(connection, *version), self._parts)

        return self._read(found)

    def _tell(self, judged: Sequence[Judged]) -> None:
        for one in judged:
            verdict = self._awaited.get(one.submission)
            if verdict is not None and not verdict.done():
                verdict.set_result(one.findings)

    def _stored(self, batch: Sequence[Due], stored: _Stored) -> None:
        failed = stored.exception() is not None
        if not failed and any(stored.result()):
            LOG.error("a verdict could not be written")
        if not failed:
            self._settled([(due.version[0], due.submission) for due in batch])
        self._let_go(batch, again=failed)

    def _let_go(self, batch: Sequence[Due], *, again: bool) -> None:
        if self._loop is None:
            self._forget(batch, again)
        else:
            soon(self._loop, self._forget, batch, again)

    def _forget(self, batch: Sequence[Due], again: bool) -> None:
        """They stand in the line no more; ``again``: their verdicts are not on the disk, and must be found anew."""
        for due in batch:
            verdict = self._awaited.pop(due.submission, None)
            if verdict is not None:
                self._weight -= len(due.content)
                if not verdict.done():
                    verdict.set_result(None)
        if again:
            self._behind.reach_back_to(min(due.submission for due in batch))
            self._line.put(())


class _Behind:
    """From which submission on some may lack a verdict and stand in no line; None where none does."""

    def __init__(self) -> None:
        self._since: int | None = None
        self._lock = threading.Lock()

    @property
    def since(self) -> int | None:
        """The first that may lack one."""
        return self._since

    def reach_back_to(self, submission: int) -> None:
        """This one lacks one."""
        with self._lock:
            self._since = submission if self._since is None else min(submission, self._since)

    def caught_up(self, since: int, now: int | None = None) -> None:
        """All before ``now`` have been seen to, unless an earlier one was added meanwhile."""
        with self._lock:
            if self._since == since:
                self._since = now
