"""What the commands of the service share: the home they work on, its settings, its orders, how they answer."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sized
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from presentation.messages import say
from presentation.text import Language

if TYPE_CHECKING:
    from questionnaires.fieldwork import FieldForms
    from survey_api.administration import Orders
    from survey_api.homes import Home
    from survey_api.settings import Settings


class SurveyInUse(Protocol):
    """What the service needs of the chosen survey."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def forms(self) -> Path: ...  # noqa: D102
    @property
    def codelists(self) -> Path: ...  # noqa: D102
    @property
    def parameters(self) -> tuple[Path, ...]: ...  # noqa: D102
    def load_field_forms(self) -> "FieldForms": ...  # noqa: D102


class Session(Protocol):
    """What the command line hands to every command."""

    @property
    def survey(self) -> SurveyInUse: ...  # noqa: D102
    @property
    def language(self) -> Language: ...  # noqa: D102


Command = TypeVar("Command", bound=Callable[..., Any])


def home_option(command: Command) -> Command:
    """``--home``, the survey's folder."""
    help_text = "The survey's folder."
    return click.option("--home", type=click.Path(path_type=Path, file_okay=False), required=True, help=help_text)(
        command
    )


def forms_option(command: Command) -> Command:
    """``--forms``, a folder of questionnaires."""
    help_text = "Folder of questionnaires; the survey's own by default."
    return click.option("--forms", type=click.Path(path_type=Path, file_okay=False, exists=True), help=help_text)(
        command
    )


def settings_of(session: Session, home: "Home") -> "Settings":
    """The settings of a home; a person at a terminal is asked for the key."""
    from survey_api.settings import Settings, database_of

    def ask() -> str:
        new = not home.database.exists()  # a slip of the hand would lock everybody out
        answer: str = click.prompt(
            say("service.key_prompt", session.language), hide_input=True, confirmation_prompt=new
        )
        return answer

    database = database_of(home, os.environ, ask if sys.stdin.isatty() else None)
    return Settings(home, database, session.survey.load_field_forms(), session.language)


def orders_of(session: Session, folder: Path) -> "Orders":
    """Orders on a home, whoever writes there."""
    from survey_api.administration import Orders
    from survey_api.homes import Home

    home = Home(folder)
    return Orders(home, lambda: settings_of(session, home))


def tell(session: Session, code: str, **values: object) -> None:
    """Say a sentence in the user's language."""
    click.echo(say(code, session.language, values))


Rows = list[Mapping[str, Any]]
T = TypeVar("T")


def read_from(session: Session, folder: Path, question: Callable[[Any], T]) -> T:
    """The answer of one question to the store of a home."""
    from survey_api.homes import Home
    from survey_api.reading import read

    return read(settings_of(session, Home(folder)).database, question)


def read_contents_from(session: Session, folder: Path, question: Callable[[Any, Any], T]) -> T:
    """The same for a question about what interviews say, asked with the connection and the keys of cases."""
    from survey_api.homes import Home
    from survey_api.reading import read_contents

    return read_contents(settings_of(session, Home(folder)), question)


def tell_rows(rows: Rows, *, as_json: bool) -> None:
    """Rows as lines of fields, or for programs."""
    if as_json:
        tell_json(rows)
        return
    for row in rows:
        click.echo("\t".join("" if value is None else plain(value) for value in row.values()))


def tell_header(session: Session, columns: Iterable[str], rows: Sized) -> None:
    """The headings of a list, in the user's language, or that it is empty; a pipe gets the rows alone."""
    headings = "\t".join(say(f"columns.{name}", session.language, {}) for name in columns)
    click.echo(headings if rows else say("columns.none", session.language, {}), err=True)


def tell_json(rows: object) -> None:
    """For programs."""
    click.echo(json.dumps(rows, indent=1, default=plain, ensure_ascii=False))


def plain(value: object) -> str:
    """A value as a field of a line."""
    moment = getattr(value, "isoformat", None)
    return str(moment(timespec="seconds")) if moment else str(value)
