"""Replaying a campaign against a running service: at a speed of simulated time, with what happens on the line shown."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from presentation.messages import say
from presentation.numbers import terminal_numbers
from presentation.text import Language
from simulation.devices import DeviceCredentials, Line, Parcel, at_once, deliver
from simulation.field.calendar import TUNIS
from simulation.interruption import told_when_interrupted
from simulation.operations.sendings import Sending
from simulation.tally import Tally

BETWEEN_LINES = 15.0  # seconds, where no terminal looks on
REFRESHES = 4  # a second, on a terminal
GOOD = frozenset({200, 201, 202})


@dataclass(frozen=True)
class Pace:
    """Simulated time beside real time: ``speed`` simulated seconds in a second, from the moment ``start`` on."""

    start: float
    speed: float

    def due(self, moment: float) -> float:
        """Seconds of real time at which a moment comes."""
        return (moment - self.start) / self.speed

    def reached(self, elapsed: float) -> float:
        """The moment that it is after so many seconds."""
        return self.start + elapsed * self.speed


@dataclass(frozen=True)
class Replayed:
    """What came of a replay, and the seconds that it took."""

    tally: Tally
    seconds: float
    n_devices: int


def parcels_of(sendings: Iterable[Sending]) -> Mapping[str, Sequence[Parcel]]:
    """What each device sends, in its order; what was lost with its tablet is not sent."""
    found: dict[str, list[Parcel]] = defaultdict(list)
    for one in sendings:
        if one.arrives:
            found[one.device].append(Parcel(one.submission, one.device, one.at.timestamp(), one.cut_after))
    return found


def replay(
    url: str,
    devices: Sequence[DeviceCredentials],
    parcels: Mapping[str, Sequence[Parcel]],
    speed: float | None,
    screen: "Screen",
) -> Replayed:
    """Send everything, showing what happens. Raises UnknownSender before anything is sent."""
    tally = Tally(sum(map(len, parcels.values())))
    starts = [own[0].at for own in parcels.values() if own]
    pace = Pace(min(starts), speed) if speed and starts else None
    started = time.monotonic()
    told = told_when_interrupted(screen.console, screen.language, lambda: tally.acknowledged, tally.total)
    with told, screen.shown(tally, pace):
        deliver(Line(url, pace.due if pace else at_once), devices, parcels, tally)
    return Replayed(tally, time.monotonic() - started, len(parcels))


@dataclass
class Screen:
    """Where the replay is shown: a bar with the counts on a terminal, a line now and then elsewhere."""

    console: Console
    language: Language
    clock: Callable[[], float] = time.monotonic
    said_at: float = field(default=0.0, init=False)

    @contextmanager
    def shown(self, tally: Tally, pace: Pace | None) -> Iterator[None]:
        """Show a tally while the block runs."""
        started = self.said_at = self.clock()
        if not self.console.is_terminal:
            tally.on_receipt = lambda _n: self._now_and_then(tally, pace, started)
            yield
            return
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self.console,
        )
        task = bar.add_task(say("simulate.stage_sending", self.language), total=tally.total)

        def picture() -> RenderableType:
            bar.update(task, completed=tally.total - tally.waiting)
            return Group(bar, Text(self.line(tally, pace, self.clock() - started)))

        with Live(get_renderable=picture, console=self.console, refresh_per_second=REFRESHES):
            yield

    def _now_and_then(self, tally: Tally, pace: Pace | None, started: float) -> None:
        now = self.clock()
        if now - self.said_at >= BETWEEN_LINES:
            self.said_at = now
            self.console.print(self.line(tally, pace, now - started), highlight=False, soft_wrap=True)

    def line(self, tally: Tally, pace: Pace | None, elapsed: float) -> str:
        """What has happened so far, in words."""
        numbers = terminal_numbers(self.language)
        answers = tally.answers.copy()
        errors = {status: n for status, n in sorted(answers.items()) if status not in GOOD}
        at = list(tally.at.values())
        moment = pace.reached(elapsed) if pace else min(at, default=None)
        values = {
            "sent": numbers.bare(tally.requests),
            "acknowledged": numbers.bare(tally.acknowledged),
            "waiting": numbers.bare(tally.waiting),
            "errors": " ".join(f"{status}×{n}" for status, n in errors.items()) or "0",
            "unanswered": numbers.bare(tally.unanswered),
            "date": "–" if moment is None else f"{datetime.fromtimestamp(moment, TUNIS):%Y-%m-%d %H:%M}",
            "rate": numbers.bare(round(tally.acknowledged / elapsed)) if elapsed > 0 else "0",
        }
        return say("simulate.line", self.language, values)
