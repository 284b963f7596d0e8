"""The command line of the weighting: ``weigh`` and ``explain weight``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from presentation.messages import say
from presentation.text import Language
from questionnaires.homes import folder_or_home
from questionnaires.problems import ProblemError

if TYPE_CHECKING:
    from weighting.content import WeightingContent
    from weighting.diagnostics import Link
    from weighting.trace import Trace


class _Survey(Protocol):
    def load_weighting(self) -> "WeightingContent": ...


class _Session(Protocol):
    @property
    def survey(self) -> _Survey: ...
    @property
    def language(self) -> Language: ...


class NoSuchUnit(ProblemError):
    """The weights hold no row of that name."""

    code = "weighting.no_such_unit"


_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("exports", type=_FOLDER, required=False)
@click.option("--out", type=_FOLDER, help="Folder of the weights.")
@click.option("--home", type=_FOLDER, help="Stands for HOME/exports and --out HOME/weights where they are not given.")
@click.option("--margins", type=click.Path(dir_okay=False, path_type=Path), help="CSV of totals to calibrate to.")
@click.pass_obj
def weigh(session: _Session, exports: Path | None, out: Path | None, home: Path | None, margins: Path | None) -> None:
    """Weigh the exported tables of EXPORTS with the survey's recipe."""
    exports, out = folder_or_home(exports, home, "exports"), folder_or_home(out, home, "weights")

    from weighting.margins_file import read_margins
    from weighting.weigh import weigh_files

    totals = read_margins(margins) if margins else ()
    _, trace = weigh_files(exports, out, session.survey.load_weighting(), totals, margins)
    _show_steps(trace, session.language)


@click.group()
def explain() -> None:
    """Say why a number is what it is."""


@explain.command("weight")
@click.argument("unit")
@click.argument("weights", type=_FOLDER, required=False)
@click.option("--home", type=_FOLDER, default=Path("demo-home"), help="WEIGHTS is HOME/weights where it is not given.")
@click.pass_obj
def explain_weight(session: _Session, unit: str, weights: Path | None, home: Path) -> None:
    """Print the factors whose product is the weight of UNIT (a case or a listing unit) in WEIGHTS."""
    weights = folder_or_home(weights, home, "weights")

    from weighting.diagnostics import chains
    from weighting.files import read_weights

    sample = read_weights(weights)
    units = sample.column("unit_id").to_pylist()
    rows = [row for row in range(sample.n) if unit in (sample.ids[row], units[row])]
    if not rows:
        raise NoSuchUnit(unit=unit, folder=weights.name)
    for row, chain in zip(rows, chains(sample, rows), strict=True):
        _show_chain(sample.ids[row], float(sample.weights[row]), chain, session.language)


def _show_steps(trace: "Trace", language: Language) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(
        title=say("weighting.steps_title", language, {"recipe": trace.recipe}), title_justify="left", box=SIMPLE_HEAD
    )
    table.add_column(say("weighting.column_step", language), no_wrap=True)
    for column in ("units", "total", "deff", "n_eff", "replicates_failed"):
        table.add_column(say(f"weighting.column_{column}", language), justify="right")
    for step in trace.steps:
        table.add_row(
            step_name(step.step, language),
            str(step.after.n),
            _number(step.after.total, 0, language),
            _number(step.after.deff, 2, language),
            _number(step.after.n_eff, 0, language),
            f"{step.n_failed}" if step.n_replicates + step.n_failed else "",
        )
    Console(file=sys.stdout).print(table)
    for step in trace.steps:
        name = step_name(step.step, language)
        if step.collapsed:
            click.echo(say("weighting.collapsed", language, {"step": name, "n": len(step.collapsed)}))
        if step.n_failed:
            click.echo(say("weighting.replicates_left_out", language, {"step": name, "n": step.n_failed}))
        for note in step.notes:
            click.echo(say(note.code, language, note.values))


def _show_chain(row_id: str, weight: float, chain: "tuple[Link, ...]", language: Language) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    title = say("weighting.chain_title", language, {"row": row_id, "weight": _number(weight, 3, language)})
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for column in ("step", "cell", "factor", "weight"):
        table.add_column(
            say(f"weighting.column_{column}", language), justify="right" if column in ("factor", "weight") else "left"
        )
    for link in chain:
        table.add_row(
            step_name(link.step, language),
            _cell(link, language),
            _number(link.factor, 6, language),
            _number(link.weight, 3, language),
        )
    Console(file=sys.stdout).print(table)


def _cell(link: "Link", language: Language) -> str:
    """The cell, and what the unit did there where that is not to receive."""
    if link.role is None or link.role.value == "receives":
        return link.cell
    did = say(f"weighting.role_{link.role.value}", language)
    return f"{link.cell} ({did})" if link.cell else did


def step_name(step: str, language: Language) -> str:
    """The word for a step; the stage of selection after a colon keeps its column name."""
    kind, _, stage = step.partition(":")
    words = say(f"weighting.step_{kind}", language)
    return f"{words} ({stage})" if stage else words


def _number(value: float, decimals: int, language: Language) -> str:
    from presentation.numbers import Measure, terminal_numbers

    return terminal_numbers(language).bare(value, Measure("", places=decimals))
