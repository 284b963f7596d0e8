"""Margins from a CSV file that a statistician can edit: margin, level, total, universe, source, date, grade."""

import csv
import io
from pathlib import Path

from questionnaires.contracts import MARGINS
from questionnaires.problems import Problem
from weighting.margins import Level, Margin, Papers
from weighting.problems import UnusableMargins

COLUMNS = tuple(column.name for column in MARGINS.columns)
USABLE_GRADES = ("A", "SIMULATED")


def read_margins(path: Path) -> tuple[Margin, ...]:
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


def _gathered(file: str, rows: list[dict[str, str]]) -> tuple[Margin, ...]:
    totals: dict[str, dict[Level, float]] = {}
    papers: dict[str, Papers] = {}
    problems = []
    for line, row in enumerate(rows, start=2):
        name, level = (row["margin"] or "").strip(), (row["level"] or "").strip()
        total = _number(row["total"])
        here: dict[str, str | int | float] = {"file": file, "line": line, "margin": name, "level": level}
        about = Papers(*((row[part] or "").strip() for part in ("universe", "source", "date", "grade")))
        if not name or not level or total is None or total < 0:
            problems.append(Problem("weighting.margins_line", here | {"total": row["total"] or ""}))
        elif about.grade not in USABLE_GRADES:
            problems.append(Problem("weighting.margins_grade", here | {"grade": about.grade}))
        elif _key(name, level) in totals.get(name, {}):
            problems.append(Problem("weighting.margins_twice", here))
        elif papers.setdefault(name, about).universe != about.universe:
            problems.append(Problem("weighting.margins_universes", here))
        else:
            totals.setdefault(name, {})[_key(name, level)] = total
    if problems:
        raise UnusableMargins(problems[:20])
    if not totals:
        raise UnusableMargins([Problem("weighting.no_margins")])
    return tuple(Margin(_variable(name), levels, papers[name]) for name, levels in totals.items())


def _number(text: str | None) -> float | None:
    try:
        value = float((text or "").strip())
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def _variable(name: str) -> str | tuple[str, ...]:
    parts = tuple(name.split(" x "))
    return parts if len(parts) > 1 else name


def _key(name: str, level: str) -> Level:
    return tuple(level.split(" x ")) if " x " in name else level
