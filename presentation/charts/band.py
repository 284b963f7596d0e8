"""Draws what was done over days against what was expected: a band, its middle, and the line of what there is."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from presentation.bidi import Direction
from presentation.charts.scale import Scale, round_values
from presentation.charts.specification import Tick
from presentation.charts.svg import element, root, words
from presentation.charts.theme import ACCENT, GRID, INTERVAL, MUTED, NARROW, OUTLINE, PAPER, Frame

_HEIGHT = 180.0
_AXIS = 26.0


@dataclass(frozen=True)
class Point:
    """One day: what was expected, between what, and what there was; None where it is still to come, or not reckoned."""

    label: str
    done: float | None = None
    low: float | None = None
    expected: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class BandChart:
    """Days from the first to the last."""

    title: str
    description: str
    direction: Direction
    points: tuple[Point, ...]


def draw_band(chart: BandChart, frame: Frame, key: str, tick: Sequence[Tick] = ()) -> Markup:
    """The chart; time runs with the writing. ``tick``: the lines of the value axis, round ones where none are given."""
    values = [one for point in chart.points for one in (point.done, point.low, point.high) if one is not None]
    lines = tick or [Tick(value, f"{value:g}") for value in round_values([0.0, *values], 4, floor=0.0)]
    up = Scale(0.0, lines[-1].value or 1.0, _HEIGHT, -(_HEIGHT - 14))
    room = max(len(one.text) for one in lines) * frame.font * 0.6 + 8
    last = max(len(chart.points) - 1, 1)
    along = Scale(0, last, room, frame.width - room - 8)
    if chart.direction == "rtl":
        along = Scale(0, last, frame.width - room, -(frame.width - room - 8))
    content = [*_axes(chart, frame, lines, up, along)]
    known = [(n, one) for n, one in enumerate(chart.points) if one.low is not None and one.high is not None]
    if known:
        above = [(along.at(n), up.at(one.high or 0.0)) for n, one in known]
        below = [(along.at(n), up.at(one.low or 0.0)) for n, one in reversed(known)]
        content.append(element("polygon", points=_points([*above, *below]), fill=INTERVAL, fill_opacity=0.55))
        middle = [(along.at(n), up.at(one.expected or 0.0)) for n, one in known]
        content.append(element("polyline", points=_points(middle), fill="none", stroke=OUTLINE, stroke_dasharray="4 3"))
    done = [(along.at(n), up.at(one.done)) for n, one in enumerate(chart.points) if one.done is not None]
    if done:
        content.append(element("polyline", points=_points(done), fill="none", stroke=ACCENT, stroke_width=2.5))
        content.append(element("circle", cx=done[-1][0], cy=done[-1][1], r=5, fill=ACCENT, stroke=PAPER))
    return root(key, chart.title, chart.description, frame.width, _HEIGHT + _AXIS, frame.font, content)


def _axes(chart: BandChart, frame: Frame, lines: Sequence[Tick], up: Scale, along: Scale) -> list[Markup]:
    rtl = chart.direction == "rtl"
    edge, anchor = (frame.width, "end") if rtl else (0.0, "start")
    found = []
    for line in lines:
        y = up.at(line.value)
        found.append(element("line", x1=0, x2=frame.width, y1=y, y2=y, stroke=GRID))
        found.append(words(line.text, edge, y - 4, anchor, "ltr", fill=MUTED, font_size=frame.font - 1))
    last, parts = len(chart.points) - 1, 3 if frame is NARROW else 4
    for n in sorted({round(last * part / parts) for part in range(parts + 1)}) if last >= 0 else ():
        ends = "middle" if 0 < n < last else ("end" if (n == 0) is rtl else "start")
        label = chart.points[n].label
        found.append(
            words(label, along.at(n), _HEIGHT + 18, ends, chart.direction, fill=MUTED, font_size=frame.font - 1)
        )
    return found


def _points(pairs: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in pairs)
