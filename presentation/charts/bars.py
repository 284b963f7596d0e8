"""Draws shares as bars: one bar of several parts, and a funnel of steps each narrower than the one before."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from presentation.bidi import Direction
from presentation.charts.svg import element, root, words
from presentation.charts.theme import ACCENT, GRID, INTERVAL, MUTED, Frame

_TONES = (ACCENT, "#28a197", INTERVAL, GRID)


@dataclass(frozen=True)
class Part:
    """One part of a bar."""

    label: str
    value: float


@dataclass(frozen=True)
class Step:
    """One step of a funnel: how many came so far, in words as printed, and why the others did not."""

    label: str
    text: str
    value: float
    lost: str = ""


def draw_parts(
    parts: Sequence[Part], title: str, description: str, direction: Direction, key: str, width: float = 320.0
) -> Markup:
    """One bar, its parts from the start of the line; nothing where there is nothing to share."""
    whole = sum(part.value for part in parts)
    content, at = [element("rect", x=0, y=0, width=width, height=10, fill=GRID)], 0.0
    for tone, part in zip(_TONES, parts, strict=False):
        length = part.value / whole * width if whole else 0.0
        x = width - at - length if direction == "rtl" else at
        if length:
            content.append(element("rect", x=x, y=0, width=length, height=10, fill=tone))
        at += length
    return root(key, title, description, width, 10, 10, content)


def draw_funnel(
    steps: Sequence[Step], title: str, description: str, direction: Direction, frame: Frame, key: str
) -> Markup:
    """The steps under one another, each with its number and what was lost on the way."""
    most = max((step.value for step in steps), default=0.0) or 1.0
    rtl = direction == "rtl"
    first, last = (frame.width, 0.0) if rtl else (0.0, frame.width)
    start, end = ("end", "start") if rtl else ("start", "end")
    content: list[Markup] = []
    top = 0.0
    for step in steps:
        length = max(step.value / most * frame.width, 2.0)
        content.append(words(step.label, first, top + frame.font, start, direction, font_weight=600))
        content.append(words(step.text, last, top + frame.font, end, "ltr", fill=ACCENT, font_weight=600))
        x = frame.width - length if rtl else 0.0
        content.append(element("rect", x=x, y=top + frame.font + 6, width=length, height=12, fill=ACCENT, rx=1))
        top += frame.font + 18
        if step.lost:
            content.append(words(step.lost, first, top + frame.font + 3, start, direction, fill=MUTED))
            top += frame.font + 6
        top += 12
    return root(key, title, description, frame.width, top, frame.font, content)
