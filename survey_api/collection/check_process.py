"""A process of its own that checks records: what a record costs or breaks there costs no tablet its receipt.

``python -m survey_api.collection.check_process`` reads batches on its standard input and answers on its output, in
order; nothing is unpacked on either side that could run code. It ends when its input ends.
"""

import logging
import os
import resource
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from questionnaires.facts import RecordFacts
from questionnaires.parts import from_json, to_json
from survey_api.collection.checking import CheckerHere, Published, ToCheck, Version
from survey_api.store.arrivals import BROKE_OFF, Findings

LOG = logging.getLogger("survey_api.checking")
BATCH = struct.Struct("!II")  # how many forms are learnt, how many records follow
DOCUMENT = struct.Struct("!HHI")  # of a form or a record: lengths of its questionnaire's name, version, and its content
FILES = struct.Struct("!I")  # how many files lie beside a form
FOUND = struct.Struct("!iII")  # number of problems, -1 where the check broke off; lengths of problems and facts
WORDS = ("-m", __name__)  # what starts the process
PATIENCE = 30.0  # seconds until one record has had enough time
MEMORY = 2 * 1024**3
POLITENESS = 5  # receipts come before checks


class Died(Exception):
    """The process ended, or did not answer in time."""


class CheckProcess:
    """Checks in a process that is started when it is needed and again when it has died.

    A record that kills it twice, the second time alone, is given up.
    """

    def __init__(self) -> None:
        self._published: dict[Version, Published] = {}
        self._child: _Child | None = None
        self._closed = False
        self._in_use = threading.Lock()

    def learn(self, version: Version, form: Published) -> None:
        """Know one published version from now on."""
        self._published[version] = form

    def knows(self, version: Version) -> bool:
        """Whether records of this version can be checked."""
        return version in self._published

    def check(self, records: Sequence[ToCheck]) -> list[Findings]:
        """What checking finds in each record, in order. Raises Died once closed."""
        with self._in_use:
            return self._check(records)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._closed = True
        if self._child is not None:
            self._child.kill()
        with self._in_use:
            if self._child is not None:
                self._child.end()

    def _check(self, records: Sequence[ToCheck]) -> list[Findings]:
        for _ in range(2):
            try:
                return self._running().check(records, self._published)
            except Died:
                if self._closed:
                    raise
                if len(records) > 1:
                    return [findings for record in records for findings in self._check([record])]
        LOG.error("a record ended the check process twice")
        return [BROKE_OFF for _ in records]

    def _running(self) -> "_Child":
        if self._closed:
            raise Died()
        if self._child is None or self._child.ended:
            self._child = _Child()
        return self._child


class _Child:
    """One life of the process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (ourselves)
            [sys.executable, *WORDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, start_new_session=True
        )
        assert self._process.stdin is not None  # noqa: S101 (asked for above)
        assert self._process.stdout is not None  # noqa: S101
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        self._taught: set[Version] = set()
        self._arrived = bytearray()
        self.ended = False

    def check(self, records: Sequence[ToCheck], published: Mapping[Version, Published]) -> list[Findings]:
        """One batch there and back. Raises Died."""
        new = [version for version in published if version not in self._taught]
        message = bytearray(BATCH.pack(len(new), len(records)))
        for version in new:
            message += _packed(version, published[version].xform)
            parts = published[version].parts
            message += _packed(("", ""), to_json(parts).encode() if parts else b"")
            message += FILES.pack(len(published[version].media))
            for name, content in published[version].media.items():
                message += _packed((name, ""), content)
        for record in records:
            message += _packed(record.version, record.content)
        deadline = time.monotonic() + PATIENCE
        try:
            self._send(message, deadline)
            found = [self._found(deadline) for _ in records]
        except (OSError, Died):
            self.end()
            raise Died() from None
        self._taught.update(new)
        return found

    def kill(self) -> None:
        """End the process without touching what another thread may be reading."""
        self._process.kill()

    def end(self) -> None:
        """End the process and let go of its pipes."""
        self.ended = True
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _send(self, message: bytearray, deadline: float) -> None:
        left = memoryview(message)
        while left:
            _, ready, _ = select.select([], [self._in], [], deadline - time.monotonic())
            if not ready:
                raise Died()
            left = left[os.write(self._in, left) :]

    def _found(self, deadline: float) -> Findings:
        n_problems, *lengths = FOUND.unpack(self._received(FOUND.size, deadline))
        problems, facts = (self._received(length, deadline).decode() for length in lengths)
        if n_problems < 0:
            return BROKE_OFF
        return Findings(n_problems, problems, RecordFacts.from_json(facts) if facts else None)

    def _received(self, size: int, deadline: float) -> bytes:
        while len(self._arrived) < size:
            ready, _, _ = select.select([self._out], [], [], max(0.0, deadline - time.monotonic()))
            more = os.read(self._out, 1 << 16) if ready else b""
            if not more:
                raise Died()
            self._arrived += more
        answer = bytes(self._arrived[:size])
        del self._arrived[:size]
        return answer


def _packed(version: Version, content: bytes) -> bytes:
    form_id, number = (part.encode() for part in version)
    return DOCUMENT.pack(len(form_id), len(number), len(content)) + form_id + number + content


def main() -> None:
    """Answer batches until the input ends."""
    os.nice(POLITENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    checker = CheckerHere()
    while head := asked.read(BATCH.size):
        n_new, n_records = BATCH.unpack(head)
        for _ in range(n_new):
            version, xform = _unpacked(asked)
            _, told = _unpacked(asked)
            parts = from_json(told.decode()) if told else None
            (n_files,) = FILES.unpack(_whole(asked, FILES.size))
            beside = (_unpacked(asked) for _ in range(n_files))
            checker.learn(version, Published(xform, {name: content for (name, _), content in beside}, parts))
        records = [ToCheck(*_unpacked(asked)) for _ in range(n_records)]
        for findings in map(checker.found, records):
            problems = (findings.problems or "").encode()
            facts = findings.facts.to_json().encode() if findings.facts else b""
            n_problems = -1 if findings.problems is None else findings.n_problems
            answers.write(FOUND.pack(n_problems, len(problems), len(facts)) + problems + facts)
        answers.flush()


def _unpacked(asked: BinaryIO) -> tuple[Version, bytes]:
    lengths = DOCUMENT.unpack(_whole(asked, DOCUMENT.size))
    form_id, number, content = (_whole(asked, length) for length in lengths)
    return (form_id.decode(), number.decode()), content


def _whole(asked: BinaryIO, size: int) -> bytes:
    """Raises BrokenPipeError where whoever asked ended in the middle of a word."""
    read = asked.read(size)
    if len(read) < size:
        raise BrokenPipeError()
    return read


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(1)  # the service is gone: nobody is left to be told
