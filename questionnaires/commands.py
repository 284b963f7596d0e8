"""Commands on questionnaires: check, convert and build them, release a version, print a codebook.

They print names, versions, files and the author's own wordings; other words come from the session.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from questionnaires.check_command import check, in_words, number_of_errors
from questionnaires.diff_command import diff
from questionnaires.problems import ProblemError

if TYPE_CHECKING:
    from questionnaires.form import Form


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


class FaultyForm(ProblemError):
    """A version with errors is not released."""

    code = "forms.faulty"


class ReleasedThere(ProblemError):
    """A released version is not written over."""

    code = "forms.released_there"


_FORM_DIR = click.Path(path_type=Path, file_okay=False)
_FORM = click.Path(path_type=Path)


@click.group()
def form() -> None:
    """The questionnaires: sheets, XForms, released versions, codebooks.

    FORM is a folder of CSV sheets (survey.csv, choices.csv, settings.csv), an XLSX workbook or a Markdown file (.md).
    """


form.add_command(check)
form.add_command(diff)


@form.command()
@click.argument("source", metavar="FORM", type=_FORM)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Default: FORM_ID-VERSION.xml here."
)
def build(source: Path, output: Path | None) -> None:
    """Build the XForm of FORM."""
    from questionnaires.files import write_whole
    from questionnaires.sheets import buildable
    from questionnaires.workbooks import load_sheets
    from questionnaires.xlsform import converted, read_questionnaire

    sheets = buildable(load_sheets(source))
    questionnaire = read_questionnaire(sheets, source.stem)
    result = converted(sheets, source.stem)
    for warning in result.warnings:
        click.echo(warning, err=True)
    version = questionnaire.version or "-"
    target = output or Path(f"{questionnaire.form_id}-{version}.xml".replace("/", "_"))
    write_whole(target, result.xform)
    click.echo(f"{questionnaire.form_id} {version} {target}")


@form.command(name="import")
@click.argument("source", metavar="FORM", type=_FORM)
@click.option("--out", required=True, type=_FORM_DIR, help="The folder to write survey.csv, choices.csv ... into.")
def import_(source: Path, out: Path) -> None:
    """Write FORM as CSV sheets, the form under which a questionnaire is kept and released."""
    from questionnaires.sheets import write_folder
    from questionnaires.versions import RELEASE
    from questionnaires.workbooks import load_sheets

    if (out / RELEASE).is_file():
        raise ReleasedThere(folder=str(out))
    write_folder(load_sheets(source), out)
    click.echo(out)


@form.command()
@click.argument("source", metavar="FORM", type=_FORM)
@click.argument("target", type=_FORM)
def convert(source: Path, target: Path) -> None:
    """Write FORM as another kind of file: TARGET ends in .xlsx or .md, or is a folder for CSV sheets."""
    from questionnaires.versions import RELEASE
    from questionnaires.workbooks import load_sheets, write_sheets

    if (target / RELEASE).is_file():
        raise ReleasedThere(folder=str(target))
    write_sheets(load_sheets(source), target)
    click.echo(target)


@form.command()
@click.argument("form_dir", type=_FORM_DIR)
@click.pass_context
def release(ctx: click.Context, form_dir: Path) -> None:
    """Release the version in FORM_DIR: from then on its sheets never change.

    A version with errors (form check) is not released.
    """
    from questionnaires.linting.linter import lint
    from questionnaires.versions import RELEASE
    from questionnaires.versions import release as release_version
    from questionnaires.workbooks import load_sheets

    found = () if (form_dir / RELEASE).is_file() else lint(load_sheets(form_dir))
    for line in in_words(found, ctx.obj):
        click.echo(line, err=True)
    if errors := number_of_errors(found):
        raise FaultyForm(folder=str(form_dir), n=errors)
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
@click.argument("source", metavar="FORM_ID|FORM")
@click.option("--version", help="Of a released questionnaire. Default: the latest.")
@click.option("--csv", "kind", flag_value="csv", help="One row a variable, wordings in the three languages.")
@click.option("--json", "kind", flag_value="json", help="The same as JSON.")
@click.pass_obj
def codebook(session: _Session, source: str, version: str | None, kind: str | None) -> None:
    """Print the variables of a questionnaire, released or not, with their type, wording, universe and codes."""
    from questionnaires import dictionary
    from questionnaires.history import history
    from questionnaires.versions import released

    def say(code: str, language: str, values: Mapping[str, object]) -> str:
        return session.say(code, values, language)

    compiled = _compiled(session, source, version)
    forms = session.survey.forms
    latest = version is None and any(one.form_id == source for one in released(forms))
    told = history(forms, source) if latest else None  # says in which versions a variable was not asked
    if kind:
        table = dictionary.as_csv if kind == "csv" else dictionary.as_json
        click.echo(table(compiled, say, told), nl=False)
        return
    for entry in dictionary.as_values(compiled, say, told):
        click.echo("\n".join(_entry(entry, session.language)))


def _compiled(session: _Session, source: str, version: str | None) -> "Form":
    from questionnaires.opening import open_form
    from questionnaires.versions import released
    from questionnaires.xform import compile_form

    releases = released(session.survey.forms)
    fitting = [one for one in releases if one.form_id == source and version in (None, one.version)]
    if fitting:
        return compile_form(fitting[-1].xform())
    if Path(source).exists() and version is None:
        return open_form(Path(source))
    known = ", ".join(f"{one.form_id} {one.version}" for one in releases)
    raise NoSuchForm(form=f"{source} {version or ''}".strip(), known=known or "-")


def _entry(entry: Mapping[str, Any], language: str) -> Iterator[str]:  # an entry is JSON: values of any kind
    place = f" [{entry['within']}]" if entry["within"] else ""
    yield f"{entry['variable']}{place}  {entry['type']}  {entry['label'].get(language, '')}".rstrip()
    if entry["universe"].get(language):
        yield f"    ? {entry['universe'][language]}"
    yield from (f"    {choice['code']} = {choice['label'].get(language, '')}" for choice in entry["codes"])
