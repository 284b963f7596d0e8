"""The command that tells two versions of a questionnaire apart."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    from questionnaires.fates import Difference
    from questionnaires.problems import Value


class _Survey(Protocol):
    @property
    def forms(self) -> Path: ...


class _Session(Protocol):
    @property
    def survey(self) -> _Survey: ...
    def say(self, code: str, values: Mapping[str, object]) -> str: ...


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print codes and values instead of sentences.")
@click.pass_obj
def diff(session: _Session, old: Path, new: Path, as_json: bool) -> None:
    """Tell two versions apart: what changed, what becomes of answers, drafts and variables.

    OLD and NEW are folders of CSV sheets, XLSX workbooks, Markdown files, or FORM_ID/VERSION of this survey.
    Renamings and recodings are declared in renamed.csv (old,new) and recoded.csv (variable,old,new) beside NEW.
    """
    from questionnaires.changes import read_changes
    from questionnaires.differences import differences
    from questionnaires.sheet_differences import column_differences
    from questionnaires.sheets import checked
    from questionnaires.workbooks import load_sheets
    from questionnaires.xlsform import read_questionnaire

    places = [_place(path, session.survey.forms) for path in (old, new)]
    sheets = [checked(load_sheets(place)) for place in places]
    changes = read_changes(places[1] if places[1].is_dir() else places[1].parent)
    before, after = (read_questionnaire(one) for one in sheets)
    found = (*differences(before, after, changes), *column_differences(sheets[0], sheets[1], changes))
    if as_json:
        click.echo(json.dumps([_value(difference) for difference in found], ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_lines(found, session)))


def _place(path: Path, forms: Path) -> Path:
    return path if path.exists() or not (forms / path).is_dir() else forms / path


def _value(difference: "Difference") -> dict[str, object]:
    fate = difference.fate
    return {
        "code": difference.code,
        "values": dict(difference.values),
        "answers": fate.answers.value,
        "drafts": fate.drafts.value,
        "variables": fate.variables.value,
        "compatible": difference.compatible,
    }


def _lines(found: "Sequence[Difference]", session: _Session) -> Iterator[str]:
    for one in found:
        yield f"{' ' if one.compatible else '!'} {session.say(f'versions.{one.code}', _shown(one.values))}"
        fate = one.fate
        codes = (f"answers_{fate.answers}", f"drafts_{fate.drafts}", f"variables_{fate.variables}")
        yield f"      {' ; '.join(session.say(f'versions.{code}', {}) for code in codes)}"
    at_fault = sum(not one.compatible for one in found)
    code = "none" if not found else "incompatible" if at_fault else "compatible"
    yield session.say(f"versions.{code}", {"n": at_fault})


def _shown(values: "Mapping[str, Value]") -> "Mapping[str, Value]":
    """Values as a sentence shows them: nothing written is a dash."""
    return {name: "–" if value == "" else value for name, value in values.items()}
