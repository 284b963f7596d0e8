"""What the proofs share: a service to be killed, tablets that remember what was acknowledged, a look into the store."""

import asyncio
import base64
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, select, text

from survey_api import audit
from survey_api.homes import Home
from survey_api.reading import read_contents
from survey_api.registering import NewDevice, add_devices
from survey_api.security.signing import public_key
from survey_api.serving import Watched, serve
from survey_api.settings import Database, Embedded, Server, Settings
from survey_api.store import contents
from survey_api.store.tables import Event, Submission, rows_of
from survey_api.store.vault import Vault
from tests.survey_api.builders import KEY, a_home, interview, orders_of, publish_all
from tests.survey_api.forms import FIELD_FORMS

BOUNDARY = "proof"
RECEIVED = ("submission.received", "submission.quarantined")
PATIENCE = 20.0  # seconds until a service that does not start has failed the proof
PRELOADED = ["tests.survey_api.proving", "survey_api.collection.check_process"]
_FORKS = multiprocessing.get_context("forkserver")  # started once, so that a life of the service costs no imports
_FORKS.set_forkserver_preload(PRELOADED)


def say(line: str) -> None:
    """A line of a proof."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def settings_on(folder: Path, database: Database | None = None) -> Settings:
    """Settings of a home whose clock is the machine's."""
    home = a_home(folder)
    return Settings(home, database or Embedded(home.database, KEY), FIELD_FORMS)


def prepare(settings: Settings, devices: int) -> tuple[NewDevice, ...]:
    """A home with questionnaires and devices."""
    settings.home.prepare()
    order = orders_of(settings)
    publish_all(order)
    return add_devices(order, [f"tablet-{number:04}" for number in range(devices)], "north")


def _serve(folder: str, database: Database, log: Path | None) -> None:
    settings = Settings(Home(Path(folder)), database, FIELD_FORMS, check_patience=0.01)
    serve(settings, "127.0.0.1", 0, None, lambda _: None, migrate=False, watched=Watched(log=log))


@dataclass(frozen=True)
class Life:
    """One life of the service: its process, where it answers, and how long it took until it was ready."""

    process: BaseProcess
    address: str
    ready_after: float

    def memory(self) -> float:
        """Megabytes that the process holds now."""
        return memory_of(self.process.pid)

    def end(self, number: signal.Signals) -> float:
        """Send a signal; the seconds until the process was gone."""
        started = time.monotonic()
        assert self.process.pid is not None
        os.kill(self.process.pid, number)
        self.process.join(PATIENCE)
        assert not self.process.is_alive(), "the service does not end"
        return time.monotonic() - started


def memory_of(process: int | None, *, largest: bool = False) -> float:
    """Megabytes that a process holds now, or the most that it ever held."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:" if largest else "VmRSS:")[2].split()[0]) / 1024


async def begin(settings: Settings, log: Path | None = None) -> Life:
    """Start a service on a home, and wait until it is ready; its program is loaded already."""
    settings.home.address.unlink(missing_ok=True)
    started = time.monotonic()
    process = _FORKS.Process(target=_serve, args=(str(settings.home.folder), settings.database, log))
    process.start()
    try:
        address = await ready(settings, process.is_alive)
    except BaseException:
        process.kill()
        raise
    return Life(process, address, time.monotonic() - started)


async def ready(settings: Settings, alive: Callable[[], bool]) -> str:
    """The address of a service that is starting, once it takes work there."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert alive(), "the service did not start"
        address = settings.home.address.read_text().strip() if settings.home.address.exists() else ""
        if address and await status_of(address, b"GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n") == 200:
            return address
        await asyncio.sleep(0.005)
    raise AssertionError("the service is not ready")


