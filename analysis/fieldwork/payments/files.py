"""The ledger as a folder of two CSV files, entries and locks, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from analysis.fieldwork.payments.effort import Item
from analysis.fieldwork.payments.ledger import Entry, Ledger, Lock, verified
from analysis.fieldwork.problems import UnusableLedger
from questionnaires.cells import safe_line
from questionnaires.problems import Problem
from questionnaires.whole_files import write_whole

ENTRIES, LOCKS = "entries.csv", "locks.csv"
ENTRY = ("number", "period", "interviewer", "item", "evidence", "day", "units", "amount", "reverses")
LOCK = ("period", "entries", "digest")


def read_ledger(folder: Path) -> Ledger:
    """The ledger of a folder, empty where there is none. Raises UnusableLedger where it was changed or is damaged."""
    try:
        entries = tuple(_entry(line) for line in _lines(folder / ENTRIES))
        locks = tuple(Lock(line["period"], int(line["entries"]), line["digest"]) for line in _lines(folder / LOCKS))
    except (KeyError, ValueError, InvalidOperation, csv.Error):
        raise UnusableLedger([Problem("payments.damaged", {"path": str(folder)})]) from None
    return verified(Ledger(entries, locks))


def write_ledger(folder: Path, ledger: Ledger) -> None:
    """Write both files, the entries first: a period is locked when all it holds is on the disk."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / ENTRIES, ENTRY, ([getattr(one, name) for name in ENTRY] for one in ledger.entries))
    _write(folder / LOCKS, LOCK, ([getattr(one, name) for name in LOCK] for one in ledger.locks))


def _entry(line: dict[str, str]) -> Entry:
    return Entry(
        int(line["number"]),
        line["period"],
        line["interviewer"],
        Item(line["item"]),
        line["evidence"],
        date.fromisoformat(line["day"]),
        int(line["units"]),
        Decimal(line["amount"]),
        int(line["reverses"]) if line["reverses"] else None,
    )


def _lines(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, columns: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(safe_line(list(line)) for line in lines)
    write_whole(path, text.getvalue().encode())
