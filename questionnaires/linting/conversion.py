"""What the making of the XForm itself finds wrong, with the row it is about."""

import re
from collections.abc import Iterator

from questionnaires.linting.findings import Finding, Place, Severity, error, warning
from questionnaires.linting.subject import Subject
from questionnaires.plan import CircularForm
from questionnaires.problems import Problem
from questionnaires.xform import UnusableForm, compile_form
from questionnaires.xlsform import CannotConvert, converted

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_QUOTED = re.compile(r"'([\w.-]+)'")
_COLUMNS = {"calculate": "calculation", "readonly": "read_only", "count": "repeat_count"}
_SAID_BETTER = ("missing translation", "choices should have a label")  # a rule says it, with its place


def convert(subject: Subject) -> Iterator[Finding]:
    """Convert and compile the form; each thing that stops it or that pyxform warns about."""
    try:
        result = converted(subject.sheets)
    except CannotConvert as stopped:
        yield from (_stopped(problem) for problem in stopped.problems)
        return
    for text in result.warnings:
        if not any(word in text.lower() for word in _SAID_BETTER):
            yield warning("lint.pyxform_warns", _place(subject, text), text=_ROW.sub("", text).strip())
    try:
        compile_form(result.xform)
    except (UnusableForm, CircularForm) as unusable:
        yield from (_unusable(subject, problem) for problem in unusable.problems)


def _stopped(problem: Problem) -> Finding:
    sheet, row = str(problem.values.get("sheet", "survey")), int(problem.values.get("row", 1))
    return error(problem.code, Place(sheet, row), **problem.values)


def _unusable(subject: Subject, problem: Problem) -> Finding:
    names = [str(problem.values.get("question", "")), *str(problem.values.get("questions", "")).split(", ")]
    if "instanceName" in names:
        return Finding(
            problem.code, Severity.ERROR, Place("settings", subject.settings_row, "instance_name"), problem.values
        )
    entry = next((subject.named[name][0] for name in names if name in subject.named), None)
    use = str(problem.values.get("use", ""))
    column = _COLUMNS.get(use, use)
    place = entry.place(column) if entry else Place("survey", 1, column)
    return Finding(problem.code, Severity.ERROR, place, problem.values)


def _place(subject: Subject, text: str) -> Place:
    if row := _ROW.search(text):
        return Place("choices" if "'choices' sheet" in text else "survey", int(row[1]))
    named = (subject.named[name][0] for name in _QUOTED.findall(text) if name in subject.named)
    entry = next(named, None)
    return entry.place() if entry else Place("survey", 1)
