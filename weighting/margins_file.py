"""Margins from a CSV file that a statistician can edit: margin, level, total, universe, source, date, grade.

Two more columns may be there: ``se``, the standard error of a total that was estimated itself, and ``cost``, which
makes a margin one that need not be met exactly. The level ``(total)`` gives the total of a continuous variable, and
``GT x (total)`` of the margin ``region x wage`` its total in one region.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from questionnaires.contracts import MARGINS
from questionnaires.problems import Problem
from weighting.margins import EXACT, AnyMargin, Domain, Level, Margin, MarginTotal, Papers
from weighting.problems import UnusableMargins

COLUMNS = tuple(column.name for column in MARGINS.columns)
USABLE_GRADES = ("A", "SIMULATED")
CONTINUOUS = "(total)"
BY = " x "


def read_margins(path: Path) -> tuple[AnyMargin, ...]:
    """The margins of a file, in its order. Comma or semicolon; ``sex x age_group`` crosses variables.

    Raises UnusableMargins with every line that cannot be used.
    """
    if not path.is_file():
        raise UnusableMargins([Problem("weighting.margins_no_file", {"file": path.name})])
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableMargins([Problem("weighting.margins_encoding", {"file": path.name})]) from None
    header = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if header.count(";") > header.count(",") else ",")
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        about = {"file": path.name, "missing": ", ".join(missing), "expected": ", ".join(COLUMNS)}
        raise UnusableMargins([Problem("weighting.margins_columns", about)])
    return _gathered(path.name, list(rows))


@dataclass(frozen=True)
class _Line:
    """One line, read."""

    margin: str
    level: str
    total: float
    error: float
    cost: float
    papers: Papers

    @property
    def continuous(self) -> bool:
        return self.level.split(BY)[-1] == CONTINUOUS


def _gathered(file: str, rows: list[dict[str, str]]) -> tuple[AnyMargin, ...]:
    lines: dict[str, dict[str, _Line]] = {}
    problems = []
    for number, row in enumerate(rows, start=2):
        read = _read(row)
        about: dict[str, str | int | float] = {"file": file, "line": number}
        about |= {name: (row[name] or "").strip() for name in ("margin", "level", "total")}
        if read is None:
            problems.append(Problem("weighting.margins_line", about))
            continue
        known = lines.setdefault(read.margin, {})
        first = next(iter(known.values()), read)
        if read.papers.grade not in USABLE_GRADES:
            problems.append(Problem("weighting.margins_grade", about | {"grade": read.papers.grade}))
        elif read.level in known:
            problems.append(Problem("weighting.margins_twice", about))
        elif first.papers.universe != read.papers.universe:
            problems.append(Problem("weighting.margins_universes", about))
        elif first.cost != read.cost or first.continuous != read.continuous:
            problems.append(Problem("calibrating.margins_mixed", about))
        else:
            known[read.level] = read
    if problems:
        raise UnusableMargins(problems[:20])
    if not lines:
        raise UnusableMargins([Problem("weighting.no_margins")])
    return tuple(margin for known in lines.values() for margin in _margins(tuple(known.values())))


def _read(row: dict[str, str]) -> _Line | None:
    """None where something is missing, is no number, or is negative though it counts persons."""
    name, level = (row["margin"] or "").strip(), (row["level"] or "").strip()
    papers = Papers(*((row[part] or "").strip() for part in ("universe", "source", "date", "grade")))
    total = _number(row["total"])
    error, cost = (_number(row.get(column) or text) for column, text in (("se", "0"), ("cost", "0")))
    if not name or not level or total is None or error is None or cost is None or error < 0 or cost < 0:
        return None
    line = _Line(name, level, total, error, cost or EXACT, papers)
    return None if total < 0 and not line.continuous else line


def _margins(lines: tuple[_Line, ...]) -> Iterator[AnyMargin]:
    first = lines[0]
    if first.continuous:
        yield from map(_continuous, lines)
        return
    totals = {_key(line.margin, line.level): line.total for line in lines}
    errors = {_key(line.margin, line.level): line.error for line in lines if line.error}
    yield Margin(_variable(first.margin), totals, first.papers, cost=first.cost, errors=errors)


def _continuous(line: _Line) -> MarginTotal:
    *domain, variable = line.margin.split(BY)
    within = Domain(domain[0], line.level.split(BY)[0]) if domain else None
    return MarginTotal(variable, line.total, line.papers, within, line.cost, line.error)


def _number(text: str | None) -> float | None:
    try:
        value = float((text or "").strip())
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def _variable(name: str) -> str | tuple[str, ...]:
    parts = tuple(name.split(BY))
    return parts if len(parts) > 1 else name


def _key(name: str, level: str) -> Level:
    return tuple(level.split(BY)) if BY in name else level
