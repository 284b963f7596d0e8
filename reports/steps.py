"""The steps of the weighting as the annex prints them, from the trace alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from presentation.messages import catalogue
from presentation.numbers import COUNT, FACTOR, WEIGHT, Measure
from reports.edition import Edition
from reports.views import Grid, GridRow, Line, StepView, Value
from weighting.trace import CellTrace, Collapse, MarginTrace, Note, Spread, StepTrace, Trace

_MEASURES: Mapping[str, Measure] = {"deff": FACTOR, "factor": FACTOR, "smallest": WEIGHT, "largest": WEIGHT}
_SPREAD = ("n", "total", "deff", "n_eff", "smallest", "largest")
_CELL = ("n", "n_receiving", "before", "after", "factor")
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
        notes=tuple(_note(note, edition) for note in step.notes),
        tables=tuple(_tables(f"{position}/{step.step}", step, edition)),
    )


def _settings(step: StepTrace, edition: Edition) -> Iterator[Line]:
    for name, value in step.parameters.items():
        if value:
            yield Line(edition.known(f"report.setting_{name}") or name, printed_setting(value, edition))
    for name in ("n_replicates", "n_failed"):
        if count := getattr(step, name):
            yield Line(edition.word(f"report.setting_{name}"), edition.numbers.bare(count))


def printed_setting(value: str, edition: Edition) -> str:
    """A setting, or a list of them: in words where it has some, as a code where it has none."""
    words = [edition.known(f"report.value_{part}") or edition.known(f"indicators.{part}") for part in value.split(", ")]
    return ", ".join(filter(None, words)) if all(words) else edition.numbers.code(value)


def _note(note: Note, edition: Edition) -> str:
    if note.code not in catalogue():
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
    yield _grid("weights", _SPREAD, _spreads(step, edition), bound, edition)
    if step.cells:
        cells = [_Measured(cell.cell, named_class(cell.cell, variables, edition), cell) for cell in step.cells]
        yield _grid("cell", _CELL, cells, bound, edition)
    if step.margins:
        margins = [
            _Measured(f"{margin.margin}/{margin.level}", _named_level(margin, edition), margin)
            for margin in step.margins
        ]
        yield _grid("margin", _MARGIN, margins, bound, edition)
    if step.collapsed:
        yield _collapsed(step.collapsed, variables, edition)


def _spreads(step: StepTrace, edition: Edition) -> Sequence[_Measured]:
    when = (("before", step.before), ("after", step.after))
    return [_Measured(code, edition.word(f"report.cell_{code}"), spread) for code, spread in when if spread.n]


def _grid(head: str, measures: Sequence[str], lines: Sequence[_Measured], bound: str, edition: Edition) -> Grid:
    heads = (edition.word(f"report.{head}"), *(edition.word(f"report.measure_{measure}") for measure in measures))
    rows = tuple(
        GridRow(line.label, tuple(_value(line, measure, bound, edition) for measure in measures)) for line in lines
    )
    return Grid(heads, rows, edition.numbers.bare(len(rows)))


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
                Value(edition.numbers.code(joined.reason), words=True),
            ),
        )
        for joined in collapsed
    )
    return Grid(heads, rows, edition.numbers.bare(len(rows)))


def named_class(cell: str, variables: Sequence[str], edition: Edition) -> str:
    """A class in words: "CE / AFR + CE / MAG" becomes the names of its regions and groups."""
    return " + ".join(_named(variables, joined.split(" / "), edition) for joined in cell.split(" + "))


def _named_level(margin: MarginTrace, edition: Edition) -> str:
    return _named(margin.margin.split(" x "), margin.level.split(" x "), edition)


def _named(variables: Sequence[str], codes: Sequence[str], edition: Edition) -> str:
    """Levels in words, by their variables; as codes where they have no names."""
    if len(variables) != len(codes) or not all(variables):
        return " / ".join(edition.known(f"report.value_{code}") or code for code in codes)
    names = (
        edition.known(f"indicators.{variable}.{code}") or code for variable, code in zip(variables, codes, strict=True)
    )
    return ", ".join(names)
