"""The sheets of an XLSForm as plain text cells, read from CSV files and checked for what pyxform lets pass."""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from questionnaires.problems import Problem, ProblemError

SHEETS = ("survey", "choices", "settings")

_REQUIRED = {
    "survey": ("type", "name", "label"),
    "choices": ("list_name", "name", "label"),
    "settings": ("form_id", "version", "form_title"),
}
_OPTIONAL = {
    "survey": (
        *("hint", "guidance_hint", "required", "required_message", "relevant", "constraint", "constraint_message"),
        *("calculation", "default", "choice_filter", "repeat_count", "appearance", "read_only", "parameters"),
        *("trigger", "image", "audio", "video", "bind", "body", "instance"),
    ),
    "choices": ("image", "audio", "video"),
    "settings": ("default_language", "style", "allow_choice_duplicates", "instance_name", "namespaces", "name"),
}


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
    """The three sheets of one version of a form."""

    survey: Sheet
    choices: Sheet
    settings: Sheet

    @property
    def all(self) -> tuple[Sheet, Sheet, Sheet]:
        """The sheets in the order of the standard."""
        return self.survey, self.choices, self.settings

    @property
    def form(self) -> Mapping[str, str]:
        """The row of the settings sheet."""
        return next((row for _, row in self.settings.numbered()), {})

    @property
    def digest(self) -> str:
        """SHA-256 of what the sheets say: line ends, quoting and the order of columns do not matter."""
        said = {sheet.name: [{k: v for k, v in row.items() if v} for _, row in sheet.numbered()] for sheet in self.all}
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_sheets(folder: Path) -> Sheets:
    """The sheets in a folder (``survey.csv``, ``choices.csv``, ``settings.csv``).

    Raises UnreadableSheets with every missing or mistyped sheet and column, and every row that does not fit.
    """
    problems: list[Problem] = []
    survey, choices, settings = (_read_sheet(folder, name, problems) for name in SHEETS)
    sheets = Sheets(survey, choices, settings)
    if not problems:
        problems += [problem for sheet in sheets.all for problem in _wrong_columns(sheet, sheets)]
    if not problems:
        problems += _wrong_settings(sheets)
    if problems:
        raise UnreadableSheets(problems)
    return sheets


def _read_sheet(folder: Path, name: str, problems: list[Problem]) -> Sheet:
    path = folder / f"{name}.csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *lines = list(csv.reader(file, strict=True)) or [[]]
    except FileNotFoundError:
        problems.append(Problem("forms.sheet_missing", {"sheet": name, "folder": str(folder)}))
        return Sheet(name)
    except UnicodeDecodeError:
        problems.append(Problem("forms.sheet_not_utf8", {"sheet": name}))
        return Sheet(name)
    except csv.Error as error:
        problems.append(Problem("forms.sheet_not_csv", {"sheet": name, "text": str(error)}))
        return Sheet(name)
    problems += [
        Problem("forms.row_too_long", {"sheet": name, "row": number, "columns": len(header)})
        for number, line in enumerate(lines, start=2)
        if any(cell.strip() for cell in line[len(header) :])
    ]
    columns = [column.strip() for column in header]
    cells = ([cell.strip() for cell in line] + [""] * len(columns) for line in lines)
    return Sheet(name, tuple(columns), tuple(dict(zip(columns, line, strict=False)) for line in cells))


def _wrong_columns(sheet: Sheet, sheets: Sheets) -> Iterator[Problem]:
    for column in sorted({column for column in sheet.columns if column and sheet.columns.count(column) > 1}):
        yield Problem("forms.column_twice", {"sheet": sheet.name, "column": column})
    missing = [column for column in _REQUIRED[sheet.name] if column not in map(_base, sheet.columns)]
    for column in sheet.columns:
        if _known(column, sheet, sheets):
            continue
        if meant := get_close_matches(_base(column), missing, n=1):
            missing.remove(meant[0])
            yield Problem("forms.column_mistyped", {"sheet": sheet.name, "column": meant[0], "found": column})
        elif like := get_close_matches(_base(column), (*_REQUIRED[sheet.name], *_OPTIONAL[sheet.name]), n=1):
            yield Problem("forms.column_like", {"sheet": sheet.name, "column": column, "found": like[0]})
        else:
            yield Problem("forms.column_unknown", {"sheet": sheet.name, "column": column or "-"})
    for column in missing:
        yield Problem("forms.column_missing", {"sheet": sheet.name, "column": column})


def _known(column: str, sheet: Sheet, sheets: Sheets) -> bool:
    if not column:
        return not any(row[""] for row in sheet.rows)
    if _base(column) in (*_REQUIRED[sheet.name], *_OPTIONAL[sheet.name]):
        return True
    return sheet.name == "choices" and any(column in row.get("choice_filter", "") for row in sheets.survey.rows)


def _base(column: str) -> str:
    """``label`` of ``label::Français (fr)``."""
    return column.partition("::")[0]


def _wrong_settings(sheets: Sheets) -> Iterator[Problem]:
    if not sheets.form:
        yield Problem("forms.settings_empty", {})
    else:
        empty = (column for column in _REQUIRED["settings"] if not sheets.form[column])
        yield from (Problem("forms.setting_missing", {"column": column}) for column in empty)
