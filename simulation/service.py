"""The service as the demonstration runs it: a process of its own, as it would be for an institute."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from questionnaires.problems import ProblemError
from simulation.ending import end_as_asked

PATIENCE = 30.0  # seconds that the service may take to come up, and to end


class ServiceDidNotStart(ProblemError):
    """The service ended, or gave no address in time; what it said is shown."""

    code = "demo.service_did_not_start"


class PortTaken(ProblemError):
    """Another program answers on the port asked for."""

    code = "demo.port_taken"


@dataclass(frozen=True)
class Service:
    """A running service and where it answers."""

    process: subprocess.Popen[bytes]
    address: str

    def wait(self) -> None:
        """Until the service ends, or somebody interrupts."""
        self.process.wait()


def refuse_taken_port(port: int) -> None:
    """Find out before anything is touched. Raises PortTaken."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        raise PortTaken(port=port) from None


@contextmanager
def running(survey: str, home: Path, port: int) -> Iterator[Service]:
    """The service of a home, up while the block runs. Raises ServiceDidNotStart."""
    address, said = home / "service" / "address", home / "service" / "service.log"
    address.unlink(missing_ok=True)
    served = ("--survey", survey, "serve", "--home", str(home), "--port", str(port))
    words = [sys.executable, "-m", "simulation.attended", "amem", *served]
    with said.open("wb") as log:
        # In a session of its own, so that an interrupt at the terminal reaches the demonstration alone, which ends it.
        # Its input is a pipe from here: when the demonstration is killed, the pipe closes and the service ends too.
        process = subprocess.Popen(  # noqa: S603
            words, stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    before = signal.signal(signal.SIGTERM, end_as_asked)
    try:
        yield Service(process, _address(process, address, said))
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        _end(process)
        signal.signal(signal.SIGTERM, before)


def _address(process: subprocess.Popen[bytes], address: Path, said: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if address.is_file() and (text := address.read_text(encoding="ascii")).endswith("\n"):
            return text.strip()
        time.sleep(0.05)
    raise ServiceDidNotStart(said=said.read_text(encoding="utf-8", errors="replace").strip() or "-")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin is not None:
        process.stdin.close()
