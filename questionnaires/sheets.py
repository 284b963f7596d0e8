"""The sheets of an XLSForm as plain text cells: built from lines of cells, kept in CSV files, one file a sheet."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from questionnaires.problems import Problem, ProblemError
from questionnaires.sheet_columns import canonical, wrong_columns, wrong_settings
from questionnaires.whole_files import write_whole

SHEETS = ("survey", "choices", "settings")
FURTHER = ("external_choices", "entities")  # sheets that few forms have

_SPOILING = ("forms.column_twice", "forms.column_mistyped", "forms.column_like")


class UnreadableSheets(ProblemError):
    """The sheets of a form are missing, or are not the sheets of an XLSForm."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its columns and its rows, cells as text; an empty cell is "". Row 1 is the header."""

    name: str
    columns: tuple[str, ...] = ()
    rows: tuple[Mapping[str, str], ...] = ()

    def numbered(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        """The rows that say something, with their number in the sheet."""
        return ((number, row) for number, row in enumerate(self.rows, start=2) if any(row.values()))


@dataclass(frozen=True)
class Sheets:
    """The three sheets of one version of a form, and the further ones it may have."""

    survey: Sheet
    choices: Sheet
    settings: Sheet
    further: tuple[Sheet, ...] = ()

    @property
    def all(self) -> tuple[Sheet, ...]:
        """The sheets in the order of the standard."""
        return self.survey, self.choices, self.settings, *self.further

    @property
    def form(self) -> Mapping[str, str]:
        """The row of the settings sheet."""
        return next((row for _, row in self.settings.numbered()), {})

    @property
    def digest(self) -> str:
        """SHA-256 of what the sheets say: line ends, quoting and the order of columns do not matter."""
        said = {sheet.name: [{k: v for k, v in row.items() if v} for _, row in sheet.numbered()] for sheet in self.all}
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def sheet_of(name: str, lines: Sequence[Sequence[str]], problems: list[Problem]) -> Sheet:
    """The sheet that lines of cells make, the header first; what does not fit its header is added to the problems."""
    header, *others = [[_clean(cell) for cell in line] for line in lines] or [[]]
    columns = [canonical(column, name) for column in header]
    while columns and not columns[-1] and not any(line[len(columns) - 1 :] for line in others):
        columns.pop()
    while others and not any(others[-1]):
        others.pop()
    problems += [
        Problem("forms.row_too_long", {"sheet": name, "row": number, "columns": len(columns)})
        for number, line in enumerate(others, start=2)
        if any(line[len(columns) :])
    ]
    filled = (line + [""] * len(columns) for line in others)
    return Sheet(name, tuple(columns), tuple(dict(zip(columns, line, strict=False)) for line in filled))


def checked(sheets: Sheets) -> Sheets:
    """The same sheets. Raises UnreadableSheets with every column and setting that is missing or mistyped."""
    if problems := wrong(sheets):
        raise UnreadableSheets(problems)
    return sheets


def buildable(sheets: Sheets) -> Sheets:
    """The same sheets, where nothing an author meant would be lost. Raises UnreadableSheets.

    A form without a version, or with columns of the author's own, still makes an XForm; it cannot be released.
    """
    if problems := [problem for problem in wrong(sheets) if problem.code in _SPOILING]:
        raise UnreadableSheets(problems)
    return sheets


def wrong(sheets: Sheets) -> tuple[Problem, ...]:
    """Every column and setting that is missing or mistyped."""
    filters = [row.get("choice_filter", "") for row in sheets.survey.rows]
    problems = [
        problem
        for sheet in (sheets.survey, sheets.choices, sheets.settings)
        for problem in wrong_columns(sheet.name, sheet.columns, sheet.rows, filters if sheet.name == "choices" else ())
    ]
    return (*problems, *wrong_settings(sheets.settings.columns, sheets.form))


def read_sheets(folder: Path) -> Sheets:
    """The sheets in a folder (``survey.csv``, ``choices.csv``, ``settings.csv``).

    Raises UnreadableSheets with every missing or mistyped sheet and column, and every row that does not fit.
    """
    return checked(read_folder(folder))


def read_folder(folder: Path) -> Sheets:
    """The sheets in a folder, whatever columns they have. Raises UnreadableSheets where one cannot be read."""
    problems: list[Problem] = []
    survey, choices, settings = (_read_sheet(folder, name, problems) for name in SHEETS)
    further = tuple(_read_sheet(folder, name, problems) for name in FURTHER if (folder / f"{name}.csv").is_file())
    if problems:
        raise UnreadableSheets(problems)
    return Sheets(survey, choices, settings, further)


def write_folder(sheets: Sheets, folder: Path) -> None:
    """Write the sheets into a folder, one CSV each."""
    folder.mkdir(parents=True, exist_ok=True)
    for sheet in sheets.all:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(lines_of(sheet))
        write_whole(folder / f"{sheet.name}.csv", text.getvalue().encode())


def lines_of(sheet: Sheet) -> list[list[str]]:
    """The cells of a sheet line by line, the header first."""
    return [list(sheet.columns), *([row[column] for column in sheet.columns] for row in sheet.rows)]


def _read_sheet(folder: Path, name: str, problems: list[Problem]) -> Sheet:
    path = folder / f"{name}.csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except FileNotFoundError:
        problems.append(Problem("forms.sheet_missing", {"sheet": name, "folder": str(folder)}))
        return Sheet(name)
    except UnicodeDecodeError:
        problems.append(Problem("forms.sheet_not_utf8", {"sheet": name}))
        return Sheet(name)
    except csv.Error as error:
        problems.append(Problem("forms.sheet_not_csv", {"sheet": name, "text": str(error)}))
        return Sheet(name)
    return sheet_of(name, lines, problems)


def _clean(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()
