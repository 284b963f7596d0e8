"""Receiving: submissions a second of the running service, beside a server that keeps nothing and a plain design."""

import json
import os
import re
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from sqlalchemy import Connection

import amem
from benchmarks.interviews import submissions
from benchmarks.measuring import MICROSECONDS, MILLISECONDS, PER_SECOND, SHARE, Row, show, smaller_run, timed
from benchmarks.serving import Server, served
from benchmarks.tablets import Sent, request_of, send
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from questionnaires.versions import released
from survey_api import administration
from survey_api.administration import Orders
from survey_api.homes import Home
from survey_api.registering import NewDevice, add_devices
from survey_api.security.tokens import digest
from survey_api.settings import Settings, database_of
from survey_api.store import databases, verdicts

CONNECTIONS = (8, 64)
DEVICES = 64
WARMING = 64  # submissions before the clock starts: forms are compiled, connections opened at the first
ROUNDS = 5
NULL = "same stack, multipart, token, strict parse, digest; no check, no store"
SESSION = "same check, a session and a commit a request"
_INSTANCE = re.compile(rb"uuid:[0-9a-f-]{36}")


@dataclass(frozen=True)
class Run:
    """One round against one server: the answers, and when the last record was checked as well."""

    sent: Sent
    checked: float  # seconds from the first request until every verdict is stored; as long as ``sent`` without checking
    cpu: float  # seconds of processor, of the server and its check process

    @property
    def per_second(self) -> float:
        """Records received, and checked where they are, a second."""
        return len(self.sent.milliseconds) / self.checked

    @property
    def cpu_each(self) -> float:
        """Microseconds of processor a record."""
        return 1e6 * self.cpu / len(self.sent.milliseconds)


def main() -> None:
    """Measure and print."""
    small = smaller_run()
    with tempfile.TemporaryDirectory() as folder:
        forms = tuple(sent.xml for sent in submissions(15 if small else 120))
        measure(Path(folder), forms, count=64 if small else 1000, rounds=1 if small else ROUNDS)


def measure(folder: Path, forms: Sequence[bytes], count: int, rounds: int) -> None:
    """The table: in each round every server in turn, so that what else the machine does falls on all of them."""
    homes = {name: folder / name for name in ("checked", "unchecked", "null", "session")}
    devices = {name: _prepared(home) for name, home in homes.items()}
    with ExitStack() as running:
        servers = {name: running.enter_context(served(_words(name, homes[name], devices[name]))) for name in homes}
        runs: dict[tuple[str, int], list[Run]] = {}
        for connections in CONNECTIONS:
            for turn in range(rounds + 1):
                for name, server in servers.items():
                    requests = _requests(server.address, devices[name], forms, count if turn else WARMING)
                    run = _run(server, requests, connections, homes[name] if name == "checked" else None)
                    if turn:
                        runs.setdefault((name, connections), []).append(run)
    show(
        f"Receiving: {rounds} rounds of {count} submissions, {len(set(forms))} different contact and individual forms",
        [*_compared(runs), Row("one 4 kB page written and synced to this disk", _sync(folder), MILLISECONDS)],
        (
            "Every server is a process of its own beside the process that sends, over loopback on the same machine.",
            "Ours and the session design: SQLCipher, synchronous=FULL, answers after the commit; ours locks and signs.",
            "Checked: the clock runs until the last verdict is stored. Medians of the rounds; each share is taken in",
            "one round. Processor time is the server's and its check process', without the process that sends.",
        ),
        ("fastapi", "uvicorn", "sqlalchemy", "sqlcipher3"),
    )


