"""Columns that are mistyped, missing or given twice, and settings that are not filled in."""

from collections.abc import Iterator

from questionnaires.linting.findings import Finding, Place, Rule, Severity
from questionnaires.linting.subject import Subject
from questionnaires.sheets import wrong

_MILD = ("forms.column_unknown",)


def _columns(subject: Subject) -> Iterator[Finding]:
    for problem in wrong(subject.sheets):
        sheet = str(problem.values.get("sheet", "settings"))
        row = subject.settings_row if problem.code.startswith("forms.setting") else 1
        column = str(problem.values.get("found" if problem.code == "forms.column_mistyped" else "column", ""))
        severity = Severity.WARNING if problem.code in _MILD else Severity.ERROR
        yield Finding(problem.code, severity, Place(sheet, row, column), problem.values)


RULES = (
    Rule(
        (
            *("forms.column_twice", "forms.column_mistyped", "forms.column_like", "forms.column_unknown"),
            *("forms.column_missing", "forms.settings_empty", "forms.setting_missing"),
        ),
        _columns,
    ),
)
