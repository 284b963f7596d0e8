"""A frame read from CSV or Parquet: columns under the names the design gives, every bad cell told with its row."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from questionnaires.contracts import FRAME, Kind
from questionnaires.problems import Problem, Value
from weighting.selection.design import FrameColumns, SamplingDesign
from weighting.selection.frame import SamplingFrame, sampling_frame
from weighting.selection.problems import UnusableFrame

MOST_TOLD = 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # identifiers of listed units begin with it
_REQUIRED = tuple(column.name for column in FRAME.columns)
_CODES = {column.name: column.codes for column in FRAME.columns if column.codes}
_WHOLE = {column.name for column in FRAME.columns if column.kind is Kind.WHOLE}
Cells = dict[str, list[str]]


def read_frame(path: Path, design: SamplingDesign) -> SamplingFrame:
    """The frame that a design is drawn from. ``stratum`` may be missing where the design makes its own strata.

    Raises UnusableFrame with the rows and columns that cannot be used.
    """
    cells, first_row = cells_of(path)
    own_strata = design.strata.by != ("stratum",)
    columns = _renamed(path.name, cells, design.columns, without={"stratum"} if own_strata else set())
    if "stratum" not in columns:
        columns["stratum"] = ["-"] * len(columns["psu_id"])
    if missing := [name for name in design.counts if name not in columns]:
        raise _refused("no_column", column=missing[0], known=", ".join(cells))
    numbers = {"frame_dwellings", *design.counts}
    problems = [problem for _, problem in zip(range(MOST_TOLD), _problems(columns, numbers, first_row), strict=False)]
    if problems:
        raise UnusableFrame(problems)
    return sampling_frame(pa.table({name: _array(name, columns[name], numbers) for name in columns}))


def cells_of(path: Path) -> tuple[Cells, int]:
    """The columns of a file as texts, and the number of its first row as a reader of the file counts it."""
    if not path.is_file():
        raise _refused("no_file", file=path.name)
    if path.suffix == ".parquet":
        try:
            data = pq.read_table(path)
        except (pa.ArrowInvalid, OSError):
            raise _refused("not_parquet", file=path.name) from None
        return {
            name: ["" if value is None else str(value) for value in data.column(name).to_pylist()]
            for name in data.column_names
        }, 1
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise _refused("encoding", file=path.name) from None
    return _csv_cells(path.name, text), 2


def _csv_cells(file: str, text: str) -> Cells:
    header = text.partition("\n")[0]
    if not header.strip():
        raise UnusableFrame([Problem("selection.frame_empty")])
    lines = csv.reader(io.StringIO(text), delimiter=";" if header.count(";") > header.count(",") else ",")
    names = [name.strip() for name in next(lines)]
    if twice := [name for name in names if names.count(name) > 1]:
        raise _refused("column_twice", column=twice[0], file=file)
    rows = []
    for number, line in enumerate(lines, start=2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) != len(names):
            raise _refused("row_length", file=file, row=number, found=len(line), expected=len(names))
        rows.append(line)
    return {name: [row[place].strip() for row in rows] for place, name in enumerate(names)}


def _renamed(file: str, cells: Cells, mapping: FrameColumns, without: set[str]) -> Cells:
    """The columns under the names of the contract, then the others under their own."""
    if absent := sorted(name for name in mapping.named.values() if name not in cells):
        raise _refused("no_column", column=absent[0], known=", ".join(cells))
    n = len(next(iter(cells.values()), []))
    taken = set(mapping.named.values())
    found = {name: values for name, values in cells.items() if name not in taken}
    found |= {name: cells[source] for name, source in mapping.named.items()}
    found |= {name: [value] * n for name, value in mapping.constant.items()}
    if missing := [name for name in _REQUIRED if name not in found and name not in without]:
        raise _refused("columns_missing", file=file, missing=", ".join(missing), known=", ".join(cells))
    return found


def _problems(columns: Cells, numbers: set[str], first_row: int) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for row, psu in enumerate(columns["psu_id"], start=first_row):
        if psu in seen:
            yield _problem("psu_twice", psu=psu, row=row, first=seen[psu])
        seen.setdefault(psu, row)
        if psu and not _NAME.fullmatch(psu):
            yield _problem("psu_name", psu=psu[:40], row=row)
    for name in (*_REQUIRED, *sorted(numbers - set(_REQUIRED))):
        yield from _problems_of(name, columns[name], name in numbers, first_row)


def _problems_of(name: str, values: Sequence[str], is_number: bool, first_row: int) -> Iterator[Problem]:
    codes = _CODES.get(name)
    for row, value in enumerate(values, start=first_row):
        if not value:
            yield _problem("cell_missing", column=name, row=row)
        elif codes and value not in codes:
            yield _problem("cell_code", column=name, row=row, value=value, codes=", ".join(codes))
        elif is_number and (number := _number(value)) is None:
            yield _problem("cell_no_count", column=name, row=row, value=value)
        elif name in _WHOLE and not (number and number.is_integer()):
            yield _problem("cell_no_size", column=name, row=row, value=value)


def _number(value: str) -> float | None:
    """A count: a number of zero or more."""
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None


def _array(name: str, values: list[str], numbers: set[str]) -> pa.Array:
    if name in _WHOLE:
        return pa.array([int(float(value)) for value in values], pa.int64())
    if name in numbers:
        return pa.array([float(value) for value in values], pa.float64())
    return pa.array(values, pa.string())


def _problem(kind: str, **values: Value) -> Problem:
    return Problem(f"selection.{kind}", values)


def _refused(kind: str, **values: Value) -> UnusableFrame:
    return UnusableFrame([_problem(kind, **values)])
