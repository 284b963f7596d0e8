"""The steps of the weighting as the annex prints them, from the trace alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from presentation.numbers import COUNT, FACTOR, WEIGHT, Measure
from reports.edition import Edition
from reports.settings import named_class, named_level, named_levels, printed_reason, printed_setting
from reports.views import Grid, GridRow, Line, StepView, Value
from weighting.trace import CellTrace, Collapse, MarginTrace, Note, Spread, StepTrace, Trace

_MEASURES: Mapping[str, Measure] = {"deff": FACTOR, "factor": FACTOR, "smallest": WEIGHT, "largest": WEIGHT}
_SPREAD = ("n", "total", "deff", "n_eff", "smallest", "largest")
_CELL = ("n", "n_receiving", "before", "after", "factor")
_COUNTED = frozenset({"count"})  # told by the number of replicates themselves
_MARGIN = ("n", "target", "before", "after")


def step_views(trace: Trace, edition: Edition) -> tuple[StepView, ...]:
    """All steps in the order in which they were applied."""
    return tuple(_step(position, step, edition) for position, step in enumerate(trace.steps, 1))


def _step(position: int, step: StepTrace, edition: Edition) -> StepView:
    return StepView(
        number=edition.say("report.step_number", number=edition.numbers.bare(position)),
        name=edition.known(f"weighting.step_{step.step}") or step.step,
        explanation=edition.known(f"report.step_{step.step}_explained") or "",
        settings=tuple(_settings(step, edition)),
        notes=tuple(_notes(step, edition)),
        tables=tuple(_tables(f"{position}/{step.step}", step, edition)),
    )


def _settings(step: StepTrace, edition: Edition) -> Iterator[Line]:
    for name, value in step.parameters.items():
        if value and name not in _COUNTED:
            yield Line(edition.known(f"report.setting_{name}") or name, printed_setting(value, edition))
    for name in ("n_replicates", "n_failed"):
        if count := getattr(step, name):
            yield Line(edition.word(f"report.setting_{name}"), edition.numbers.bare(count))


def _notes(step: StepTrace, edition: Edition) -> Iterator[str]:
    if step.before == step.after:
        yield edition.word("report.step_unchanged")
    for note in step.notes:
        yield _note(note, edition)


def _note(note: Note, edition: Edition) -> str:
    if edition.known(note.code) is None:
        return note.code
    return edition.say(
        note.code, **{name: Markup("<bdi>{}</bdi>").format(value) for name, value in note.values.items()}
    )


@dataclass(frozen=True)
class _Measured:
    """One line of a step's table: its code in the trace, its label, and what was measured there."""

    code: str
    label: str
    values: Spread | CellTrace | MarginTrace


def _tables(bound: str, step: StepTrace, edition: Edition) -> Iterator[Grid]:
    variables = step.parameters.get("classes", "").split(", ")
    if step.before != step.after:
        yield _grid("weights", _SPREAD, _spreads(step, edition), bound, edition)
    if step.cells:
        cells = [_Measured(cell.cell, named_class(cell.cell, variables, edition), cell) for cell in _in_order(step)]
        yield _grid("stage" if "stages" in step.parameters else "cell", _CELL, cells, bound, edition)
    if step.margins:
        margins = [
            _Measured(f"{margin.margin}/{margin.level}", named_total(margin, edition), margin)
            for margin in step.margins
        ]
        yield _grid("margin", _MARGIN, margins, bound, edition)
    if step.collapsed:
        yield _collapsed(step.collapsed, variables, edition)


def _in_order(step: StepTrace) -> Sequence[CellTrace]:
    """The stages of the draw in their order; classes as they are."""
    stages = step.parameters.get("stages", "").split(", ")
    return sorted(step.cells, key=lambda cell: stages.index(cell.cell) if cell.cell in stages else len(stages))


def _spreads(step: StepTrace, edition: Edition) -> Sequence[_Measured]:
    when = (("before", step.before), ("after", step.after))
    return [_Measured(code, edition.word(f"report.cell_{code}"), spread) for code, spread in when if spread.n]


def _grid(head: str, measures: Sequence[str], lines: Sequence[_Measured], bound: str, edition: Edition) -> Grid:
    heads = (edition.word(f"report.{head}"), *(edition.word(f"report.measure_{measure}") for measure in measures))
    rows = tuple(
        GridRow(line.label, tuple(_value(line, measure, bound, edition) for measure in measures)) for line in lines
    )
    folded = "" if head == "weights" else edition.say(f"report.show_{head}", n=edition.numbers.bare(len(rows)))
    return Grid(heads, rows, folded)


def _value(line: _Measured, measure: str, bound: str, edition: Edition) -> Value:
    printed = edition.numbers.bare(getattr(line.values, measure), _MEASURES.get(measure, COUNT))
    return Value(printed, f"{bound}/{line.code}/{measure}")


def _collapsed(collapsed: Sequence[Collapse], variables: Sequence[str], edition: Edition) -> Grid:
    heads = tuple(edition.word(f"report.{head}") for head in ("cell", "joined_to", "reason"))
    rows = tuple(
        GridRow(
            named_class(joined.cell, variables, edition),
            (
                Value(named_class(joined.into, variables, edition), words=True),
                Value(printed_reason(joined.reason, edition), words=True),
            ),
        )
        for joined in collapsed
    )
    return Grid(heads, rows, edition.say("report.show_joined", n=edition.numbers.bare(len(rows))))


def named_total(margin: MarginTrace, edition: Edition) -> str:
    """The level of a margin in words, or the variable whose total it is, with the domain that the margin is about."""
    variables, _, domain = margin.margin.partition(" | ")
    named = named_levels(variables.split(" x "), margin.level.split(" x "), edition)
    if named == margin.level == "total":
        named = edition.known(f"indicators.{variables}") or variables
    variable, _, code = domain.partition(": ")
    return edition.word("report.between_items").join(
        [named, named_level(variable, code, edition)] if domain else [named]
    )
