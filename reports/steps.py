"""The steps of the weighting as the annex prints them, from the trace alone."""

from collections.abc import Iterator, Mapping, Sequence

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
        yield Line(edition.known(f"report.setting_{name}") or name, printed_setting(value, edition))
    for name in ("n_replicates", "n_failed"):
        if count := getattr(step, name):
            yield Line(edition.word(f"report.setting_{name}"), edition.numbers.bare(count))


def printed_setting(value: str, edition: Edition) -> str:
    """A setting in words where it has some, as a code where it has none."""
    return edition.known(f"report.value_{value}") or edition.numbers.code(value)


def _note(note: Note, edition: Edition) -> str:
    if note.code not in catalogue():
        return note.code
    return edition.say(
        note.code, **{name: Markup("<bdi>{}</bdi>").format(value) for name, value in note.values.items()}
    )


def _tables(bound: str, step: StepTrace, edition: Edition) -> Iterator[Grid]:
    yield _grid("weights", _SPREAD, _spreads(step), bound, edition)
    if step.cells:
        yield _grid("cell", _CELL, [(cell.cell, cell) for cell in step.cells], bound, edition)
    if step.margins:
        rows = [(f"{margin.margin} = {margin.level}", margin) for margin in step.margins]
        yield _grid("margin", _MARGIN, rows, bound, edition)
    if step.collapsed:
        yield _collapsed(step.collapsed, edition)


def _collapsed(collapsed: Sequence[Collapse], edition: Edition) -> Grid:
    heads = tuple(edition.word(f"report.{head}") for head in ("cell", "joined_to", "reason"))
    rows = tuple(
        GridRow(joined.cell, (Value(joined.into, words=True), Value(edition.numbers.code(joined.reason), words=True)))
        for joined in collapsed
    )
    return Grid(heads, rows, edition.numbers.bare(len(rows)))


def _spreads(step: StepTrace) -> Sequence[tuple[str, Spread]]:
    return [("before", step.before), ("after", step.after)] if step.before.n else [("after", step.after)]


def _grid(
    head: str,
    measures: Sequence[str],
    lines: Sequence[tuple[str, Spread | CellTrace | MarginTrace]],
    bound: str,
    edition: Edition,
) -> Grid:
    heads = (
        edition.word(f"report.{head}"),
        *(edition.word(f"report.measure_{measure}") for measure in measures),
    )
    rows = tuple(
        GridRow(
            edition.known(f"report.cell_{name}") or name,
            tuple(
                Value(
                    edition.numbers.bare(getattr(line, measure), _MEASURES.get(measure, COUNT)),
                    f"{bound}/{name}/{measure}",
                )
                for measure in measures
            ),
        )
        for name, line in lines
    )
    return Grid(heads, rows, edition.numbers.bare(len(rows)))
