"""The closing words of ``amem simulate``: what was written, what came of the sending, how long it took."""

from collections.abc import Iterable, Mapping

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from presentation.messages import say
from presentation.numbers import terminal_numbers
from presentation.text import Language
from simulation.roads.replay import Replayed

TAKEN, TAKEN_APART = 201, 202


def show_counts(console: Console, language: Language, rows: Mapping[str, int]) -> None:
    """How much was written."""
    numbers = terminal_numbers(language)
    shown = ((say(f"simulate.count_{name}", language), numbers.bare(n)) for name, n in rows.items())
    console.print(_table(language, "simulate.counts", shown))


def show_seconds(console: Console, language: Language, seconds: Mapping[str, float]) -> None:
    """How long each stage took."""
    times = [(say(f"simulate.stage_{name}", language), f"{taken:.1f}") for name, taken in seconds.items()]
    times.append((say("demo.total", language), f"{sum(seconds.values()):.1f}"))
    console.print(_table(language, "demo.seconds", times))


def show_replay(console: Console, language: Language, done: Replayed) -> None:
    """What came of the sending."""
    numbers, tally = terminal_numbers(language), done.tally
    counts = {
        "devices": done.n_devices,
        "sendings": tally.total,
        "requests": tally.requests,
        "taken": tally.receipts[TAKEN],
        "taken_apart": tally.receipts[TAKEN_APART],
        "refused": len(tally.refusals),
        "kept": tally.waiting,
        "broken": tally.broken,
        "unanswered": tally.unanswered,
        "waits": tally.waits,
        "rate": round(tally.acknowledged / done.seconds) if done.seconds else 0,
    }
    shown = [(say(f"simulate.count_{name}", language), numbers.bare(n)) for name, n in counts.items()]
    faults = {status: n for status, n in sorted(tally.answers.items()) if status not in tally.receipts}
    shown += [
        (say("simulate.count_answers", language, {"status": status}), numbers.bare(n)) for status, n in faults.items()
    ]
    console.print(_table(language, "simulate.line_summary", shown))


def _table(language: Language, title: str, rows: Iterable[tuple[str, str]]) -> Table:
    table = Table(title=say(title, language), title_justify="left", box=SIMPLE, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for row in rows:
        table.add_row(*row)
    return table
