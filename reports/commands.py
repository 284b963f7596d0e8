"""The part of the command line that makes the publication."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from presentation.messages import say
from presentation.text import Language

if TYPE_CHECKING:
    from reports.content import ReportContent


class Survey(Protocol):
    """What the publication needs of a survey."""

    def load_reports(self) -> "ReportContent":
        """Its chapters and words."""


class Session(Protocol):
    """What a command receives."""

    @property
    def survey(self) -> Survey:
        """The survey to work on."""

    @property
    def language(self) -> Language:
        """The language of messages."""


@click.group()
def report() -> None:
    """The publication: build it from the estimates and the weights."""


@report.command()
@click.argument("estimates", type=click.Path(path_type=Path))
@click.argument("weights", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder of the publication.")
@click.pass_obj
def build(session: Session, estimates: Path, weights: Path, out: Path) -> None:
    """Build the publication in three languages from the folders ESTIMATES and WEIGHTS."""
    from reports.building import build_publication

    site = build_publication(estimates, weights, out, session.survey.load_reports())
    values = {"path": out / "index.html", "pages": site.pages, "tables": site.tables}
    click.echo(say("report.built", session.language, values))