def _compared(runs: Mapping[tuple[str, int], Sequence[Run]]) -> Iterator[Row]:
    for connections in CONNECTIONS:
        null, session, durable, checked = (
            runs[name, connections] for name in ("null", "session", "unchecked", "checked")
        )
        many = connections == max(CONNECTIONS)
        yield Row(f"{connections} connections, durable, not checked", _rate(durable), PER_SECOND, _rate(null), NULL)
        yield Row("    share of the peer", _share(durable, null), SHARE, target=0.40 if many else None)
        yield Row(f"{connections} connections, checked and logged", _rate(checked), PER_SECOND, _rate(null), NULL)
        yield Row("    share of the peer", _share(checked, null), SHARE, target=0.25 if many else None)
        yield Row(f"{connections} connections, checked and logged", _rate(checked), PER_SECOND, _rate(session), SESSION)
        yield Row("    share of the peer", _share(checked, session), SHARE, target=2.0 if many else None)
        for words, quantile in (("median until the receipt", "median"), ("exceeded by 1 of 100", "slowest_hundredth")):
            mine, other = ([getattr(run.sent, quantile) for run in some] for some in (checked, session))
            yield Row(f"    {words}", statistics.median(mine), MILLISECONDS, statistics.median(other), SESSION)
        yield Row("    processor a record, not checked", _cpu(durable), MICROSECONDS, _cpu(null), NULL)
        yield Row("    processor a record, checked", _cpu(checked), MICROSECONDS, _cpu(session), SESSION)


def _rate(runs: Sequence[Run]) -> float:
    return statistics.median(run.per_second for run in runs)


def _share(ours: Sequence[Run], theirs: Sequence[Run]) -> float:
    pairs = zip(ours, theirs, strict=True)
    return statistics.median(mine.per_second / other.per_second for mine, other in pairs)


def _cpu(runs: Sequence[Run]) -> float:
    return statistics.median(run.cpu_each for run in runs)


def _run(server: Server, requests: Sequence[bytes], connections: int, checked_in: Path | None) -> Run:
    cpu, started = server.cpu(), time.perf_counter()
    sent = send(server.address, requests, connections)
    if checked_in is not None:
        _wait_for_verdicts(checked_in)
    checked = sent.seconds if checked_in is None else time.perf_counter() - started
    return Run(sent, checked, server.cpu() - cpu)


def _wait_for_verdicts(home: Path) -> None:
    """Until no record of the home waits for its verdict."""
    place = Home(home)
    readers = databases.reading_engine(database_of(place, os.environ, None), connections=1)

    def one_waits(connection: Connection) -> bool:
        return bool(verdicts.waiting(connection, after=0, most=1, broken_too=True))

    with readers.connect() as connection:
        while one_waits(connection):
            connection.rollback()
            time.sleep(0.005)
    readers.dispose()


def _prepared(home: Path) -> tuple[NewDevice, ...]:
    """A home with the released questionnaires and devices that may send."""
    home.mkdir()
    (home / "DEMO").touch()  # such a home keeps its own key
    place = Home(home)
    place.prepare()
    orders = Orders(place, lambda: Settings(place, database_of(place, os.environ, None), FIELD_FORMS))
    administration.publish(orders, released(amem.TUNISIA.forms))
    return add_devices(orders, [f"tablet-{number:02}" for number in range(DEVICES)], team="1")


def _words(name: str, home: Path, devices: Sequence[NewDevice]) -> list[str]:
    if name == "checked":
        return ["amem", "serve", "--home", str(home), "--port", "0"]
    known = home / "devices.json"
    known.write_text(json.dumps({device.device_id: digest(device.token) for device in devices}), encoding="utf-8")
    return ["benchmarks.peers.receivers", name, str(known), str(home)]


def _requests(address: str, devices: Sequence[NewDevice], forms: Sequence[bytes], count: int) -> list[bytes]:
    """Forms under new identifiers, so that none was sent before."""
    chosen = zip(islice(cycle(forms), count), cycle(devices), strict=False)
    return [request_of(address, device.device_id, device.token, _renewed(form)) for form, device in chosen]


def _renewed(form: bytes) -> bytes:
    fresh = f"uuid:{uuid.uuid4()}".encode()
    renewed, found = _INSTANCE.subn(fresh, form, count=1)
    assert found, "the form carries no instance identifier"
    return renewed


def _sync(folder: Path) -> float:
    """Milliseconds that the disk takes to keep one page for good."""
    with (folder / "page").open("wb", buffering=0) as file:

        def keep() -> None:
            file.write(bytes(4096))
            os.fdatasync(file.fileno())

        return 1000 * timed(keep, 30).warm


if __name__ == "__main__":
    main()
