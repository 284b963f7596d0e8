"""Questionnaires: from the author's sheets to a form that can check, and records checked against it."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyxform import __version__ as pyxform_version
from pyxform.xls2xform import convert

import amem
from benchmarks.big_form import as_csv, big_form
from benchmarks.interviews import individual_records
from benchmarks.measuring import (
    MEGABYTES,
    PER_SECOND,
    SECONDS,
    Row,
    Timing,
    peak_memory,
    resident_memory,
    show,
    smaller_run,
    timed,
)
from benchmarks.peers import javarosa
from questionnaires.checking import check
from questionnaires.form import Form
from questionnaires.records import read_record
from questionnaires.sheets import Sheets, read_sheets
from questionnaires.synthetic import interview
from questionnaires.xform import compile_form
from questionnaires.xlsform import build_xform

INDIVIDUAL = amem.TUNISIA.forms / "amem_tn_individual" / "2026.1"
LISTS = (200, 264)
TARGET_BIG = 0.5
TARGET_BIG_CHECKED = 700
TARGET_INDIVIDUAL_CHECKED = 500
MANY = 100_000
NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
ABSENT = "absent: no JDK on the PATH"


def main() -> None:
    """Measure and print."""
    small = smaller_run()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), interviews=12 if small else 250, repeats=1 if small else 5)


def measure(folder: Path, interviews: int, repeats: int) -> None:
    """Both tables."""
    java = javarosa.available()
    show(
        "Questionnaires: from sheets to a compiled form (median of repeated runs)",
        [
            *_from_sheets("individual form", INDIVIDUAL, repeats, java),
            *_from_sheets(_told(300), _written(folder / "big", 300), repeats, java, TARGET_BIG),
        ],
        (
            "Ours: read the CSV sheets, convert (pyxform without validation), compile every expression.",
            "The peer: pyxform with ODK Validate, which starts a virtual machine; the same sheets already read.",
        ),
        ("pyxform",),
    )
    xform, records = build_xform(read_sheets(INDIVIDUAL)), individual_records(interviews)
    rows = list(_checking(xform, records, folder, repeats, TARGET_INDIVIDUAL_CHECKED))
    big = build_xform(big_form(150, LISTS))
    invented = [interview(compile_form(big), seed, NOW) for seed in range(max(interviews // 2, 4))]
    show(
        f"Questionnaires: {_told(150)}, filtered choices, {len(invented)} invented interviews",
        list(_checking(big, invented, folder / "cascades", repeats, TARGET_BIG_CHECKED)),
    )
    show("Questionnaires: memory", list(_memory(xform, records, MANY if repeats > 1 else 200)))
    show(
        f"Questionnaires: the individual form in memory, {len(records)} filled interviews",
        [*rows, Row("peak memory of this process", peak_memory(), MEGABYTES)],
        (
            "Ours: read the XML strictly, relevance, calculations, required answers, constraints, choices offered.",
            "JavaRosa: read the XML, take it over, compute anew, validate; start of the virtual machine not counted.",
            "Cold: the first pass in the process. Warm: the median of the passes after it.",
        ),
    )


def _told(questions: int) -> str:
    return f"{questions} questions, 3 languages, lists of {LISTS[0]} and {LISTS[1]}"


def _written(folder: Path, questions: int) -> Path:
    folder.mkdir()
    for name, text in as_csv(big_form(questions, LISTS)).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def _from_sheets(name: str, folder: Path, repeats: int, java: bool, target: float | None = None) -> Iterator[Row]:
    ours = timed(lambda: compile_form(build_xform(read_sheets(folder))), repeats)
    sheets = read_sheets(folder)
    validated = timed(lambda: _validated(sheets), min(repeats, 2)).warm if java else None
    peer = f"pyxform {pyxform_version} with ODK Validate" if java else ABSENT
    yield Row(f"{name}: CSV to compiled", ours.warm, SECONDS, validated, peer, target)
    xform = build_xform(sheets)
    yield Row("    of which pyxform's conversion", timed(lambda: build_xform(sheets), repeats).warm, SECONDS)
    yield Row("    of which XForm to form", timed(lambda: compile_form(xform), repeats).warm, SECONDS)


def _validated(sheets: Sheets) -> object:
    workbook: dict[str, object] = {"sheet_names": [sheet.name for sheet in sheets.all]}
    for sheet in sheets.all:
        workbook[sheet.name] = [{column: cell for column, cell in row.items() if cell} for row in sheet.rows]
        workbook[f"{sheet.name}_header"] = [dict.fromkeys(sheet.columns)]
    return convert(xlsform=workbook, validate=True, form_name="data", warnings=[])


def _memory(xform: bytes, records: Sequence[bytes], many: int) -> Iterator[Row]:
    """What a process grows by while it checks many records one after another, after a first hundred."""
    form = compile_form(xform)
    _problems(form, records[:100])
    before = resident_memory()
    for at in range(many):
        check(form, read_record(records[at % len(records)]))
    yield Row(f"grown while checking {many:,} records", resident_memory() - before, MEGABYTES)


def _checking(xform: bytes, records: Sequence[bytes], folder: Path, repeats: int, target: float) -> Iterator[Row]:
    folder.mkdir(exist_ok=True)
    compiled = timed(lambda: compile_form(xform), repeats)
    form = compile_form(xform)
    checked = timed(lambda: _problems(form, records), repeats)
    peer = javarosa.measure(xform, records, folder, repeats) if javarosa.available() else None
    beside = javarosa.name() if peer else ABSENT
    yield Row("XForm to form, cold", compiled.cold, SECONDS, peer.form.cold if peer else None, beside)
    yield Row("XForm to form, warm", compiled.warm, SECONDS, peer.form.warm if peer else None, beside)
    for state, pick in _STATES.items():
        theirs = len(records) / pick(peer.records) if peer else None
        yield Row(f"records checked, {state}", len(records) / pick(checked), PER_SECOND, theirs, beside, target)
    refused = f"{beside} refused {peer.refused}" if peer else ABSENT
    yield Row(f"records with a problem: {checked.result}; {refused}", None, PER_SECOND)


_STATES: dict[str, Callable[[Timing[Any]], float]] = {
    "cold": lambda taken: taken.cold,
    "warm": lambda taken: taken.warm,
}


def _problems(form: Form, records: Sequence[bytes]) -> int:
    return sum(bool(check(form, read_record(record)).problems) for record in records)


if __name__ == "__main__":
    main()
