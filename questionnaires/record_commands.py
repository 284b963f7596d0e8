"""Commands on single records: what the engine finds in them and what it makes of every node."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from questionnaires.problems import Problem

if TYPE_CHECKING:
    from questionnaires.form import Form
    from questionnaires.surface import Surface

LANGUAGES = ("fr", "ar", "en")


class _Session(Protocol):
    @property
    def language(self) -> str: ...
    def say(self, code: str, values: Mapping[str, object], language: str | None = None) -> str: ...


@click.group()
def record() -> None:
    """Single records: what is wrong with them, and what their form makes of them."""


@record.command()
@click.argument("form", type=click.Path(path_type=Path))
@click.argument("instances", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="INSTANCE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line and instance, as described above.")
@click.option(
    "--media",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Where lookup files (CSV, XML, GeoJSON) lie.  [default: beside FORM]",
)
@click.pass_obj
def check(session: _Session, form: Path, instances: tuple[Path, ...], as_json: bool, media: Path | None) -> None:
    """Check each INSTANCE (a file, or a folder of .xml files) against FORM.

    FORM is an XForm (.xml), a folder of CSV sheets, or an XLSForm (.xlsx, .xls, .md).
    Instances that cannot be read are told as such and the others are still checked.
    The exit code is 1 only when FORM cannot be used.

    \b
    With --json each line holds one object with these keys, always all of them:
      instance     the file
      status       "checked" or "unreadable"
      form_id, version, instance_id   as the record says (null when not known)
      problems     list of {code, question, path, node, position, value, message: {fr, ar, en},
                   form_message: {language: text}, because}; "because" is null, or
                   {question, path, position, node} of the answer that explains the problem;
                   "value" is what the record holds there, null when nothing
      causes       list of {question, path, position, node, explains: [places in "problems"]}
      relevance    {node: true or false} of every node of the record
      calculated   {node: text} of every calculation, null where it is not relevant
      choices      {node: [codes]} offered by each relevant question that has choices,
                   after its filter; null when its list is not at hand
      media_missing   files the form names that were not found
    A node is a path with repeat instances counted from one: /data/person[2]/age.
    """
    from questionnaires.opening import open_form

    compiled = open_form(form, media)
    tell = _json if as_json else _readable
    for file in _files(instances):
        for line in tell(session, compiled, file):
            click.echo(line)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files themselves, and every .xml file in the folders, in the order of their names."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, within, names in os.walk(path):
            within.sort()
            yield from (Path(folder, name) for name in sorted(names) if name.lower().endswith(".xml"))


def _content(file: Path) -> bytes:
    """What a file holds, cut where it is larger than a record may be. Raises UnreadableRecord."""
    from questionnaires.records import LIMITS, UnreadableRecord

    if not file.is_file():
        raise UnreadableRecord([Problem("records.no_such_file", {"path": str(file)})])
    try:
        with file.open("rb") as opened:
            return opened.read(LIMITS.size + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnreadableRecord([Problem("records.file_failed", {"path": str(file), "reason": reason})]) from None


def _json(session: _Session, form: "Form", file: Path) -> Iterator[str]:
    from questionnaires.records import UnreadableRecord, read_answers
    from questionnaires.surface import Surface, surface

    told: dict[str, Any] = {"instance": str(file), "status": "checked"}
    try:
        found = read_answers(_content(file))
    except UnreadableRecord as unreadable:
        told |= {"status": "unreadable", "form_id": None, "version": None, "instance_id": None}
        surfaced = Surface(unreadable.problems)
    else:
        told |= {"form_id": found.form_id, "version": found.version, "instance_id": found.instance_id or None}
        surfaced = surface(form, found, datetime.now().astimezone())
    told["problems"] = [_problem(session, form, surfaced, problem) for problem in surfaced.problems]
    told["causes"] = list(_causes(form, surfaced))
    told |= {"relevance": surfaced.relevance, "calculated": surfaced.calculated, "choices": surfaced.choices}
    told["media_missing"] = list(form.missing)
    yield json.dumps(told, ensure_ascii=False)


def _problem(session: _Session, form: "Form", surfaced: "Surface", problem: Problem) -> dict[str, Any]:
    from questionnaires.checking import own_words
    from questionnaires.surface import located, place

    values = problem.values
    node, because = place(form, problem), None
    if "because" in values:
        path, position = str(values["because_path"]), str(values["because_position"])
        because = {"question": values["because"], "path": path, "position": position}
        because["node"] = located(form, path, position)
    own = {language: words for language in form.languages if (words := own_words(form, problem, language))}
    return {
        "code": problem.code,
        "question": values.get("question"),
        "path": values.get("path"),
        "node": node or None,
        "position": values.get("position", ""),
        "value": surfaced.written.get(node),
        "message": {language: session.say(problem.code, values, language) for language in LANGUAGES},
        "form_message": own,
        "because": because,
    }


def _causes(form: "Form", surfaced: "Surface") -> Iterator[dict[str, Any]]:
    from questionnaires.causes import grouped
    from questionnaires.surface import located

    for cause in grouped(surfaced.problems):
        yield {
            "question": cause.question,
            "path": cause.path,
            "position": cause.position,
            "node": located(form, cause.path, cause.position),
            "explains": [surfaced.problems.index(problem) for problem in cause.explains],
        }


def _readable(session: _Session, form: "Form", file: Path) -> Iterator[str]:
    from questionnaires.causes import grouped
    from questionnaires.checking import check as check_record
    from questionnaires.checking import own_words
    from questionnaires.records import UnreadableRecord, read_answers

    try:
        problems = check_record(form, read_answers(_content(file)), datetime.now().astimezone()).problems
    except UnreadableRecord as unreadable:
        problems = unreadable.problems
    count = "records.checked" if problems else "records.checked_clean"
    yield session.say(count, {"path": str(file), "n": len(problems)})
    for problem in problems:
        if "because" not in problem.values:
            own = own_words(form, problem, session.language)
            yield f"  {session.say(problem.code, problem.values)}{f' [{own}]' if own else ''}"
    for cause in grouped(problems):
        values = {"question": cause.question, "position": cause.position, "n": len(cause.explains)}
        yield f"  {session.say('records.because', values)}"
        yield from (f"    {session.say(problem.code, problem.values)}" for problem in cause.explains)
