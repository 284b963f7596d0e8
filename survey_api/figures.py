"""What a running service counts and times for whoever watches it: numbers only, never a name of anything.

In the text format of Prometheus, on a port of this machine alone.
"""

import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from questionnaires.problems import ProblemError

HERE_ALONE = "127.0.0.1"
SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
ROWS = (1, 2, 4, 8, 16, 32, 64, 128)


class PortTaken(ProblemError):
    """The port for the figures is taken, or not allowed."""

    code = "running.metrics_port_taken"


class Figures:
    """The figures of one service."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        on = self.registry
        self._arrived = Counter("amem_submissions", "Submissions acknowledged", ["kind", "quarantine"], registry=on)
        self._commit = Histogram("amem_commit_seconds", "Until a commit was on the disk", buckets=SECONDS, registry=on)
        self._batch = Histogram("amem_batch_rows", "Rows committed together", buckets=ROWS, registry=on)
        self._checked = Counter("amem_records_checked", "Records checked", registry=on)
        self._checking = Histogram("amem_check_seconds", "Until a record was checked", buckets=SECONDS, registry=on)

    def arrived(self, *, new: bool, quarantine: str | None) -> None:
        """One submission was acknowledged."""
        self._arrived.labels("received" if new else "repeated", quarantine or "none").inc()

    def written(self, rows: int, seconds: float) -> None:
        """So many rows were committed together."""
        self._batch.observe(rows)
        self._commit.observe(seconds)

    def checked(self, records: int, seconds: float) -> None:
        """So many records were checked together."""
        self._checked.inc(records)
        self._checking.observe(seconds / records)

    def watch(self, looks: Mapping[str, tuple[str, Callable[[], float]]]) -> None:
        """Figures that are looked up when somebody asks: name, what it is, how to look."""
        for name, (words, look) in looks.items():
            Gauge(name, words, registry=self.registry).set_function(look)


def free_bytes(folder: Path) -> Callable[[], float]:
    """How much room there is on the disk of a folder."""
    return lambda: float(shutil.disk_usage(folder).free)


@contextmanager
def told_on(port: int | None, registry: CollectorRegistry) -> Iterator[int | None]:
    """Tell the figures to this machine while the block runs; 0 takes a free port, None tells nobody.

    Raises PortTaken.
    """
    if port is None:
        yield None
        return
    try:
        server = _Server((HERE_ALONE, port), registry)
    except OSError:
        raise PortTaken(port=port) from None
    thread = threading.Thread(target=server.serve_forever, name="figures", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    """Answers every question with the figures; unlike its parent it asks nobody for the name of this machine."""

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, place: tuple[str, int], registry: CollectorRegistry) -> None:
        self.registry = registry
        super().__init__(place, _Answer)

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HERE_ALONE, self.socket.getsockname()[1]


class _Answer(BaseHTTPRequestHandler):
    timeout = 5  # seconds that somebody may take to ask
    server: _Server

    def do_GET(self) -> None:
        told = generate_latest(self.server.registry)
        self.send_response(200)
        self.send_header("Content-Type", CONTENT_TYPE_LATEST)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        """Write nothing down."""
