"""The stages of a long command: each shows its progress and remembers how long it took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from presentation.messages import say
from presentation.text import Language


@dataclass
class Stages:
    """Where progress is shown, in which language, and the seconds of each finished stage in order.

    ``topic`` is the part of the catalogue where the names of the stages stand.
    """

    console: Console
    language: Language
    topic: str = "demo"
    clock: Callable[[], float] = time.monotonic
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """One stage. What it yields is told how many of ``total`` are done so far."""
        started = self.clock()
        words = say(f"{self.topic}.stage_{name}", self.language)
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.console,
            disable=not self.console.is_terminal,
        ) as progress:
            task = progress.add_task(words, total=total or 1)
            yield _told(progress, task)
            progress.update(task, completed=total or 1)
        self.seconds[name] = self.clock() - started
        if not self.console.is_terminal:
            self.console.print(f"{words} : {self.seconds[name]:.1f} s", highlight=False)


def _told(progress: Progress, task: TaskID) -> Callable[[int], None]:
    return lambda done: progress.update(task, completed=done)
