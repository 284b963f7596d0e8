"""Commands on questionnaires: check, convert and build them, release a version, print a codebook.

They print names, versions, files and the author's own wordings; other words come from the session.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from questionnaires.problems import ProblemError

if TYPE_CHECKING:
    from questionnaires.codebook import Variable
    from questionnaires.linting.findings import Finding


class _Survey(Protocol):
    @property
    def forms(self) -> Path: ...


class _Session(Protocol):
    @property
    def survey(self) -> _Survey: ...
    @property
    def language(self) -> str: ...
    def say(self, code: str, values: Mapping[str, object]) -> str: ...


class NoSuchForm(ProblemError):
    """No questionnaire of this name is released."""

    code = "forms.no_such_form"


_FORM_DIR = click.Path(path_type=Path, file_okay=False)
_FORM = click.Path(path_type=Path)


@click.group()
def form() -> None:
    """The questionnaires: sheets, XForms, released versions, codebooks.

    FORM is a folder of CSV sheets (survey.csv, choices.csv, settings.csv), an XLSX workbook or a Markdown file (.md).
    """


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
    questionnaire = read_questionnaire(sheets)
    result = converted(sheets)
    for warning in result.warnings:
        click.echo(warning, err=True)
    version = questionnaire.version or "-"
    target = output or Path(f"{questionnaire.form_id}-{version}.xml".replace("/", "_"))
    write_whole(target, result.xform)
    click.echo(f"{questionnaire.form_id} {version} {target}")


@form.command()
@click.argument("source", metavar="FORM", type=_FORM)
@click.option("--json", "as_json", is_flag=True, help="One JSON document: findings with code, place and values.")
@click.pass_context
def check(ctx: click.Context, source: Path, as_json: bool) -> None:
    """Check FORM for what pyxform and ODK Validate let pass: every fault with its row and what to write instead.

    Exit code 1 when there is an error; warnings alone give 0.
    """
    from questionnaires.linting.findings import Severity
    from questionnaires.linting.linter import lint
    from questionnaires.workbooks import load_sheets

    session: _Session = ctx.obj
    sheets = load_sheets(source)
    found = lint(sheets)
    name = " ".join(filter(None, (sheets.form.get("form_id"), sheets.form.get("version")))) or source.name
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    if as_json:
        listed = [_finding_as_json(finding) for finding in found]
        told = {"form": name, "errors": errors, "warnings": len(found) - errors, "findings": listed}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for finding in found:
            click.echo(_place_in_words(finding, session))
            click.echo(f"    {session.say(finding.code, finding.told)}")
        counts = {"form": name, "errors": errors, "warnings": len(found) - errors}
        click.echo(session.say("lint.summary", counts))
    ctx.exit(1 if errors else 0)


def _finding_as_json(finding: "Finding") -> dict[str, object]:
    place = finding.place
    about = {"sheet": place.sheet, "row": place.row, "column": place.column, "question": place.question}
    return {"code": finding.code, "severity": str(finding.severity), **about, "values": dict(finding.values)}


def _place_in_words(finding: "Finding", session: _Session) -> str:
    place = finding.place
    code = "place_question" if place.question and place.column else "place_column" if place.column else "place"
    return session.say(f"lint.{code}", {**finding.told, "severity": session.say(f"lint.{finding.severity}", {})})


@form.command(name="import")
@click.argument("source", metavar="FORM", type=_FORM)
@click.option("--out", required=True, type=_FORM_DIR, help="The folder to write survey.csv, choices.csv ... into.")
def import_(source: Path, out: Path) -> None:
    """Write FORM as CSV sheets, the form under which a questionnaire is kept and released."""
    from questionnaires.sheets import write_folder
    from questionnaires.workbooks import load_sheets

    write_folder(load_sheets(source), out)
    click.echo(out)


@form.command()
@click.argument("source", metavar="FORM", type=_FORM)
@click.argument("target", type=_FORM)
def convert(source: Path, target: Path) -> None:
    """Write FORM as another kind of file: TARGET ends in .xlsx or .md, or is a folder for CSV sheets."""
    from questionnaires.workbooks import load_sheets, write_sheets

    write_sheets(load_sheets(source), target)
    click.echo(target)


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
