"""The command ``amem fieldwork evening``: everything for the supervisors' pages, as JSON, for the service's job."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    import pyarrow as pa

    from analysis.watched import Watched
    from questionnaires.fieldwork import FieldForms

_PATH = click.Path(path_type=Path)


class Weighting(Protocol):
    """What representativity needs of the weights of a survey: its groups of age and origin."""

    @property
    def classes(self) -> "Callable[[pa.Table], pa.Table]":
        """Adds the groups to a table of persons."""
        ...


class Content(Protocol):
    """The content of a survey for its analysis, as far as the checks need it."""

    @property
    def watched(self) -> "Watched":
        """What the checks must know of the questionnaire."""
        ...


class Survey(Protocol):
    """The survey, as far as the evening needs it."""

    def load_field_forms(self) -> "FieldForms":
        """Which form plays which part in the field."""
        ...

    def load_analysis(self) -> Content:
        """What the checks must know of the questionnaire is in there."""
        ...

    def load_weighting(self) -> Weighting:
        """The classes of the weights."""
        ...


class Session(Protocol):
    """What the command line hands to the command."""

    @property
    def survey(self) -> Survey:
        """The survey that is worked on."""
        ...


@click.command()
@click.argument("exports", type=_PATH)
@click.option("--context", type=_PATH, help="Teams, releases and verdicts, as the service writes them.")
@click.pass_obj
def evening(session: Session, exports: Path, context: Path | None) -> None:
    """Checks, representativity and scorecards of the folder EXPORTS as one JSON, as the service's pages read it.

    The service runs this by itself. No answer is in it.
    """
    from analysis.fieldwork.checks.reading import Told, read_told
    from analysis.fieldwork.evening.whole import Asked, evening

    survey = session.survey
    told = Told() if context is None else read_told(context)
    asked = Asked(
        exports, survey.load_field_forms(), survey.load_analysis().watched, survey.load_weighting().classes, told
    )
    click.echo(json.dumps(evening(asked), ensure_ascii=False, allow_nan=False, separators=(",", ":")))
