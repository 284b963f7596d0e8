"""A form as one file: XLSX or Markdown, read into sheets and written from them; whatever an author hands in."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from questionnaires.problems import Problem
from questionnaires.sheets import (
    FURTHER,
    SHEETS,
    Sheets,
    UnreadableSheets,
    lines_of,
    read_folder,
    sheet_of,
    write_folder,
)
from questionnaires.whole_files import write_whole

SUFFIXES = (".xlsx", ".xls", ".md")
LONGEST_MARKDOWN = 20 * 1024 * 1024
PATIENCE = 60  # seconds of the clock that reading a workbook may take; its own limit is on processor time

_READER = Path(__file__).parent / "workbook_reader.py"
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r":?-{3,}:?")

Lines = Sequence[Sequence[str]]


def load_sheets(source: Path) -> Sheets:
    """The sheets of a form: a folder of CSV files, an XLSX (or old XLS) workbook, or a Markdown file.

    Their columns are not checked yet (``sheets.checked``). Raises UnreadableSheets.
    """
    if source.is_dir() or source.suffix.lower() not in SUFFIXES:
        if source.is_file():
            raise UnreadableSheets([Problem("forms.kind_unknown", {"file": source.name})])
        return read_folder(source)
    if source.suffix.lower() == ".md":
        return _sheets(_markdown_lines(source))
    return _sheets(_workbook_lines(source))


def write_sheets(sheets: Sheets, target: Path) -> None:
    """Write the sheets as the name of the target asks: ``.xlsx``, ``.md``, or a folder of CSV files.

    Raises UnreadableSheets where a cell cannot be kept in an XLSX.
    """
    match target.suffix.lower():
        case ".xlsx":
            write_whole(target, _workbook(sheets))
        case ".md":
            write_whole(target, _markdown(sheets).encode())
        case ".xls":
            raise UnreadableSheets([Problem("forms.kind_not_written", {"file": target.name})])
        case _:
            write_folder(sheets, target)


def _sheets(lines: Mapping[str, Lines]) -> Sheets:
    problems: list[Problem] = []
    survey, choices, settings = (sheet_of(name, lines.get(name, ()), problems) for name in SHEETS)
    further = tuple(sheet_of(name, lines[name], problems) for name in FURTHER if name in lines)
    if "survey" not in lines:
        problems.append(Problem("forms.survey_missing", {"found": ", ".join(lines) or "-"}))
    if problems:
        raise UnreadableSheets(problems)
    return Sheets(survey, choices, settings, further)


def _workbook_lines(source: Path) -> Mapping[str, Lines]:
    """The cells of a workbook, read in a process of its own whose memory and time are bounded."""
    command = [sys.executable, "-I", str(_READER), str(source.resolve()), source.suffix.lower()]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, cwd="/", env={})  # noqa: S603
    except subprocess.TimeoutExpired:
        raise UnreadableSheets([Problem("forms.workbook_too_costly", {"file": source.name})]) from None
    try:
        told = json.loads(done.stdout)
    except ValueError:
        raise UnreadableSheets([Problem("forms.workbook_too_costly", {"file": source.name})]) from None
    if problem := told.get("problem"):
        raise UnreadableSheets([Problem(f"forms.{problem}", {"file": source.name, **told["values"]})])
    lines: Mapping[str, Lines] = told["sheets"]
    return lines


def _workbook(sheets: Sheets) -> bytes:
    from questionnaires.workbook_writer import workbook

    return workbook([(sheet.name, lines_of(sheet)) for sheet in sheets.all])


def _markdown_lines(source: Path) -> Mapping[str, Lines]:
    try:
        if source.stat().st_size > LONGEST_MARKDOWN:
            raise UnreadableSheets([Problem("forms.workbook_too_large", {"file": source.name, "limit": "20 MB"})])
        text = source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableSheets([Problem("forms.sheet_not_utf8", {"sheet": source.name})]) from None
    found: dict[str, list[list[str]]] = {}
    current: list[list[str]] = []
    for line in text.split("\n"):
        if not line.lstrip().startswith("|"):
            continue
        name, *cells = (_plain(cell) for cell in _PIPE.split(line.strip().removesuffix("|"))[1:])
        if all(not cell or _RULE.fullmatch(cell) for cell in (name, *cells)) and any((name, *cells)):
            continue  # the line that Markdown draws under the head of a table
        if name:
            current = found.setdefault(name.lower(), [])
        if cells and not (name and not any(cells)):
            current.append(cells)
    return found


def _markdown(sheets: Sheets) -> str:
    told = []
    for sheet in sheets.all:
        told.append(f"| {sheet.name} |")
        told += [f"| | {' | '.join(map(_escaped, line))} |" for line in lines_of(sheet) if line]
    return "\n".join(told) + "\n"


def _escaped(cell: str) -> str:
    return cell.replace("&#", "&#38;#").replace("\n", "&#10;").replace("|", r"\|")


def _plain(cell: str) -> str:
    return cell.strip().replace(r"\|", "|").replace("&#10;", "\n").replace("&#38;#", "&#")
