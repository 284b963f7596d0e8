"""All rules on one form: every finding at once, in the order of the sheets."""

from collections.abc import Iterable

from questionnaires.linting import (
    choices,
    clock,
    codes,
    columns,
    conversion,
    cycles,
    decimals,
    identifying,
    languages,
    relevance,
    repeats,
    structure,
    syntax,
)
from questionnaires.linting.findings import Finding, Place, Rule, Severity, error
from questionnaires.linting.subject import Subject
from questionnaires.problems import Problem
from questionnaires.sheets import Sheets

RULES: tuple[Rule, ...] = (
    *columns.RULES,
    *structure.RULES,
    *choices.RULES,
    *languages.RULES,
    *syntax.RULES,
    *repeats.RULES,
    *cycles.RULES,
    *relevance.RULES,
    *codes.RULES,
    *clock.RULES,
    *decimals.RULES,
    *identifying.RULES,
)
_SHEETS = {"settings": 0, "survey": 1, "choices": 2}


def lint(sheets: Sheets) -> tuple[Finding, ...]:
    """Every fault of a form, those that pyxform and the compiler find included. Never raises on what the sheets say."""
    subject = Subject(sheets)
    found = [finding for rule in RULES for finding in rule.find(subject)]
    stopped = {(one.place.sheet, one.place.row) for one in found if one.severity is Severity.ERROR}
    for finding in conversion.convert(subject):
        place = (finding.place.sheet, finding.place.row)
        # pyxform stops at the first fault: what a rule has told already, or told better, is not told again
        if finding.severity is Severity.WARNING or not stopped or (place not in stopped and place[1] > 1):
            found.append(finding)
    return tuple(sorted(found, key=_order))


def unreadable(problems: Iterable[Problem]) -> tuple[Finding, ...]:
    """What stopped the reading of a form, as findings."""
    return tuple(
        error(
            problem.code,
            Place(
                str(problem.values.get("sheet", "")),
                int(problem.values.get("row", 1)),
                str(problem.values.get("column", "")),
            ),
            **problem.values,
        )
        for problem in problems
    )


def _order(finding: Finding) -> tuple[int, int, str, str]:
    return _SHEETS.get(finding.place.sheet, 3), finding.place.row, finding.place.column, finding.code
