"""The command line of sampling: ``sample plan``, ``sample draw`` and ``sample subsample``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from presentation.messages import say
from presentation.text import Language

if TYPE_CHECKING:
    from weighting.selection.drawing import Draw
    from weighting.selection.planning import Plan


class _Session(Protocol):
    @property
    def language(self) -> Language: ...


_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_design_option = click.option("--design", "design_file", type=_FILE, required=True, help="The design, a TOML file.")


@click.group()
def sample() -> None:
    """The sample: planned, drawn, loaded, released."""


@sample.command()
@click.argument("frame_file", metavar="FRAME", type=_FILE)
@_design_option
@click.option("--out", type=_FILE, help="Write the plan here as well: .csv a table, .svg a chart.")
@click.pass_obj
def plan(session: _Session, frame_file: Path, design_file: Path, out: Path | None) -> None:
    """Compare what designs find, how precisely and at what cost, on FRAME (CSV or Parquet)."""
    from weighting.selection.design_file import read_design
    from weighting.selection.frame_file import read_frame
    from weighting.selection.plan_files import write_plan
    from weighting.selection.planning import plan as planned

    design = read_design(design_file)
    found = planned(read_frame(frame_file, design), design)
    _show_plan(found, session.language)
    if out:
        write_plan(out, found, session.language)


@sample.command()
@click.argument("frame_file", metavar="FRAME", type=_FILE)
@_design_option
@click.option("--seed", type=click.IntRange(min=0), required=True, help="Keep it secret until the fieldwork is over.")
@click.option("--out", type=_FOLDER, required=True, help="A new folder: a drawn sample is never drawn again.")
@click.pass_obj
def draw(session: _Session, frame_file: Path, design_file: Path, seed: int, out: Path) -> None:
    """Draw the PSUs and their reserve from FRAME (CSV or Parquet)."""
    from weighting.selection.design_file import read_design
    from weighting.selection.draw_files import refuse_drawn, write_draw
    from weighting.selection.drawing import draw as drawn
    from weighting.selection.frame_file import read_frame

    refuse_drawn(out)
    design = read_design(design_file)
    frame = read_frame(frame_file, design)
    found = drawn(frame, design, seed)
    write_draw(out, found, frame, design, design_file.read_bytes())
    _show_draw(found, session.language, out)


@sample.command()
@click.argument("units", type=_FILE)
@click.option("--by", "column", required=True, help="The column with the class of each unit.")
@click.option("--keep", "sizes", multiple=True, required=True, help="CLASS=NUMBER, once for each class.")
@click.option("--seed", type=click.IntRange(min=0), required=True, help="Keep it secret until the fieldwork is over.")
@click.option("--out", type=_FILE, required=True, help="A new CSV file.")
@click.pass_obj
def subsample(session: _Session, units: Path, column: str, sizes: tuple[str, ...], seed: int, out: Path) -> None:
    """Keep some of the listed UNITS (CSV or Parquet with unit_id) of each class: the second phase of two.

    Everybody is in the file written, with the probability of the second phase and whether they are kept.
    """
    from weighting.selection.phase_files import read_sizes
    from weighting.selection.phase_files import subsample as drawn

    for name, (there, kept) in drawn(units, column, read_sizes(sizes), seed, out).items():
        click.echo(say("selection.kept", session.language, {"name": name, "kept": kept, "there": there}))


def _show_plan(plan: "Plan", language: Language) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from weighting.selection.plan_files import cells, columns

    title = say("selection.plan_title", language, {"design": plan.design})
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    by_design = [cells(line, plan, language) for line in plan.lines]
    table.add_column(say("selection.column_design", language))
    for name, *_ in by_design:
        table.add_column(name, justify="right")
    currency = {"currency": plan.assumed.costs.currency if plan.assumed.costs else ""}
    for place, column in enumerate(columns(plan)[1:], start=1):
        table.add_row(say(f"selection.column_{column}", language, currency), *(cell[place] for cell in by_design))
    Console(file=sys.stdout).print(table)
    assumed = plan.assumed
    about = {"count": assumed.count, "households": round(assumed.households), "dispersion": assumed.dispersion}
    click.echo(say("selection.plan_assumes", language, about))


def _show_draw(draw: "Draw", language: Language, out: Path) -> None:
    main = sum(psu.replicate == 0 for psu in draw.psus)
    about = {"n": main, "reserve": len(draw.psus) - main, "replicates": draw.replicates, "strata": len(draw.sizes)}
    click.echo(say("selection.drawn", language, about))
    click.echo(say("selection.drawn_into", language, {"folder": str(out), "digest": draw.digest}))
    if draw.replicates and (thin := [name for name, n in draw.sizes.items() if n[0] == n[-1]]):
        click.echo(say("selection.without_reserve", language, {"n": len(thin), "strata": ", ".join(thin[:10])}))
