"""The proof that a service calls nobody: every connection and datagram of its processes, seen from outside.

    python -m tests.survey_api.prove_no_calls

``amem serve`` runs under strace while interviews arrive, records are checked, figures are asked for, pages are opened
and a command is carried out; variables of the environment invite it to report elsewhere. It may speak to sockets of
its own machine's files alone. Needs strace. 10 s.
"""

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from survey_api.control import ask
from survey_api.registering import NewDevice
from survey_api.settings import Settings
from tests.survey_api.bad_inputs import get
from tests.survey_api.builders import interview
from tests.survey_api.proving import Line, command, prepare, ready, request_of, say, settings_on, status_of

STRACE = ("strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-e", "signal=none", "-o")
INVITED = {
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://192.0.2.1:4318",
    "OTEL_TRACES_EXPORTER": "otlp",
    "HTTP_PROXY": "http://192.0.2.1:3128",
    "SENTRY_DSN": "http://key@192.0.2.1/1",
}
_PLACE = re.compile(r"sa_family=(AF_\w+)(?:.*?inet_(?:addr|pton)\((?:AF_INET6, )?\"([^\"]+)\")?")


def called(folder: Path) -> Counter[str]:
    """What the processes of a service spoke to, and how often."""
    settings = settings_on(folder / "home")
    [device] = prepare(settings, 1)
    seen = folder / "seen"
    with mock.patch.dict(os.environ, INVITED):
        process = command(settings, "serve", "--port", "0", "--metrics-port", "0", before=(*STRACE, str(seen)))
    try:
        address = asyncio.run(ready(settings, lambda: process.poll() is None))
        asyncio.run(_use(address, device))
        ask(settings.home.socket, "revoke_device", {"device_id": device.device_id})
        _end(settings, process.pid)
        process.wait(20)
    finally:
        process.kill()
        process.communicate()
    return _places(seen)


def noticed(folder: Path) -> bool:
    """Whether a program that does call somebody would be noticed."""
    seen = folder / "seen"
    calls = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    subprocess.run([*STRACE, str(seen), sys.executable, "-c", calls], check=True)
    return "AF_INET 127.0.0.1" in _places(seen)


def _places(seen: Path) -> Counter[str]:
    found = (_PLACE.search(line) for line in seen.read_text(encoding="utf-8", errors="replace").splitlines())
    return Counter(" ".join(part for part in place.groups() if part) for place in found if place)


async def _use(address: str, device: NewDevice) -> None:
    line = await Line.to(address)
    for number in range(20):
        status, _ = await line.ask(request_of(device, interview(f"uuid:{number}", age=str(number)).encode()))
        assert status == 201
    line.close()
    for page in ("/", "/login", "/livez", "/static/nothing"):
        assert await status_of(address, get(page)) in (200, 404)


def _end(settings: Settings, tracer: int) -> None:
    """Ask the service itself to end, not the program that looks on."""
    told = Path(f"/proc/{tracer}/task/{tracer}/children").read_text()
    assert settings.home.address.exists()
    os.kill(int(told.split()[0]), signal.SIGTERM)


def main() -> int:
    """Prove it; 1 where it spoke to anybody."""
    with TemporaryDirectory() as folder:
        assert noticed(Path(folder)), "a call is not noticed here: nothing can be proved"
        places = called(Path(folder))
    away = {place: times for place, times in places.items() if not place.startswith("AF_UNIX")}
    say(f"A service at work spoke to local sockets {places['AF_UNIX']} times, and to other places: {away or 'never'}")
    return int(bool(away))


if __name__ == "__main__":
    sys.exit(main())
