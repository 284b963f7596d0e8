"""The commands for supervisors and headquarters on exported tables: ``amem fieldwork representativity`` and others."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from analysis.fieldwork.office_commands import back_checks, book, pay, scorecards
from presentation.messages import say
from presentation.text import Language
from questionnaires.homes import folder_or_home

if TYPE_CHECKING:
    import pyarrow as pa

    from analysis.fieldwork.representativity.telling import Told
    from analysis.fieldwork.representativity.units import Stage
    from questionnaires.fieldwork import FieldForms


WIDE = 160  # columns, where the tables go to a file or another program
_PATH = click.Path(path_type=Path)


class Weighting(Protocol):
    """What representativity needs of the weights of a survey: its groups of age and origin."""

    @property
    def classes(self) -> "Callable[[pa.Table], pa.Table]":
        """Adds the groups to a table of persons."""
        ...


class Survey(Protocol):
    """The survey, as far as these commands need it."""

    def load_field_forms(self) -> "FieldForms":
        """Which form plays which part in the field."""
        ...

    def load_weighting(self) -> Weighting:
        """The classes of the weights."""
        ...


class Session(Protocol):
    """What the command line hands to the commands."""

    @property
    def survey(self) -> Survey:
        """The survey that is worked on."""
        ...

    @property
    def language(self) -> Language:
        """The language of the person who runs the command."""
        ...


@click.group()
def fieldwork() -> None:
    """What became of the sample, for whoever steers the fieldwork."""


for _command in (back_checks, scorecards, pay, book):
    fieldwork.add_command(_command)


@fieldwork.command()
@click.argument("exports", type=_PATH, required=False)
@click.option("--home", type=_PATH, help="Stands for HOME/exports.")
@click.option("--of", type=click.Choice(["persons", "households"]), default="persons", help="Whose response.")
@click.option("--by", default="all", help="stratum, region, governorate, milieu, psu_id, replicate.")
@click.option("--weighted", is_flag=True, help="By base weights, with the error of the sample too.")
@click.option("--by-day", is_flag=True, help="How it stood at the end of each day.")
@click.option("--json", "as_json_", is_flag=True, help="Print JSON.")
@click.pass_obj
def representativity(
    session: Session, exports: Path | None, home: Path | None, of: str, by: str, weighted: bool, by_day: bool,
    as_json_: bool,
) -> None:  # fmt: skip
    """How alike those who respond and those who do not are, in the folder EXPORTS, and who is missing, in words.

    R-indicator with bias adjustment, its interval and partials, from what frame and listing know of everybody.
    """
    from analysis.fieldwork.representativity.reading import read_units
    from analysis.fieldwork.representativity.telling import told
    from analysis.fieldwork.representativity.units import Stage
    from analysis.fieldwork.representativity.written import as_json
    from questionnaires.files import read_manifest

    folder, stage = folder_or_home(exports, home, "exports"), Stage(of)
    classes = session.survey.load_weighting().classes
    units = read_units(folder, session.survey.load_field_forms(), classes, stage, weighted=weighted)
    known = tuple(told(units, by, days=by_day))
    facts = read_manifest(folder).facts
    if as_json_:
        shown = as_json(known, stage, weighted=weighted, facts=facts)
        click.echo(json.dumps(shown, indent=1, ensure_ascii=False, allow_nan=False))
    else:
        _print(known, stage, by, session.language, simulated=bool(facts.get("simulated")), weighted=weighted)


def _print(
    known: "Sequence[Told]", stage: "Stage", by: str, language: Language, *, simulated: bool, weighted: bool
) -> None:
    from rich.console import Console

    from analysis.fieldwork.representativity.terminal import sentences, tables

    if simulated:
        click.echo(say("analysis.simulated", language))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDE)
    for table in tables(known, stage, by, language):
        console.print(table)
    for sentence in sentences(known, language):
        click.echo(sentence)
    if weighted:
        click.echo(say("representativity.weighted", language))
