"""The chart beside a table: the same cells as dots on their intervals."""

from dataclasses import dataclass

from markupsafe import Markup

from presentation.bidi import without_isolation
from presentation.charts.dots import draw_dots
from presentation.charts.scale import round_values
from presentation.charts.specification import Dot, DotChart, DotGroup, Quality, Tick
from presentation.charts.theme import NARROW, WIDE, Frame
from presentation.numbers import PERCENT, Measure
from presentation.text import direction
from reports.edition import Edition
from reports.tables import Entry, PrintedTable, Row, RowGroup

_NO_CASE = "z"
_QUALITY = {"A": Quality.RELIABLE, "E": Quality.CAUTION}


@dataclass(frozen=True)
class Drawing:
    """One chart in the two frames between which the stylesheet chooses, and the specification they were drawn from."""

    chart: DotChart
    caption: str
    wide: Markup
    narrow: Markup


def drawing(table: PrintedTable, edition: Edition) -> Drawing:
    """The chart of a table's first column."""
    chart = specification(table, edition)
    return Drawing(chart, _caption(chart, edition), *(_drawn(chart, frame, table) for frame in (WIDE, NARROW)))


def _caption(chart: DotChart, edition: Edition) -> str:
    signs = {
        "caption": not chart.bare,
        "caption_fixed": chart.bare,
        "reference": chart.reference is not None,
        "caution": any(dot.quality is Quality.CAUTION for dot in chart.dots()),
    }
    return " ".join(edition.word(f"report.chart_{sign}") for sign, needed in signs.items() if needed)


def _drawn(chart: DotChart, frame: Frame, table: PrintedTable) -> Markup:
    return draw_dots(chart, frame, f"{table.declared.key}-{frame.name}")


def specification(table: PrintedTable, edition: Edition) -> DotChart:
    """Dots in the order of the table's rows, the total as the line of reference."""
    factor = float(table.measure.factor)
    groups = tuple(filter(None, (_group(group, factor) for group in table.groups)))
    totals = (dot.value for group in groups for dot in group.dots if dot.total)
    comparable = table.measure != edition.persons  # a part is not compared with the whole it is counted in
    return DotChart(
        title=edition.tell(table.declared.title),
        description=edition.word("report.chart_description"),
        direction=direction(edition.language),
        ticks=_ticks(groups, table.measure, edition),
        groups=groups,
        reference=next(totals, None) if comparable else None,
    )


def _group(group: RowGroup, factor: float) -> DotGroup | None:
    """The dots of a group's lines that have cases."""
    dots = tuple(_dot(row, row.entries[0], factor) for row in group.rows if row.entries[0].cell.flag != _NO_CASE)
    return DotGroup(group.label, dots) if dots else None


def _dot(row: Row, entry: Entry, factor: float) -> Dot:
    quality = _QUALITY.get(entry.cell.flag, Quality.WITHHELD)
    text = f"{entry.plain} {entry.mark}".rstrip()
    value, low, high = (
        None if number is None else number * factor for number in (entry.cell.estimate, entry.cell.low, entry.cell.high)
    )
    return Dot(row.label, text, quality, value, low, high, row.total)


def _ticks(groups: tuple[DotGroup, ...], measure: Measure, edition: Edition) -> tuple[Tick, ...]:
    numbers = [n for group in groups for dot in group.dots for n in (dot.value, dot.low, dot.high) if n is not None]
    ceiling = 100.0 if measure == PERCENT else float("inf")
    values = round_values(numbers, floor=0.0, ceiling=ceiling)
    step = values[1] - values[0]
    printed = Measure(measure.unit, places=0 if step == int(step) else 1)
    return tuple(Tick(value, without_isolation(edition.plain.bare(value, printed))) for value in values)
