"""The command ``amem code suggest``."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from presentation.messages import say
from presentation.text import Language

if TYPE_CHECKING:
    from analysis.content import AnalysisContent
    from questionnaires.fieldwork import FieldForms


class Survey(Protocol):
    """The survey, as far as coding needs it."""

    @property
    def codelists(self) -> Path:
        """Its folder of code lists."""
        ...

    def load_field_forms(self) -> "FieldForms":
        """Which answers in words are coded."""
        ...

    def load_analysis(self) -> "AnalysisContent":
        """Its own index of wordings."""
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


@click.group()
def code() -> None:
    """Codes for answers in words: occupation, activity."""


@code.command("suggest")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def suggest(session: Session, file: Path) -> None:
    """Write up to five candidates beside each text of FILE; the code is left for the coder to decide."""
    from analysis.coding.suggesting import suggest as suggested
    from questionnaires.files import write_whole

    survey = session.survey
    found = suggested(file, survey.load_field_forms().coded, survey.codelists, survey.load_analysis().wordings)
    write_whole(file, found.text.encode())
    file.chmod(0o600)
    told = {"texts": found.texts, "offered": found.offered, "none": found.texts - found.offered, "path": file}
    click.echo(say("coding.suggested", session.language, told))
