"""The process that serves: one worker, an address that is printed and written down, a calm end on SIGTERM."""

import asyncio
import ipaddress
import logging
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from questionnaires.problems import ProblemError
from survey_api.app import create_app
from survey_api.door import Door
from survey_api.figures import told_on
from survey_api.homes import Home
from survey_api.logs import written_to
from survey_api.settings import Settings
from survey_api.supervision.checking import Plan, checking

LOG = logging.getLogger("survey_api.serving")


class AddressInUse(ProblemError):
    """The port is taken, or not allowed."""

    code = "service.address_in_use"


class TlsIncomplete(ProblemError):
    """Certificate and key come together."""

    code = "service.tls_incomplete"


class ServiceStopped(ProblemError):
    """The service ended because its database could no longer be trusted."""

    code = "service.stopped"


@dataclass(frozen=True)
class Certificate:
    """The two files of a TLS certificate."""

    certificate: Path
    key: Path


def certificate_of(certificate: Path | None, key: Path | None) -> Certificate | None:
    """Both files or none. Raises TlsIncomplete."""
    if certificate is None and key is None:
        return None
    if certificate is None or key is None or not (certificate.is_file() and key.is_file()):
        raise TlsIncomplete()
    return Certificate(certificate, key)


def warnings_of(home: Home, host: str, certificate: Certificate | None) -> list[str]:
    """What a person should know before other machines can reach the service, as codes."""
    if _only_this_machine(host):
        return []
    exposed = ["service.demo_exposed"] if home.is_demo else []
    return exposed + ([] if certificate else ["service.line_in_clear"])


def _only_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True)
class Watched:
    """How a running service is looked at: the port of its figures on this machine, the file of its events."""

    metrics_port: int | None = None
    log: Path | None = None


UNWATCHED = Watched()
Announce = Callable[[str], None]
TURN = 0.0005  # seconds that requests may hold up the thread that writes, and it them
DRAIN = 8  # seconds that requests in progress are given when the process is asked to end


class _Server(uvicorn.Server):
    """Says its address once it answers there, and ends when it is asked to or can no longer go on."""

    def __init__(self, config: uvicorn.Config, ends: Sequence[threading.Event], announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._ends = ends
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce()

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or any(end.is_set() for end in self._ends)


def serve(
    settings: Settings,
    host: str,
    port: int,
    certificate: Certificate | None,
    announce: Announce,
    *,
    migrate: bool,
    watched: Watched = UNWATCHED,
    plan: Plan | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl+C. ``announce`` is given the address, which is also written in the home.

    ``plan`` says how often the field is checked; without one nobody checks it.

    Raises AddressInUse, PortTaken, ServiceStopped, and what opening the home and its database raises.
    """
    settings.home.prepare()
    sys.setswitchinterval(TURN)
    _allow_many_connections()
    with written_to(watched.log), _listening(host, port) as door:
        address = _address(door, host, encrypted=certificate is not None)
        broken, end = threading.Event(), threading.Event()
        app = create_app(settings, migrate=migrate, failed=broken.set)
        config = _config(app, certificate)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: end.set())  # before and after the server listens to them by itself
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            server = _Server(config, (broken, end), lambda: _tell(settings, address, announce))
            runner.run(_serve(app, server, door, settings.home.address, watched.metrics_port, plan))
    if broken.is_set():
        raise ServiceStopped()


def _config(app: FastAPI, certificate: Certificate | None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Door,
        lifespan="off",  # run beside the server, so that what it refuses reaches the person who started the service
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=DRAIN,
        ssl_certfile=certificate.certificate if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
    )


async def _serve(
    app: FastAPI,
    server: uvicorn.Server,
    door: socket.socket,
    address: Path,
    metrics_port: int | None,
    plan: Plan | None,
) -> None:
    async with app.router.lifespan_context(app):
        address.unlink(missing_ok=True)  # of a service that was killed
        service = app.state.service
        with told_on(metrics_port, service.figures.registry), _checked(app, plan):
            try:
                LOG.info("the service starts")
                await server.serve([door])
            finally:
                address.unlink(missing_ok=True)
    LOG.info("the service has ended")


@contextmanager
def _checked(app: FastAPI, plan: Plan | None) -> Iterator[None]:
    """The job that has the field checked, where the pages look for what it found."""
    if plan is None:
        yield
        return
    with checking(app.state.service, plan) as job:
        app.state.checking = job
        yield


def _allow_many_connections() -> None:
    """As many open connections as the system grants this process; often it starts with fewer."""
    _, granted = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (granted, granted))


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError:
        raise AddressInUse(host=host, port=port) from None


def _address(door: socket.socket, host: str, *, encrypted: bool) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if encrypted else 'http'}://{shown}:{door.getsockname()[1]}"


def _tell(settings: Settings, address: str, announce: Announce) -> None:
    settings.home.address.write_text(address + "\n", encoding="ascii")
    announce(address)
