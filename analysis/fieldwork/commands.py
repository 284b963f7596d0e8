"""The command ``amem fieldwork rates``: outcome rates of the exported tables."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from analysis.fieldwork.checks_command import checks
from analysis.fieldwork.evening_command import evening
from presentation.messages import say
from presentation.text import Language
from questionnaires.homes import folder_or_home

if TYPE_CHECKING:
    from analysis.fieldwork.answering import Answer
    from questionnaires.fieldwork import FieldForms


WIDE = 160  # columns, where the tables go to a file or another program


class Survey(Protocol):
    """The survey, as far as its fieldwork needs it."""

    def load_field_forms(self) -> "FieldForms":
        """Which form plays which part in the field."""
        ...


class Session(Protocol):
    """What the command line hands to the command."""

    @property
    def survey(self) -> Survey:
        """The survey that is worked on."""
        ...

    @property
    def language(self) -> Language:
        """The language of the person who runs the command."""
        ...


_PATH = click.Path(path_type=Path)
_E = "How the unknown are counted: stages, casro, casro-overall, model, a share (0.35, 7/20) or UH=..,UR=..,UO=.."


@click.group()
def fieldwork() -> None:
    """What became of the sample: outcome rates of the exported tables, and what to look at first."""


fieldwork.add_command(checks)
fieldwork.add_command(evening)


@fieldwork.command()
@click.argument("exports", type=_PATH, required=False)
@click.option("--home", type=_PATH, help="Stands for HOME/exports.")
@click.option("--by", default="all", help="stratum, region, governorate, milieu, psu_id, replicate, interviewer, week.")
@click.option("--e", "told", default="stages", help=_E)
@click.option("--weighted", is_flag=True, help="By base weights, with confidence intervals.")
@click.option("--rate", "names", multiple=True, help="Only this rate, as RR3; may be repeated.")
@click.option("--by-attempt", is_flag=True, help="The response rate reached after each attempt.")
@click.option("--by-day", is_flag=True, help="The response rate reached by the end of each day.")
@click.option("--json", "as_json_", is_flag=True, help="Print JSON.")
@click.option("--csv", "csv_file", type=_PATH, help="Write every rate to this file.")
@click.pass_obj
def rates(
    session: Session,
    exports: Path | None,
    home: Path | None,
    by: str,
    told: str,
    weighted: bool,
    names: tuple[str, ...],
    by_attempt: bool,
    by_day: bool,
    as_json_: bool,
    csv_file: Path | None,
) -> None:
    """Response, cooperation, refusal and contact rates (AAPOR, 10th edition) of the folder EXPORTS.

    Each with its numerator and denominator, and the response rate as a band over what may be eligible among the
    units that were never resolved. No rate should rest on the share that makes it highest.
    """
    from analysis.fieldwork.answering import answer
    from analysis.fieldwork.reading import read_fieldwork

    found = read_fieldwork(folder_or_home(exports, home, "exports"), session.survey.load_field_forms())
    known = answer(found, by, told, names, weighted=weighted, attempts=by_attempt, days=by_day)
    if as_json_:
        click.echo(json.dumps(known.as_json, indent=1, ensure_ascii=False))
    elif csv_file is None:
        _print(known, by, session.language)
    if csv_file is not None:
        _write(csv_file, known, session.language)


def _print(known: "Answer", by: str, language: Language) -> None:
    from rich.console import Console

    from analysis.fieldwork.terminal import reasons, tables

    if known.simulated:
        click.echo(say("analysis.simulated", language))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDE)
    for table in tables(known, by, language):
        console.print(table)
    for reason in reasons(known.groups, language):
        click.echo(reason)
    if known.not_listed:
        click.echo(say("fieldwork.not_listed", language, {"n": known.not_listed}))
    click.echo(say("fieldwork.rule", language, {"rule": known.groups[0].refused.rule or "–"}))


def _write(path: Path, known: "Answer", language: Language) -> None:
    from analysis.fieldwork.written import write_csv

    lines = known.lines
    write_csv(path, lines)
    click.echo(say("fieldwork.written", language, {"n": len(lines), "path": str(path)}), err=True)