def command(
    settings: Settings, *words: str, program: str = "import amem; amem.main()", before: Sequence[str] = ()
) -> "subprocess.Popen[str]":
    """The command line on a home, as a person starts it."""
    home, database = settings.home.folder, settings.database
    (home / "key").write_text(KEY)
    environment = {**os.environ, "AMEM_DATABASE_KEY_FILE": str(home / "key"), "AMEM_LANGUAGE": "en"}
    if isinstance(database, Server):
        environment["AMEM_DATABASE_URL"] = database.url
    started = [*before, sys.executable, "-c", program, *words, "--home", str(home)]
    return subprocess.Popen(started, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


async def cold_start(settings: Settings) -> float:
    """Seconds from the command until the service takes work, the program not loaded yet."""
    settings.home.address.unlink(missing_ok=True)
    started = time.monotonic()
    process = command(settings, "serve", "--port", "0")
    try:
        await ready(settings, lambda: process.poll() is None)
        return time.monotonic() - started
    finally:
        process.kill()
        process.communicate()


@contextmanager
def ended(life: Life) -> Iterator[None]:
    """The process is gone after the block, whatever happened there."""
    try:
        yield
    finally:
        life.process.kill()
        life.process.join(PATIENCE)


def request_of(device: NewDevice, xml: bytes, files: Mapping[str, bytes] | None = None) -> bytes:
    """One submission as it goes over the wire."""
    body = bytearray()
    for name, content in {"xml_submission_file": xml, **(files or {})}.items():
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'.encode()
        body += content + b"\r\n"
    body += f"--{BOUNDARY}--\r\n".encode()
    secret = base64.b64encode(f"{device.device_id}:{device.token}".encode()).decode()
    head = (
        f"POST /openrosa/submission HTTP/1.1\r\nHost: survey\r\nAuthorization: Basic {secret}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + bytes(body)


class Line:
    """One connection of a tablet."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, address: str) -> "Line":
        """Connected. Raises OSError."""
        parts = urlsplit(address)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port))

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """The status and the head of the answer. Raises OSError, EOFError where the connection breaks."""
        self._writer.write(request)
        await self._writer.drain()
        head = await self._reader.readuntil(b"\r\n\r\n")
        fields = (line.partition(b":") for line in head.lower().split(b"\r\n"))
        length = next((int(value) for name, _, value in fields if name == b"content-length"), 0)
        await self._reader.readexactly(length)
        return int(head.split(b" ", 2)[1]), head

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


async def status_of(address: str, request: bytes) -> int:
    """The status of the answer to one request; 0 where nobody answers."""
    try:
        line = await Line.to(address)
        try:
            return (await line.ask(request))[0]
        finally:
            line.close()
    except (OSError, EOFError):
        return 0


@dataclass
class Tablets:
    """Tablets of one fieldwork: what they were told is kept, and what they are unsure of and will send again."""

    devices: tuple[NewDevice, ...]
    chance: random.Random
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    unsure: list[tuple[str, bytes]] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    sent: int = 0
    resent: int = 0

    async def send_until_it_breaks(self, address: str) -> None:
        """Every device sends one interview after the other until nobody answers any more."""
        await asyncio.gather(*(self._send(device, address) for device in self.devices))

    async def _send(self, device: NewDevice, address: str) -> None:
        while True:
            instance, xml = self._next()
            try:
                line = await Line.to(address)
            except OSError:
                self.unsure.append((instance, xml))
                return
            try:
                while True:
                    status, _ = await line.ask(request_of(device, xml))
                    self.statuses[status] += 1
                    if status == 201:
                        self.acknowledged[instance] = xml
                    else:
                        self.unsure.append((instance, xml))
                    if status == 503:
                        break  # it is ending, or has more than it can take
                    instance, xml = self._next()
            except (OSError, EOFError):
                self.unsure.append((instance, xml))
            finally:
                line.close()
            await asyncio.sleep(0.01)

    async def send_again(self, address: str) -> None:
        """What tablets are unsure of, and some of what was acknowledged, is sent once more."""
        again = [*self.unsure, *self.chance.sample(sorted(self.acknowledged.items()), min(20, len(self.acknowledged)))]
        self.unsure.clear()
        line = await Line.to(address)
        for instance, xml in again:
            status, _ = await line.ask(request_of(self.devices[0], xml))
            assert status == 201, f"an interview sent again is answered {status}"
            self.resent += 1
            self.acknowledged[instance] = xml
        line.close()

    def _next(self) -> tuple[str, bytes]:
        if self.unsure and self.chance.random() < 0.3:
            self.resent += 1
            return self.unsure.pop()
        self.sent += 1
        instance = f"uuid:proof-{self.sent}"
        words = "x" * self.chance.choice((0, 40, 400, 20_000))
        return instance, interview(instance, **{"work/remark": words, "case_id": f"A-{self.sent % 50}-01"}).encode()


@dataclass(frozen=True)
class Found:
    """What the store holds beside what was acknowledged."""

    stored: int
    lost: int
    duplicated: int
    altered: int
    without_event: int
    damaged: str

    @property
    def sound(self) -> bool:
        """Whether the promise was kept."""
        return not (self.lost or self.duplicated or self.altered or self.without_event or self.damaged)

    def __str__(self) -> str:
        return (
            f"{self.stored} stored; acknowledged and lost {self.lost}, altered {self.altered}; duplicated "
            f"{self.duplicated}; without an audit event {self.without_event}; damage: {self.damaged or 'none'}"
        )


def look_into(settings: Settings, acknowledged: Mapping[str, bytes]) -> Found:
    """Compare the store of a service that is down with what tablets were told."""
    table, events = rows_of(Submission), rows_of(Event)

    def question(connection: Connection, vault: Vault) -> Found:
        rows = connection.execute(select(table.c.number, table.c.form_id, table.c.instance_id)).all()
        numbers = {row.instance_id: row.number for row in rows}
        held = dict(contents.each(connection, vault, sorted(numbers.values())))
        named = Counter((row.form_id, row.instance_id) for row in rows)
        counted = select(func.count()).select_from(events).where(events.c.action.in_(RECEIVED))
        return Found(
            stored=len(rows),
            lost=sum(instance not in numbers for instance in acknowledged),
            duplicated=sum(number - 1 for number in named.values()),
            altered=sum(
                held.get(numbers[instance]) != xml for instance, xml in acknowledged.items() if instance in numbers
            ),
            without_event=len(rows) - int(connection.scalar(counted) or 0),
            damaged=_damage(connection, settings),
        )

    return read_contents(settings, question)


def _damage(connection: Connection, settings: Settings) -> str:
    audit.verify(connection, public_key(settings.home.audit_key))
    if not isinstance(settings.database, Embedded):
        return ""
    told = [
        *connection.scalars(text("PRAGMA cipher_integrity_check")),
        *connection.scalars(text("PRAGMA integrity_check")),
    ]
    return "; ".join(str(line) for line in told if line != "ok")
