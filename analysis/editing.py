"""Edits applied when answers are read: each must find what it expects; the files keep the answers as collected."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from analysis.problems import WrongEdits
from questionnaires.contracts import Kind
from questionnaires.edited import admits, normal, read_as, ticked, written
from questionnaires.problems import Problem

MOST_TOLD = 20
_SEVERAL = ("select_multiple", "rank")


@dataclass(frozen=True)
class Described:
    """What the dictionary says of a variable, as far as an edit needs it."""

    kind: Kind
    several: bool
    codes: tuple[str, ...]


def described(dictionary: bytes) -> Mapping[str, Described]:
    """The variables of a dictionary in CSV, by name."""
    rows = csv.DictReader(io.StringIO(dictionary.decode("utf-8")))
    return {
        row["variable"]: Described(
            Kind(row["kind"]),
            row["type"] in _SEVERAL,
            tuple(line.partition(" = ")[0].lstrip("'") for line in row["codes_en"].splitlines() if line),
        )
        for row in rows
    }


def edited(interviews: pa.Table, edits: pa.Table, variables: Mapping[str, Described]) -> pa.Table:
    """The interviews with every edit applied, those of one answer one after the other.

    Raises WrongEdits where an edit is of no interview or no variable, where the answer is not its old value, or where
    its new value is none that the variable may have; nothing is applied then.
    """
    places = {case: place for place, case in enumerate(interviews.column("case_id").to_pylist())}
    columns: dict[str, list[Any]] = {}
    problems: list[Problem] = []
    for edit in sorted(edits.to_pylist(), key=lambda row: (row["case_id"], row["variable"], row["step"])):
        name, place = edit["variable"], places.get(edit["case_id"])
        about = variables.get(name)
        if place is None or about is None or name not in interviews.column_names:
            problems.append(_problem("edit_of_nothing", edit))
            continue
        held = columns.setdefault(name, interviews.column(name).to_pylist())
        problem = _wrong(edit, held[place], about)
        if problem is not None:
            problems.append(problem)
            continue
        held[place] = read_as(about.kind, edit["new"])
        if about.several:
            _tick(interviews, columns, name, place, edit["new"])
    if problems:
        raise WrongEdits(problems[:MOST_TOLD])
    return _replaced(interviews, columns)


def _wrong(edit: Mapping[str, Any], held: Any, about: Described) -> Problem | None:
    try:
        old, _ = (normal(about.kind, edit[which]) for which in ("old", "new"))
    except (ValueError, OverflowError):
        return _problem("edit_not_an_answer", edit)
    if written(held) != old:
        return _problem("edit_old_differs", edit)
    if not admits(about.codes, edit["new"], several=about.several):
        return _problem("edit_not_an_answer", edit)
    return None


def _tick(interviews: pa.Table, columns: dict[str, list[Any]], name: str, place: int, text: str | None) -> None:
    for column, value in ticked(name, interviews.column_names, text).items():
        columns.setdefault(column, interviews.column(column).to_pylist())[place] = value


def _replaced(interviews: pa.Table, columns: Mapping[str, Iterable[Any]]) -> pa.Table:
    for name, values in columns.items():
        place = interviews.column_names.index(name)
        interviews = interviews.set_column(place, name, pa.array(values, interviews.schema.field(name).type))
    return interviews


def _problem(code: str, edit: Mapping[str, Any]) -> Problem:
    return Problem(f"analysis.{code}", {"edit": edit["edit_id"], "variable": edit["variable"], "case": edit["case_id"]})
