"""Lines of cells to an XLSX workbook: every cell a text, never a formula."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]  # the library has no types
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]  # the library has no types

from questionnaires.problems import Problem
from questionnaires.sheets import UnreadableSheets

LONGEST_CELL = 32_767  # the format's own limit
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff￾￿]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # the format's own escape, were it not escaped itself


def workbook(sheets: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """A workbook of these sheets. Raises UnreadableSheets naming each cell that the format cannot keep."""
    if problems := [problem for name, lines in sheets for problem in _not_kept(name, lines)]:
        raise UnreadableSheets(problems)
    book = Workbook(write_only=True)
    for name, lines in sheets:
        page = book.create_sheet(name)
        for line in lines:
            page.append([_text(page, cell) for cell in line])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _not_kept(name: str, lines: Sequence[Sequence[str]]) -> Iterator[Problem]:
    for row, line in enumerate(lines, start=1):
        for column, cell in enumerate(line):
            if len(cell) > LONGEST_CELL or _CONTROL.search(cell):
                about = {"sheet": name, "column": lines[0][column]}
                yield Problem("forms.cell_not_kept", {**about, "row": row, "limit": LONGEST_CELL})


def _text(page: Any, cell: str) -> Any:  # of the library, which has no types
    if not cell:
        return None
    kept = WriteOnlyCell(page, value=_ESCAPE.sub("_x005F_", cell))
    kept.data_type = "s"
    return kept
