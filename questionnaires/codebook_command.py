"""The command that prints the codebook of a released questionnaire: for the eye, as CSV or as JSON."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from questionnaires.problems import ProblemError

if TYPE_CHECKING:
    from questionnaires.dictionary import Entry


class _Survey(Protocol):
    @property
    def forms(self) -> Path: ...


class _Session(Protocol):
    @property
    def survey(self) -> _Survey: ...
    @property
    def language(self) -> str: ...
    def say(self, code: str, values: Mapping[str, object], language: str | None = None) -> str: ...


class NoSuchForm(ProblemError):
    """No questionnaire of this name is released."""

    code = "forms.no_such_form"


@click.command()
@click.argument("form_id")
@click.option("--version", help="Default: the latest released, with what older versions asked.")
@click.option("--format", "kind", type=click.Choice(("text", "csv", "json")), default="text")
@click.pass_obj
def codebook(session: _Session, form_id: str, version: str | None, kind: str) -> None:
    """Print the variables of a released questionnaire: type, wording, universe in words, codes, missing codes.

    CSV and JSON hold the wordings in all three languages; text is in the language of the command line.
    """
    from questionnaires.dictionary import as_csv, as_json, as_values
    from questionnaires.history import history
    from questionnaires.versions import released
    from questionnaires.xform import compile_form

    releases = released(session.survey.forms)
    fitting = [one for one in releases if one.form_id == form_id and version in (None, one.version)]
    if not fitting:
        known = ", ".join(f"{one.form_id} {one.version}" for one in releases)
        raise NoSuchForm(form=f"{form_id} {version or ''}".strip(), known=known or "-")
    form = compile_form(fitting[-1].xform())
    told = None if version else history(session.survey.forms, form_id)

    def say(code: str, language: str, values: Mapping[str, object]) -> str:
        return session.say(code, values, language)

    match kind:
        case "csv":
            click.echo(as_csv(form, say, told), nl=False)
        case "json":
            click.echo(as_json(form, say, told), nl=False)
        case _:
            for entry in as_values(form, say, told):
                click.echo("\n".join(_lines(entry, session.language)))


def _lines(entry: "Entry", language: str) -> Iterator[str]:
    place = f" [{entry['within']}]" if entry["within"] else ""
    mark = " *" if entry["identifying"] else ""
    yield f"{entry['variable']}{place}{mark}  {entry['type']}  {entry['label'][language]}".rstrip()
    if entry["universe_expression"]:
        yield f"    ? {entry['universe'][language]}"
    yield from (f"    {one['code']} = {one['label'][language]}" for one in entry["codes"])
    yield from (f"    - {one['label'][language]}" for one in entry["missing"] if one["code"])
