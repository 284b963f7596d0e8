"""PostgreSQL ended at once and started again under load: tablets are told to wait, nothing acknowledged is lost.

``python -m tests.survey_api.prove_restart [RESTARTS] [SEED]``; about two seconds each.
"""

import asyncio
import os
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it comes with the server, and without types
from sqlalchemy import create_engine, text

from survey_api.registering import NewDevice
from survey_api.settings import Server
from tests.survey_api.builders import interview
from tests.survey_api.proving import Line, begin, look_into, prepare, request_of, say, settings_on, status_of
from tests.survey_api.servers import fresh_databases

RESTARTS, SEED = 20, 7
TABLETS = 8
MOST = 5.0  # seconds from the server's return until interviews are taken


class Postgres:
    """The server behind an address, as somebody with its folder sees it."""

    def __init__(self, server: Server) -> None:
        engine = create_engine(server.url)
        with engine.connect() as connection:
            self._data = Path(str(connection.scalar(text("SHOW data_directory"))))
        engine.dispose()
        self._url = server.url
        self._opts = shlex.split((self._data / "postmaster.opts").read_text())
        self.started: list[subprocess.Popen[bytes]] = []

    @property
    def _pid(self) -> int:
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def end(self) -> None:
        """At once, as a power cut would."""
        pid = self._pid
        os.kill(pid, signal.SIGQUIT)
        while (self._data / "postmaster.pid").exists():
            time.sleep(0.02)
        for process in self.started:
            process.wait(20)

    def start(self) -> None:
        """Start it again; it answers when this returns."""
        owner = self._data.stat()
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(
            self._opts, user=owner.st_uid, group=owner.st_gid, cwd=self._data, stdout=quiet, stderr=quiet
        )
        self.started.append(process)
        while True:
            engine = create_engine(self._url)
            try:
                engine.connect().close()
                return
            except Exception:
                time.sleep(0.02)
            finally:
                engine.dispose()


async def send(device: NewDevice, address: str, acknowledged: dict[str, bytes], statuses: Counter[int]) -> None:
    """One interview after the other, each until it is acknowledged."""
    n = 0
    while True:
        name = f"uuid:{device.device_id}-{n}"
        xml = interview(name).encode()
        status = await status_of(address, request_of(device, xml))
        statuses[status] += 1
        if status == 201:
            acknowledged[name] = xml
            n += 1
        else:
            await asyncio.sleep(0.05)


async def retry_after(address: str, request: bytes) -> bool:
    """Whether a refusal says when to come again; true where nothing was refused."""
    line = await Line.to(address)
    try:
        status, head = await line.ask(request)
        return status == 201 or (status == 503 and b"retry-after:" in head)
    finally:
        line.close()


async def main(restarts: int, seed: int) -> int:
    """The figures are printed."""
    chance = random.Random(seed)  # noqa: S311 (a proof that can be repeated)
    acknowledged: dict[str, bytes] = {}
    statuses: Counter[int] = Counter()
    worst, told = 0.0, True
    with (
        suppress(psutil.NoSuchProcess),
        fresh_databases() as new,
        tempfile.TemporaryDirectory(prefix="survey-restart-") as folder,
    ):
        settings = settings_on(Path(folder) / "home", new())
        assert isinstance(settings.database, Server)
        devices = prepare(settings, TABLETS)
        postgres = Postgres(settings.database)
        life = await begin(settings)
        sending = [asyncio.create_task(send(one, life.address, acknowledged, statuses)) for one in devices]
        for number in range(restarts):
            await asyncio.sleep(chance.uniform(0.1, 0.6))
            await asyncio.to_thread(postgres.end)
            asked = request_of(devices[0], interview(f"uuid:asked-{number}").encode())
            told = told and await retry_after(life.address, asked)
            await asyncio.to_thread(postgres.start)
            back, before = time.monotonic(), len(acknowledged)
            while len(acknowledged) == before and time.monotonic() - back < 2 * MOST:
                await asyncio.sleep(0.01)
            worst = max(worst, time.monotonic() - back)
        for task in sending:
            task.cancel()
        alive = life.process.is_alive()
        if alive:
            life.end(signal.SIGTERM)
        found = look_into(settings, acknowledged)
        await asyncio.to_thread(postgres.end)
    answers = ", ".join(f"{status}: {n}" for status, n in sorted(statuses.items()))
    say(f"PostgreSQL restarted {restarts} times (seed {seed}): {len(acknowledged)} acknowledged, {found}")
    say(f"answers {answers}; each refusal says when: {told}; taken again after at most {worst:.1f} s; alive: {alive}")
    sound = found.sound and told and alive and worst <= MOST and set(statuses) <= {201, 503}
    return 0 if sound and acknowledged else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*([int(given) for given in sys.argv[1:]] + [RESTARTS, SEED][len(sys.argv) - 1 :]))))
