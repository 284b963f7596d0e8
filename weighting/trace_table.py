"""The trace as a table of the contract TRACE, and back."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pyarrow as pa

from questionnaires.contracts import TRACE
from questionnaires.files import table
from weighting.trace import CellTrace, Collapse, MarginTrace, Note, Spread, StepTrace, Trace

_CELL = {"n": "n", "n_receiving": "n_receiving", "before": "weight_before", "after": "weight_after", "factor": "factor"}
_MARGIN = {"n": "margin_n", "target": "margin_target", "before": "margin_before", "after": "margin_after"}
_WHOLE = {"n", "n_receiving"}
_JOINT = " = "  # between a margin and its level

Row = dict[str, Any]  # a cell of a table may hold any of the contract's types


def as_table(trace: Trace) -> pa.Table:
    """One row a value, keyed by step, cell and measure."""
    rows = []
    for position, step in enumerate(trace.steps, start=1):
        rows += [{"position": position, "step": step.step} | row for row in _rows(step)]
    return table(TRACE, rows)


def _rows(step: StepTrace) -> Iterator[Row]:
    yield {"cell": "", "measure": "n_replicates", "value": float(step.n_replicates)}
    yield {"cell": "", "measure": "n_failed", "value": float(step.n_failed)}
    for when, spread in (("before", step.before), ("after", step.after)):
        for field in fields(Spread):
            yield {"cell": "", "measure": f"{field.name}:{when}", "value": float(getattr(spread, field.name))}
    for name, value in step.parameters.items():
        yield {"cell": "", "measure": f"parameter:{name}", "note": value}
    for cell in step.cells:
        for field_name, measure in _CELL.items():
            yield {"cell": cell.cell, "measure": measure, "value": float(getattr(cell, field_name))}
    for number, collapse in enumerate(step.collapsed):
        note = f"{collapse.into} | {collapse.reason}"
        yield {"cell": collapse.cell, "measure": f"collapsed:{number:04d}", "note": note}
    for margin in step.margins:
        for field_name, measure in _MARGIN.items():
            name = f"{margin.margin}{_JOINT}{margin.level}"
            yield {"cell": name, "measure": measure, "value": float(getattr(margin, field_name))}
    for number, fact in enumerate(step.notes):
        values = json.dumps(dict(fact.values), ensure_ascii=False, sort_keys=True)
        yield {"cell": "", "measure": f"note:{number:04d}:{fact.code}", "note": values}


def from_table(data: pa.Table, recipe: str, digest: str) -> Trace:
    """The trace that ``as_table`` wrote; cells and margins come back sorted by name."""
    steps: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in data.to_pylist():
        steps[row["position"], row["step"]].append(row)
    return Trace(recipe, digest, tuple(_step(name, rows) for (_, name), rows in sorted(steps.items())))


def _step(name: str, rows: list[Row]) -> StepTrace:
    whole = {row["measure"]: row for row in rows if row["cell"] == ""}
    by_cell: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        if row["value"] is not None:
            by_cell[row["cell"]][row["measure"]] = row["value"]
    return StepTrace(
        name,
        {key.partition(":")[2]: row["note"] or "" for key, row in whole.items() if key.startswith("parameter:")},
        _spread(whole, "before"),
        _spread(whole, "after"),
        tuple(CellTrace(cell, **_values(found, _CELL)) for cell, found in by_cell.items() if "factor" in found),
        tuple(_collapses(rows)),
        tuple(
            MarginTrace(cell.partition(_JOINT)[0], cell.partition(_JOINT)[2], **_values(found, _MARGIN))
            for cell, found in by_cell.items()
            if "margin_target" in found
        ),
        tuple(_notes(whole)),
        int(whole["n_replicates"]["value"]),
        int(whole["n_failed"]["value"]),
    )


def _values(found: dict[str, float], names: dict[str, str]) -> dict[str, Any]:  # whole numbers among numbers
    return {name: int(found[key]) if name in _WHOLE else found[key] for name, key in names.items()}


def _spread(whole: dict[str, Row], when: str) -> Spread:
    values = {field.name: whole[f"{field.name}:{when}"]["value"] for field in fields(Spread)}
    return Spread(**values | {"n": int(values["n"])})


def _collapses(rows: list[Row]) -> Iterator[Collapse]:
    for row in sorted(rows, key=lambda row: str(row["measure"])):
        if row["measure"].startswith("collapsed:"):
            into, _, reason = row["note"].rpartition(" | ")
            yield Collapse(row["cell"], into, reason)


def _notes(whole: dict[str, Row]) -> Iterator[Note]:
    for measure, row in sorted(whole.items()):
        if measure.startswith("note:"):
            yield Note(measure.split(":", 2)[2], json.loads(row["note"]))
