"""Commands on questionnaires: list them, build their XForm, release a version, print a codebook.

They print names, versions, files and the author's own wordings, so they need no words of their own.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from questionnaires.problems import ProblemError

if TYPE_CHECKING:
    from questionnaires.codebook import Variable


class _Survey(Protocol):
    @property
    def forms(self) -> Path: ...


class _Session(Protocol):
    @property
    def survey(self) -> _Survey: ...
    @property
    def language(self) -> str: ...


class NoSuchForm(ProblemError):
    """No questionnaire of this name is released."""

    code = "forms.no_such_form"


_FORM_DIR = click.Path(path_type=Path, file_okay=False)


@click.group()
def form() -> None:
    """The questionnaires: sheets, XForms, released versions, codebooks."""


@form.command()
@click.argument("form_dir", type=_FORM_DIR)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Default: FORM_ID-VERSION.xml here."
)
def build(form_dir: Path, output: Path | None) -> None:
    """Build the XForm of the sheets in FORM_DIR."""
    from questionnaires.files import write_whole
    from questionnaires.xlsform import converted, read_questionnaire, read_sheets

    sheets = read_sheets(form_dir)
    questionnaire = read_questionnaire(sheets)
    result = converted(sheets)
    for warning in result.warnings:
        click.echo(warning, err=True)
    target = output or Path(f"{questionnaire.form_id}-{questionnaire.version}.xml")
    write_whole(target, result.xform)
    click.echo(f"{questionnaire.form_id} {questionnaire.version} {target}")


@form.command()
@click.argument("form_dir", type=_FORM_DIR)
def release(form_dir: Path) -> None:
    """Release the version in FORM_DIR: from then on its sheets never change."""
    from questionnaires.versions import release as release_version

    done = release_version(form_dir)
    click.echo(f"{done.form_id} {done.version} {done.digest}")


@form.command(name="list")
@click.pass_obj
def list_(session: _Session) -> None:
    """List every version with its digest; "-" where it is not released yet."""
    from questionnaires.versions import released, versions

    digests = {release.folder: release.digest for release in released(session.survey.forms)}
    for folder in versions(session.survey.forms):
        click.echo(f"{folder.parent.name} {folder.name} {digests.get(folder, '-')}")


@form.command()
@click.argument("form_id")
@click.option("--version", help="Default: the latest released.")
@click.pass_obj
def codebook(session: _Session, form_id: str, version: str | None) -> None:
    """Print the variables of a released questionnaire with their type, wording, universe and codes."""
    from questionnaires.codebook import variables
    from questionnaires.versions import released
    from questionnaires.xform import compile_form

    releases = released(session.survey.forms)
    fitting = [one for one in releases if one.form_id == form_id and version in (None, one.version)]
    if not fitting:
        known = ", ".join(f"{one.form_id} {one.version}" for one in releases)
        raise NoSuchForm(form=f"{form_id} {version or ''}".strip(), known=known or "-")
    for variable in variables(compile_form(fitting[-1].xform())):
        click.echo("\n".join(_entry(variable, session.language)))


def _entry(variable: "Variable", language: str) -> Iterator[str]:
    place = f" [{variable.within}]" if variable.within else ""
    yield f"{variable.name}{place}  {variable.type}  {variable.labels.get(language, '')}".rstrip()
    if variable.universe:
        yield f"    ? {' ; '.join(variable.universe)}"
    yield from (f"    {choice.name} = {choice.labels.get(language, '')}" for choice in variable.choices)
