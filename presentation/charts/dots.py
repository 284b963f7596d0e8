"""Draws dots on their intervals: labels beside the marks, or above them where the room is narrow."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

from presentation.charts.scale import Scale
from presentation.charts.specification import Dot, DotChart, Quality, Tick
from presentation.charts.svg import Attribute, element, root, words
from presentation.charts.theme import ACCENT, GRID, INTERVAL, MUTED, OUTLINE, PAPER, Frame

_LETTER = 0.56  # width of a letter, in parts of the font size
_VALUES = 62.0  # room for the printed value
_PADDING = 12.0
_AXIS = 24.0
_HALO: dict[str, Attribute] = {"paint_order": "stroke", "stroke": PAPER, "stroke_width": 4}  # over grid lines


@dataclass(frozen=True)
class _Row:
    """One line of the chart: a group's name (no dot) or a dot, its wrapped label, its top and height."""

    lines: tuple[str, ...]
    top: float
    height: float
    dot: Dot | None = None


def draw_dots(chart: DotChart, frame: Frame, key: str) -> Markup:
    """The chart as SVG; ``key`` makes its identifiers unique in the page."""
    labels = _label_room(chart, frame)
    rows, bottom = _rows(chart, frame, labels)
    scale = _scale(chart, frame, labels)
    content = [*_axis(chart, frame, scale, bottom)]
    for row in rows:
        content += _row(row, chart, frame, scale)
    return root(key, chart.title, chart.description, frame.width, bottom + _AXIS, frame.font, content)


def _label_room(chart: DotChart, frame: Frame) -> float:
    if not frame.labels_beside:
        return 0.0
    longest = max((len(dot.label) for dot in chart.dots()), default=0)
    return min(longest * frame.font * _LETTER + _PADDING, frame.width * 0.38)


def _rows(chart: DotChart, frame: Frame, labels: float) -> tuple[list[_Row], float]:
    rows: list[_Row] = []
    top = 2.0
    letters = int((labels if frame.labels_beside else frame.width - _VALUES) / (frame.font * _LETTER))
    for group in chart.groups:
        if group.label:
            rows.append(_Row((group.label,), top + 8, frame.line + 6))
            top += frame.line + 14
        for dot in group.dots:
            lines = tuple(wrap(dot.label, letters)) or ("",)
            height = len(lines) * frame.line + (7 if frame.labels_beside else 25)
            rows.append(_Row(lines, top, height, dot))
            top += height
    return rows, top + 4


def _scale(chart: DotChart, frame: Frame, labels: float) -> Scale:
    first, last = chart.ticks[0], chart.ticks[-1]
    start = labels + max(_PADDING, _half(first, frame))
    length = frame.width - start - max(_VALUES if frame.labels_beside else _PADDING, _half(last, frame))
    if chart.direction == "rtl":
        return Scale(first.value, last.value, frame.width - start, -length)
    return Scale(first.value, last.value, start, length)


def _half(tick: Tick, frame: Frame) -> float:
    return len(tick.text) * frame.font * _LETTER / 2


def _axis(chart: DotChart, frame: Frame, scale: Scale, bottom: float) -> Iterator[Markup]:
    for tick in chart.ticks:
        x = scale.at(tick.value)
        yield element("line", x1=x, x2=x, y1=0, y2=bottom, stroke=GRID)
        yield words(tick.text, x, bottom + 17, "middle", "ltr", fill=MUTED, font_size=frame.font - 1)
    if chart.reference is not None:
        x = scale.at(chart.reference)
        yield element("line", x1=x, x2=x, y1=0, y2=bottom, stroke=ACCENT, stroke_dasharray="2 3")


def _row(row: _Row, chart: DotChart, frame: Frame, scale: Scale) -> Iterator[Markup]:
    rtl = chart.direction == "rtl"
    first = frame.width if rtl else 0.0
    last = frame.width - first
    start, end = ("end", "start") if rtl else ("start", "end")
    if row.dot is None:
        yield words(
            row.lines[0], first, row.top + frame.font, start, chart.direction, fill=MUTED, font_weight=600, **_HALO
        )
        return
    weight = 600 if row.dot.total else 400
    text_top = row.top + frame.font + (2 if frame.labels_beside else 0)
    for n, line in enumerate(row.lines):
        yield words(line, first, text_top + n * frame.line, start, chart.direction, font_weight=weight, **_HALO)
    middle = row.top + (row.height / 2 if frame.labels_beside else row.height - 17)
    value_y = middle + frame.font * 0.36 if frame.labels_beside else text_top
    colour = MUTED if row.dot.quality is Quality.WITHHELD else ACCENT
    yield words(row.dot.text, last, value_y, end, "ltr", fill=colour, font_weight=600, **_HALO)
    if chart.bare and row.dot.value is not None and scale.low == 0:
        yield element(
            "line", x1=scale.at(0), x2=scale.at(row.dot.value), y1=middle, y2=middle, stroke=INTERVAL, stroke_width=3
        )
    yield from _mark(row.dot, scale, middle)


def _mark(dot: Dot, scale: Scale, y: float) -> Iterator[Markup]:
    if dot.value is None or dot.quality is Quality.WITHHELD:
        return
    caution = dot.quality is Quality.CAUTION
    if dot.low is not None and dot.high is not None:
        ends = sorted((scale.at(dot.low), scale.at(dot.high)))
        bar = {"fill": PAPER, "stroke": OUTLINE, "stroke_dasharray": "3 2"} if caution else {"fill": INTERVAL}
        yield element("rect", x=ends[0], y=y - 3.5, width=max(ends[1] - ends[0], 1.0), height=7, rx=1, **bar)
    radius = 5.5 if dot.total else 4.5
    face = {"fill": PAPER, "stroke": ACCENT, "stroke_width": 2} if caution else {"fill": ACCENT}
    yield element("circle", cx=scale.at(dot.value), cy=y, r=radius, **face)
