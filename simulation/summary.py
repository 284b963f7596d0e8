"""The closing words of the demonstration: what arrived, how many answered, how long it took, where to look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from presentation.messages import say
from presentation.numbers import PERCENT, terminal_numbers
from presentation.text import Language

if TYPE_CHECKING:
    from simulation.tablet_to_try import TabletToTry


@dataclass(frozen=True)
class Login:
    """Somebody who can sign in to the demonstration; such passwords exist nowhere else."""

    login: str
    role: str
    password: str


@dataclass(frozen=True)
class Counts:
    """What the chain carried."""

    receipts: int
    forms: int
    psus: int
    listing_units: int
    drawn: int
    interviews: int
    estimates: int

    @property
    def response_rate(self) -> float:
        """Interviews, complete or sufficient, among the persons drawn (AAPOR RR2 of the interview stage)."""
        return self.interviews / self.drawn if self.drawn else float("nan")


def show(
    console: Console,
    language: Language,
    told: Counts,
    seconds: Mapping[str, float],
    home: Path,
    address: str,
    logins: Sequence[Login],
    tablet: "TabletToTry",
) -> None:
    """Print the summary."""
    numbers = terminal_numbers(language)
    console.print()
    console.print(say("demo.simulated", language), style="bold", highlight=False)
    rows = [(name, numbers.bare(value)) for name, value in vars(told).items()]
    rows.append(("response_rate", numbers.full(told.response_rate, PERCENT)))
    shown = [(say(f"demo.count_{name}", language), text) for name, text in rows]
    console.print(_table(language, "demo.counts", shown))
    times = [(say(f"demo.stage_{name}", language), f"{taken:.1f}") for name, taken in seconds.items()]
    times.append((say("demo.total", language), f"{sum(seconds.values()):.1f}"))
    console.print(_table(language, "demo.seconds", times))
    console.print(say("demo.results", language, {"home": home}), highlight=False, soft_wrap=True)
    console.print(
        say("demo.report", language, {"path": home / "report" / "index.html"}), highlight=False, soft_wrap=True
    )
    console.print(say("demo.address", language, {"address": address}), highlight=False, soft_wrap=True)
    for login in logins:
        console.print(say("demo.login", language, vars(login)), highlight=False, soft_wrap=True)
    for line in ("tablet", "tablet_sheet"):
        console.print(say(f"demo.{line}", language, vars(tablet)), highlight=False, soft_wrap=True)


def _table(language: Language, title: str, rows: Sequence[tuple[str, str]]) -> Table:
    table = Table(title=say(title, language), title_justify="left", box=SIMPLE, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for row in rows:
        table.add_row(*row)
    return table
