"""The proof that ending the service loses nothing: killed or asked to end while tablets send, over and over.

    python -m tests.survey_api.prove_kills [KILLS [SEED]]

On the embedded database and on PostgreSQL: KILLS times SIGKILL, then a quarter as often SIGTERM. 0 acknowledged
interviews may be lost, altered or stored twice; the service is ready again within 5 s, and when asked to end it is gone
within 10 s. About 4 minutes for 200 kills on two cores.
"""

import asyncio
import random
import signal
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from survey_api.settings import Settings
from tests.survey_api.proving import Found, Tablets, begin, cold_start, ended, look_into, prepare, say, settings_on
from tests.survey_api.servers import fresh_databases

KILLS = 200
SEED = 20261124
DEVICES = 8
COLD_STARTS = 3  # the fastest counts: others may be at work on the machine
READY = 5.0  # seconds until the service takes submissions again
DRAINED = 10.0  # seconds until a service that is asked to end is gone


@dataclass(frozen=True)
class Outcome:
    """What so many ends of the service did."""

    ends: int
    acknowledged: int
    resent: int
    found: Found
    ready: list[float]
    gone: list[float]
    unforeseen: dict[int, int]  # answers that no tablet should ever get, by status

    @property
    def kept(self) -> bool:
        """Whether every promise was kept."""
        in_time = max(self.ready) <= READY and max(self.gone) <= DRAINED
        return self.found.sound and in_time and not self.unforeseen

    def __str__(self) -> str:
        return (
            f"{self.ends} ends, {self.acknowledged} acknowledged, {self.resent} sent again: {self.found}; "
            f"ready again after {statistics.median(self.ready):.2f} s (at most {max(self.ready):.2f}), "
            f"gone after at most {max(self.gone):.2f} s; unforeseen answers: {self.unforeseen or 'none'}"
        )


async def end_over_and_over(settings: Settings, number: signal.Signals, ends: int, seed: int) -> Outcome:
    """End the service so many times while tablets send; then look into the store."""
    chance = random.Random(seed)  # noqa: S311 (a proof that can be repeated)
    tablets = Tablets(prepare(settings, DEVICES), chance)
    ready, gone = [], []
    for _ in range(ends):
        life = await begin(settings)
        with ended(life):
            ready.append(life.ready_after)
            sending = asyncio.create_task(tablets.send_until_it_breaks(life.address))
            await asyncio.sleep(chance.uniform(0.02, 0.4))
            gone.append(await asyncio.to_thread(life.end, number))
            await sending
        if number == signal.SIGTERM:
            assert life.process.exitcode == 0, f"asked to end, it ended with {life.process.exitcode}"
    life = await begin(settings)
    with ended(life):
        await tablets.send_again(life.address)
        life.end(signal.SIGTERM)
    found = look_into(settings, tablets.acknowledged)
    unforeseen = {status: times for status, times in tablets.statuses.items() if status not in (201, 503)}
    return Outcome(ends, len(tablets.acknowledged), tablets.resent, found, ready, gone, unforeseen)


@contextmanager
def homes() -> Iterator[list[tuple[str, Settings]]]:
    """An empty home for each way to end, on each database."""
    with TemporaryDirectory() as folder, fresh_databases() as new:
        place = Path(folder)
        yield [
            ("embedded, SIGKILL", settings_on(place / "killed")),
            ("embedded, SIGTERM", settings_on(place / "asked")),
            ("PostgreSQL, SIGKILL", settings_on(place / "killed-postgres", new())),
            ("PostgreSQL, SIGTERM", settings_on(place / "asked-postgres", new())),
        ]


def main(arguments: list[str]) -> int:
    """Prove it on both databases; 1 where a promise was broken."""
    kills = int(arguments[0]) if arguments else KILLS
    seed = int(arguments[1]) if len(arguments) > 1 else SEED
    say(f"The service ended while {DEVICES} tablets send; seed {seed}")
    with homes() as tried:
        return int(not asyncio.run(_prove(tried, kills, seed)))


async def _prove(tried: list[tuple[str, Settings]], kills: int, seed: int) -> bool:
    """Both databases at once: they mostly wait."""

    async def one(words: str, settings: Settings) -> bool:
        killed = words.endswith("SIGKILL")
        ends, number = (kills, signal.SIGKILL) if killed else (-(-kills // 4), signal.SIGTERM)
        started = time.monotonic()
        outcome = await end_over_and_over(settings, number, ends, seed)
        say(f"  {words}: {outcome} [{time.monotonic() - started:.0f} s]")
        return outcome.kept

    kept = True
    for signalled in (tried[::2], tried[1::2]):
        kept = all(await asyncio.gather(*(one(words, settings) for words, settings in signalled))) and kept
    cold = [await cold_start(tried[0][1]) for _ in range(COLD_STARTS)]
    say(f"  from the command until it is ready: {', '.join(f'{seconds:.1f}' for seconds in cold)} s")
    return kept and min(cold) <= READY


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
