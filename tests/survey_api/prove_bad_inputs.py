"""The proof that bad input is turned away: no answer of 500 or more, none after a second, nothing of it in the log.

    python -m tests.survey_api.prove_bad_inputs

Every input of ``bad_inputs`` to a running service, on the embedded database and on PostgreSQL, while another tablet
sends sound interviews, none of which may be lost. About a minute on two cores.
"""

import asyncio
import random
import re
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from survey_api.registering import NewDevice
from survey_api.settings import Settings
from tests.survey_api.bad_inputs import MARK, Bad, bad_inputs
from tests.survey_api.proving import Life, Tablets, begin, ended, look_into, prepare, say, settings_on
from tests.survey_api.servers import fresh_databases

LATEST = 1.0  # seconds until an answer
MEMORY = 50.0  # megabytes that all of it may leave behind
PATIENCE = 20.0
_STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3})", re.MULTILINE)


@dataclass(frozen=True)
class Met:
    """How the service met one input: the statuses of its answers (none where it hung up), and how long it took."""

    statuses: tuple[int, ...]
    seconds: float
    hung: bool = False
    told: bytes = b""

    @property
    def well(self) -> bool:
        """Whether it was answered or turned away, without an error of ours and without repeating what was sent."""
        return not self.hung and all(status < 500 for status in self.statuses) and MARK.encode() not in self.told


async def meet(address: str, case: Bad, patience: float = PATIENCE) -> Met:
    """Send one input, and read until the answer is there or the service hangs up."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    started = time.monotonic()
    told = bytearray()
    hung = False
    try:
        writer.write(case.sent)
        if case.unfinished:
            await asyncio.sleep(0.02)
        else:
            async with asyncio.timeout(patience):
                await writer.drain()
                while more := await reader.read(1 << 16):
                    told += more
                    if b"HTTP/1.1 100" not in told[:20] and b"\r\n\r\n" in told and b"onnection: close" not in told:
                        break  # it keeps the connection for another request
    except TimeoutError:
        hung = True
    except OSError:
        pass  # it hung up before it had read everything
    finally:
        writer.close()
    return Met(tuple(map(int, _STATUS.findall(told))), time.monotonic() - started, hung, bytes(told))


@asynccontextmanager
async def attacked(settings: Settings) -> AsyncIterator[tuple[Life, NewDevice, Tablets]]:
    """A service that is sent bad inputs by one device, and sound interviews by another."""
    bad, good = prepare(settings, 2)
    life = await begin(settings, log=settings.home.folder / "log")
    with ended(life):
        yield life, bad, Tablets((good,), random.Random(1))  # noqa: S311 (a proof that can be repeated)


async def prove(settings: Settings) -> tuple[dict[str, Met], bool]:
    """How each input was met, and whether everything else was kept meanwhile."""
    async with attacked(settings) as (life, device, tablets):
        sending = asyncio.create_task(tablets.send_until_it_breaks(life.address))
        cases = bad_inputs(device)
        for case in list(cases.values())[:20]:
            await meet(life.address, case)  # until libraries are loaded
        before = life.memory()
        met = {name: await meet(life.address, case) for name, case in cases.items()}
        grown = life.memory() - before
        await asyncio.to_thread(life.end, signal.SIGTERM)
        await sending
    found = look_into(settings, tablets.acknowledged)
    statuses = Counter(status for one in met.values() for status in one.statuses)
    log = (settings.home.folder / "log").read_text()
    clean = MARK not in log and '"error"' not in log
    late = {name: one.seconds for name, one in met.items() if one.seconds > LATEST}
    slowest = max(one.seconds for one in met.values())
    answers = ", ".join(f"{status}: {times}" for status, times in sorted(statuses.items()))
    say(f"  {len(met)} inputs; answers {answers}; the slowest after {slowest:.2f} s; too late: {late or 'none'}")
    say(f"  badly met: {sorted(name for name, one in met.items() if not one.well) or 'none'}; log clean: {clean}")
    say(f"  meanwhile {len(tablets.acknowledged)} sound interviews acknowledged: {found}; memory {grown:+.0f} MB")
    return met, found.sound and clean and not late and grown <= MEMORY and all(one.well for one in met.values())


def main() -> int:
    """Prove it on both databases; 1 where something was not met well."""
    with TemporaryDirectory() as folder, fresh_databases() as new:
        kept = []
        for words, settings in (
            ("embedded", settings_on(Path(folder) / "embedded")),
            ("PostgreSQL", settings_on(Path(folder) / "postgres", new())),
        ):
            say(f"Bad inputs, {words}")
            kept.append(asyncio.run(prove(settings))[1])
    return int(not all(kept))


if __name__ == "__main__":
    sys.exit(main())
