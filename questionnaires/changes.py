"""What the author declares when a version replaces another: names that became others, codes that became others.

Beside the sheets of the new version lie ``renamed.csv`` (``old,new``) and ``recoded.csv`` (``variable,old,new``, the
variable by its new name). They change nothing on a tablet and are not part of the release: a wrong declaration can be
corrected after it.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from questionnaires.problems import Problem, ProblemError

RENAMED, RECODED = "renamed.csv", "recoded.csv"


class WrongChanges(ProblemError):
    """The declared renamings or recodings do not fit the two versions, or cannot be read."""


@dataclass(frozen=True)
class Changes:
    """Old name to new name; variable (new name) to old code to new code."""

    renamed: Mapping[str, str] = field(default_factory=dict)
    recoded: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def now(self, name: str) -> str:
        """What a name of the version before is called in this one."""
        return self.renamed.get(name, name)


NOTHING_DECLARED = Changes()


def read_changes(folder: Path) -> Changes:
    """What lies beside the sheets of a version; nothing where there are no such files.

    Raises WrongChanges with every row that cannot be read or contradicts another.
    """
    problems: list[Problem] = []
    renamed: dict[str, str] = {}
    recoded: dict[str, dict[str, str]] = {}
    for row, (old, new) in _rows(folder / RENAMED, ("old", "new"), problems):
        if old in renamed or new in renamed.values():
            problems.append(_at(RENAMED, row, "declared_twice"))
        renamed[old] = new
    for row, (variable, old, new) in _rows(folder / RECODED, ("variable", "old", "new"), problems):
        codes = recoded.setdefault(variable, {})
        if old in codes:
            problems.append(_at(RECODED, row, "declared_twice"))
        codes[old] = new
    if problems:
        raise WrongChanges(problems)
    return Changes(renamed, recoded)


def _rows(path: Path, columns: tuple[str, ...], problems: list[Problem]) -> Iterable[tuple[int, tuple[str, ...]]]:
    if not path.is_file():
        return
    try:
        header, *lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), strict=True)) or [[]]
    except (UnicodeDecodeError, csv.Error):
        problems.append(Problem("versions.unreadable_file", {"file": path.name, "columns": ", ".join(columns)}))
        return
    if tuple(cell.strip() for cell in header) != columns:
        problems.append(Problem("versions.unreadable_file", {"file": path.name, "columns": ", ".join(columns)}))
        return
    for number, line in enumerate(lines, start=2):
        cells = tuple(cell.strip() for cell in line)
        if not any(cells):
            continue
        if len(cells) != len(columns) or not all(cells):
            problems.append(_at(path.name, number, "cell_missing"))
        else:
            yield number, cells


def _at(file: str, row: int, code: str) -> Problem:
    return Problem(f"versions.{code}", {"file": file, "row": row})
