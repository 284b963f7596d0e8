"""Measuring: repeated runs and their median, the line that says on what machine, the table beside the peers."""

import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Generic, TypeVar

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

T = TypeVar("T")
WIDTH = 150  # of the tables, also where no terminal looks on


@dataclass(frozen=True)
class Timing(Generic[T]):
    """Seconds of the first run and the median of those after it; ``result`` is what the first run gave."""

    cold: float
    warm: float
    result: T


def timed(run: Callable[[], T], repeats: int) -> Timing[T]:
    """Run once for the cold figure, then ``repeats`` times (at least once)."""
    cold, result = _clocked(run)
    return Timing(cold, statistics.median(_clocked(run)[0] for _ in range(max(repeats, 1))), result)


def _clocked(run: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    result = run()
    return time.perf_counter() - started, result


@dataclass(frozen=True)
class Unit:
    """What a figure counts, and whether a small one is the better one."""

    name: str
    small_is_good: bool
    places: int

    def shown(self, value: float | None) -> str:
        """The figure with its unit."""
        return "–" if value is None else f"{value:,.{self.places}f} {self.name}"


SECONDS = Unit("s", small_is_good=True, places=3)
MILLISECONDS = Unit("ms", small_is_good=True, places=2)
PER_SECOND = Unit("/s", small_is_good=False, places=0)
MICROSECONDS = Unit("µs", small_is_good=True, places=0)
SHARE = Unit("×", small_is_good=False, places=2)
MEGABYTES = Unit("MB", small_is_good=True, places=0)


@dataclass(frozen=True)
class Row:
    """One line of a table: what, our figure, the peer's, and who the peer is. ``target`` is what we set ourselves."""

    what: str
    ours: float | None
    unit: Unit
    peer: float | None = None
    beside: str = ""
    target: float | None = None

    @property
    def advantage(self) -> float | None:
        """How many times as good we are: 2 is twice as fast, 0.5 half as fast."""
        if not self.ours or not self.peer:
            return None
        return self.peer / self.ours if self.unit.small_is_good else self.ours / self.peer


def show(title: str, rows: Sequence[Row], notes: Sequence[str] = (), libraries: Sequence[str] = ()) -> None:
    """Print the machine, the table and its notes."""
    console = Console(file=sys.stdout, width=WIDTH)
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("what")
    for heading in ("ours", "peer", "ours : peer", "target"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("the peer")
    for row in rows:
        advantage = "–" if row.advantage is None else f"× {row.advantage:.3g}"
        target = "" if row.target is None else f"{'≤' if row.unit.small_is_good else '≥'} {row.unit.shown(row.target)}"
        table.add_row(row.what, row.unit.shown(row.ours), row.unit.shown(row.peer), advantage, target, row.beside)
    console.print(machine(libraries), style="dim", highlight=False, soft_wrap=True)
    console.print(table, highlight=False)
    for note in notes:
        console.print(f"  {note}", highlight=False, soft_wrap=True)
    console.print()


def machine(libraries: Sequence[str] = ()) -> str:
    """Python, processor, cores, load and the libraries that matter here: figures of other machines do not compare."""
    versions = ", ".join(f"{name} {version(name)}" for name in libraries)
    load = "/".join(f"{value:.1f}" for value in os.getloadavg())
    parts = (
        f"Python {platform.python_version()}",
        versions,
        _processor(),
        f"{os.cpu_count()} cores",
        f"load {load} before the table",
    )
    return " · ".join(part for part in parts if part)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def resident_memory() -> float:
    """Megabytes that this process holds now (0 where the system does not say)."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * resource.getpagesize() / 1e6 if status.is_file() else 0.0


def peak_memory() -> float:
    """The largest resident size of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def smaller_run() -> bool:
    """Whether only a first look is wanted (``--small``): everything runs, on a handful of records."""
    return "--small" in sys.argv[1:]
