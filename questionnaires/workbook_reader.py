"""A workbook to lines of cells, as a process of its own: bounded in size, memory and time, and never following a link.

It imports nothing of ours, so that a hostile file meets as little as possible, and prints JSON.
"""

import io
import json
import re
import resource
import stat
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

MEMORY = 1024**3
PROCESSOR = 20  # seconds
LARGEST = 5 * 1024**2
ENTRIES = 200
UNPACKED = 50 * 1024**2
RATIO = 100
ROWS = 50_000
COLUMNS = 300
CELLS = 2_000_000
TEXT = 20_000_000  # characters of all cells: one text may be shown by many of them

SHEETS = ("survey", "choices", "settings", "external_choices", "entities")
_ACTIVE = re.compile(
    r"(vbaproject|vbadata|macrosheets/|externallinks/|connections\.xml|querytables/|embeddings/|activex/|ctrlprops/)",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Refused(Exception):
    """The workbook is not read: a code and what it is about."""

    def __init__(self, problem: str, **values: str | int) -> None:
        self.problem, self.values = problem, values
        super().__init__(problem)


def main(path: str, suffix: str) -> None:
    """Print the sheets of the workbook, or why it is refused."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        told: dict[str, Any] = {"sheets": _read(Path(path), suffix)}
    except Refused as refused:
        told = {"problem": refused.problem, "values": refused.values}
    except MemoryError:
        told = {"problem": "workbook_too_costly", "values": {}}
    except Exception:  # whatever the library stumbles over: the file is not what its name says
        told = {"problem": "workbook_damaged", "values": {}}
    sys.stdout.write(json.dumps(told))


def _read(path: Path, suffix: str) -> dict[str, list[list[str]]]:
    if path.stat().st_size > LARGEST:
        raise Refused("workbook_too_large", limit=f"{LARGEST // 1024**2} MB")
    content = path.read_bytes()
    if suffix == ".xls" and not content.startswith(b"PK"):
        return _old(content)
    _look_over(content)
    return _sheets(content)


def _look_over(content: bytes) -> None:
    """Refuse an archive that is too large inside, or holds what a form has no need of."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > ENTRIES:
            raise Refused("workbook_too_many_parts", limit=ENTRIES)
        if sum(entry.file_size for entry in entries) > UNPACKED:
            raise Refused("workbook_too_large", limit=f"{UNPACKED // 1024**2} MB")
        if any(entry.file_size > RATIO * max(entry.compress_size, 1024) for entry in entries):
            raise Refused("workbook_bomb", limit=RATIO)
        names = [entry.filename for entry in entries]
        if len(set(names)) < len(names) or any(map(_is_elsewhere, entries)):
            raise Refused("workbook_odd_parts")
        if active := next(filter(_ACTIVE.search, names), ""):
            raise Refused("workbook_active", part=active[:100])
        for entry in entries:
            if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                _look_over_part(archive.read(entry))


def _is_elsewhere(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename
    linked = stat.S_ISLNK(entry.external_attr >> 16)
    outside = name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
    return linked or outside or bool(entry.flag_bits & 0x1)


def _look_over_part(text: bytes) -> None:
    if text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in text or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Refused("workbook_odd_parts")
    if b"macroEnabled" in text or b"relationships/externalLink" in text:
        raise Refused("workbook_active", part="vbaProject" if b"macroEnabled" in text else "externalLink")


def _sheets(content: bytes) -> dict[str, list[list[str]]]:
    """The cells of each sheet; of a formula, the value that the spreadsheet program last kept."""
    formulas: dict[tuple[str, int, int], str] = {}
    written = _pages(content, formulas, kept=False)
    if not formulas:
        return written
    kept = _pages(content, formulas, kept=True)
    for (name, row, column), cell in formulas.items():
        line = kept[name][row - 1] if row <= len(kept[name]) else []
        if column >= len(line) or not line[column]:
            raise Refused("workbook_formula", sheet=name, cell=cell)
    return kept


def _pages(content: bytes, formulas: dict[tuple[str, int, int], str], kept: bool) -> dict[str, list[list[str]]]:
    from openpyxl.reader.excel import ExcelReader  # type: ignore[import-untyped]  # no types

    reader = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False, data_only=kept)
    reader.read()
    pages = {page.title.strip().lower(): page for page in reader.wb.worksheets}
    return {name: list(_lines(name, page, formulas)) for name, page in pages.items() if name in SHEETS}


def _lines(name: str, page: Any, formulas: dict[tuple[str, int, int], str]) -> Iterator[list[str]]:
    page.reset_dimensions()  # an openpyxl worksheet; what it says of its own size is not to be believed
    cells = length = waiting = 0
    for row, line in enumerate(page.iter_rows(max_row=ROWS + 1, max_col=COLUMNS + 1), start=1):
        for column, cell in enumerate(line):
            if cell.data_type == "f":
                formulas[name, row, column] = cell.coordinate
        texts = [_written(cell.value) for cell in line]
        while texts and not texts[-1].strip():
            texts.pop()
        if not texts:
            waiting += 1
            continue
        cells += len(texts)
        length += sum(map(len, texts))
        if row > ROWS or len(texts) > COLUMNS or cells > CELLS or length > TEXT:
            raise Refused("sheet_too_large", sheet=name, rows=ROWS, columns=COLUMNS)
        yield from ([] for _ in range(waiting))
        waiting = 0
        yield texts


def _written(value: object) -> str:
    """A value as an author sees it: codes are whole numbers, dates are ISO."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
        case str():
            return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return str(value)


def _old(content: bytes) -> dict[str, list[list[str]]]:
    from pyxform.xls2json_backends import xls_to_dict

    book = xls_to_dict(io.BytesIO(content))
    return {name: list(_old_lines(book, name)) for name in SHEETS if name in book}


def _old_lines(book: dict[str, Any], name: str) -> Iterator[list[str]]:
    columns: Iterable[str] = list(book[f"{name}_header"][0]) if book[f"{name}_header"] else []
    yield list(columns)
    yield from ([row.get(column, "") for column in columns] for row in book[name])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
