"""Receiving: submissions a second of the running service, beside a server that keeps nothing and a plain design."""

import json
import os
import re
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import amem
from benchmarks.interviews import submissions
from benchmarks.measuring import MILLISECONDS, PER_SECOND, Row, show, smaller_run, timed
from benchmarks.tablets import Sent, request_of, send
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from questionnaires.versions import released
from survey_api import administration, registering
from survey_api.administration import Orders
from survey_api.homes import Home
from survey_api.registering import NewDevice
from survey_api.security.tokens import digest
from survey_api.settings import Settings, database_of

CONNECTIONS = (8, 64)
DEVICES = 64
WARMING = 20  # submissions before the clock starts: forms are compiled, connections opened at the first
PEERS = {
    "null": "same stack, token and digest; no check, no store",
    "session": "same check, a session and a commit a request",
}
_INSTANCE = re.compile(rb"uuid:[0-9a-f-]{36}")


def main() -> None:
    """Measure and print."""
    small = smaller_run()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), forms=submission_texts(15 if small else 120), count=40 if small else 800)


def submission_texts(interviews: int) -> tuple[bytes, ...]:
    """Contact and individual forms, mixed as tablets send them."""
    return tuple(sent.xml for sent in submissions(interviews))


def measure(folder: Path, forms: Sequence[bytes], count: int) -> None:
    """The table."""
    home = folder / "home"
    devices = _prepared(home)
    with _served(_amem(home)) as address:
        ours = _rates(address, devices, forms, count)
    theirs = {}
    for peer in PEERS:
        with _served(_peer(peer, devices, folder)) as address:
            theirs[peer] = _rates(address, devices, forms, count)
    show(
        f"Receiving: {count} submissions each time, {len(set(forms))} different contact and individual forms",
        [*_compared(ours, theirs), Row("one 4 kB page written and synced to this disk", _sync(folder), MILLISECONDS)],
        (
            "Every server is a process of its own beside the process that sends, over loopback on the same machine.",
            "Ours and the session design: SQLCipher, synchronous=FULL, the answer after the commit.",
        ),
        ("fastapi", "uvicorn", "sqlalchemy", "sqlcipher3"),
    )


def _compared(ours: Mapping[int, Sent], theirs: Mapping[str, Mapping[int, Sent]]) -> Iterator[Row]:
    for connections, mine in ours.items():
        for peer, words in PEERS.items():
            other = theirs[peer][connections]
            yield Row(f"{connections} connections", mine.per_second, PER_SECOND, other.per_second, words)
        other = theirs["session"][connections]
        yield Row("    median until the receipt", mine.median, MILLISECONDS, other.median, PEERS["session"])
        slow = other.slowest_twentieth
        yield Row("    exceeded by 5 of 100", mine.slowest_twentieth, MILLISECONDS, slow, PEERS["session"])


def _prepared(home: Path) -> tuple[NewDevice, ...]:
    """A home with the released questionnaires and devices that may send."""
    home.mkdir()
    (home / "DEMO").touch()  # such a home keeps its own key
    place = Home(home)
    place.prepare()
    orders = Orders(place, lambda: Settings(place, database_of(place, os.environ, None), FIELD_FORMS))
    administration.publish(orders, released(amem.TUNISIA.forms))
    return registering.add_devices(orders, [f"tablet-{number:02}" for number in range(DEVICES)], team="1")


def _amem(home: Path) -> list[str]:
    return ["amem", "serve", "--home", str(home), "--port", "0"]


def _peer(kind: str, devices: Sequence[NewDevice], folder: Path) -> list[str]:
    known = folder / "devices.json"
    known.write_text(json.dumps({device.device_id: digest(device.token) for device in devices}), encoding="utf-8")
    return ["benchmarks.peers.receivers", kind, str(known), str(folder)]


@contextmanager
def _served(words: Sequence[str]) -> Iterator[str]:
    """A server while the block runs; its address is in the first line it says."""
    process = subprocess.Popen([sys.executable, "-m", *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        line = process.stdout.readline()
        found = re.search(r"http://[\d.]+:\d+", line)
        assert found, f"{words[0]} did not say where it answers: {line!r}"
        yield found[0]
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def _rates(address: str, devices: Sequence[NewDevice], forms: Sequence[bytes], count: int) -> Mapping[int, Sent]:
    rates = {}
    for number in CONNECTIONS:
        send(address, _requests(address, devices, forms, max(WARMING, number)), number)
        rates[number] = send(address, _requests(address, devices, forms, count), number)
    return rates


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
