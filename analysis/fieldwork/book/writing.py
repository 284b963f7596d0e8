"""Pages as an XLSX workbook: heads that stay in sight, numbers as numbers, and no text that a program carries out."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from presentation.bidi import without_isolation
from presentation.text import Language

Cell = str | int | float | date | None
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NAME = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME, LONGEST_CELL = 31, 32_767  # limits of the format
WIDEST, NARROWEST = 60, 9


class Shown(StrEnum):
    """How the numbers of a column are shown: formats of the workbook."""

    PLAIN = "General"
    PERCENT = "0.0%"
    INDEX = "0.000"
    ONE = "0.0"
    DAY = "yyyy-mm-dd"


@dataclass(frozen=True)
class Page:
    """One page: sentences on top, then a table. ``shown`` gives the format of each column."""

    name: str
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    lines: tuple[tuple[Cell, ...], ...]
    shown: tuple[Shown, ...] = ()


def written(pages: Sequence[Page], language: Language, made_at: datetime) -> bytes:
    """The workbook. In Arabic its pages run from right to left."""
    from openpyxl import Workbook  # type: ignore[import-untyped]  # the library has no types

    book = Workbook()
    book.remove(book.active)
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None)
    for page in pages:
        sheet = book.create_sheet(_NAME.sub(" ", page.name)[:LONGEST_NAME])
        sheet.sheet_view.rightToLeft = language == "ar"
        _fill(sheet, page)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(sheet: Any, page: Page) -> None:  # of the library, which has no types
    from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]  # no types
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]  # no types

    for row, note in enumerate(page.notes, 1):
        _put(sheet, row, 1, note).font = Font(italic=True)
    head = len(page.notes) + 2 if page.notes else 1
    for column, name in enumerate(page.heads, 1):
        cell = _put(sheet, head, column, name)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E7EEF5")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row, line in enumerate(page.lines, head + 1):
        for column, value in enumerate(line, 1):
            cell = _put(sheet, row, column, value)
            cell.alignment = Alignment(wrap_text=isinstance(value, str), vertical="top")
            if column <= len(page.shown) and not isinstance(value, str):
                cell.number_format = page.shown[column - 1].value
    sheet.freeze_panes = sheet.cell(head + 1, 1)
    if page.lines:
        sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(page.heads))}{head + len(page.lines)}"
    for column in range(1, len(page.heads) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _width(page, column - 1)


def _put(sheet: Any, row: int, column: int, value: Cell) -> Any:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = _CONTROL.sub(" ", without_isolation(value))[:LONGEST_CELL]
        cell.data_type = "s"  # a text, whatever it begins with: never a formula
    else:
        cell.value = value
    return cell


def _width(page: Page, column: int) -> float:
    texts = [page.heads[column], *(str(line[column]) for line in page.lines if line[column] is not None)]
    longest = max(len(part) for text in texts for part in text.split("\n") or [""])
    return float(min(max(longest + 2, NARROWEST), WIDEST))
