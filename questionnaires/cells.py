"""Cells of tables opened in a spreadsheet: what was written in the field is shown there, never carried out."""

import re
from collections.abc import Sequence

MARK = "'"  # a spreadsheet shows what follows as text
# signs that begin a formula, a command or a line, also in their full-width and small forms
_CARRIED_OUT = frozenset("=+-@|\t\r\n＝＋－＠｜﹦﹢﹣﹫−")
_UNSEEN = "".join(map(chr, (*range(9), 11, 12, 0x20, 0x85, 0xA0, *range(0x2000, 0x2010), 0x2060, 0x3000, 0xFEFF)))
_NUMBER = re.compile(r"[-+]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][-+]?[0-9]+)?")


def is_safe(cell: str) -> bool:
    """Whether a spreadsheet takes a cell for what it is: a number, or text that begins with nothing it acts upon."""
    begins = cell.lstrip(_UNSEEN)[:1]
    return begins not in _CARRIED_OUT or _NUMBER.fullmatch(cell) is not None


def safe(cell: object) -> str:
    """A cell as text that is safe to open; nothing is an empty cell, and numbers stay numbers."""
    text = "" if cell is None else str(cell)
    return text if is_safe(text) else MARK + text


def safe_line(cells: Sequence[object]) -> list[str]:
    """The cells of one line."""
    return [safe(cell) for cell in cells]
