"""The part of the command line that makes the publication."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from presentation.messages import say
from presentation.text import Language
from questionnaires.homes import folder_or_home

if TYPE_CHECKING:
    from questionnaires.fieldwork import FieldForms
    from reports.content import ReportContent


class Survey(Protocol):
    """What the publication needs of a survey."""

    def load_reports(self) -> "ReportContent":
        """Its chapters and words."""

    def load_field_forms(self) -> "FieldForms":
        """Which form plays which part in the field."""


class Session(Protocol):
    """What a command receives."""

    @property
    def survey(self) -> Survey:
        """The survey to work on."""

    @property
    def language(self) -> Language:
        """The language of messages."""


_FOLDER = click.Path(path_type=Path)


@click.group()
def report() -> None:
    """The publication: build it from the estimates and the weights."""


@report.command()
@click.argument("estimates", type=_FOLDER, required=False)
@click.argument("weights", type=_FOLDER, required=False)
@click.option("--out", type=_FOLDER, help="The folder of the publication.")
@click.option("--exports", type=_FOLDER, help="The exported tables behind the estimates: adds response rates.")
@click.option("--home", type=_FOLDER, help="Stands for HOME/estimates, /weights, /exports and --out HOME/report.")
@click.pass_obj
def build(
    session: Session,
    estimates: Path | None,
    weights: Path | None,
    out: Path | None,
    exports: Path | None,
    home: Path | None,
) -> None:
    """Build the publication in three languages from the folders ESTIMATES and WEIGHTS."""
    estimates, weights = folder_or_home(estimates, home, "estimates"), folder_or_home(weights, home, "weights")
    out = folder_or_home(out, home, "report")
    if exports is None and home is not None and (home / "exports").is_dir():
        exports = home / "exports"

    from reports.building import Exports, build_publication

    behind = None if exports is None else Exports(exports, session.survey.load_field_forms())
    site = build_publication(estimates, weights, out, session.survey.load_reports(), behind)
    values = {"path": out / "index.html", "pages": site.pages, "tables": site.tables}
    click.echo(say("report.built", session.language, values))
