"""Draws places as tiles: grouped where they lie, one tile a place; and a week as hours, darker where more happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from presentation.bidi import Direction
from presentation.charts.svg import element, root, short, words
from presentation.charts.theme import ACCENT, GRID, INK, INTERVAL, MUTED, OUTLINE, PAPER, Frame

_SIDE, _GAP = 26.0, 4.0
_WARN = "#d9a300"
TONES: Mapping[str, tuple[str, str, str]] = {  # fill, line, ink: told by the mark in the tile too
    "planned": (PAPER, OUTLINE, MUTED),
    "working": (INTERVAL, OUTLINE, INK),
    "waiting": ("#fdf3d8", _WARN, INK),
    "done": (ACCENT, ACCENT, PAPER),
}


@dataclass(frozen=True)
class Tile:
    """One place: its name, a mark of its state that can be read without colour, where it leads."""

    name: str
    mark: str
    tone: str
    href: str
    title: str


@dataclass(frozen=True)
class TileGroup:
    """The places of one area."""

    label: str
    tiles: tuple[Tile, ...]


def draw_tiles(
    groups: Sequence[TileGroup], title: str, description: str, direction: Direction, frame: Frame, key: str
) -> Markup:
    """The groups under one another, the tiles of each in lines."""
    across = max(int((frame.width + _GAP) // (_SIDE + _GAP)), 1)
    rtl = direction == "rtl"
    content: list[Markup] = []
    top = 0.0
    for group in groups:
        content.append(
            words(
                group.label,
                frame.width if rtl else 0.0,
                top + frame.font,
                "end" if rtl else "start",
                direction,
                font_weight=600,
            )
        )
        top += frame.font + 8
        for n, tile in enumerate(group.tiles):
            column, row = n % across, n // across
            x = column * (_SIDE + _GAP)
            content.append(_tile(tile, frame.width - x - _SIDE if rtl else x, top + row * (_SIDE + _GAP), frame))
        top += -(-len(group.tiles) // across) * (_SIDE + _GAP) + 10
    return root(key, title, description, frame.width, max(top, 1.0), frame.font, content).replace(
        Markup('role="img"'), Markup('role="group"'), 1
    )


_TILE = Markup(  # written at once: a map has hundreds
    '<a href="{href}" aria-label="{title}"><title>{title}</title><rect x="{x}" y="{y}" width="{side}" height="{side}" '
    'fill="{fill}" stroke="{line}" rx="2"></rect><text x="{middle}" y="{base}" text-anchor="middle" fill="{ink}">'
    "{mark}</text></a>"
)


def _tile(tile: Tile, x: float, y: float, frame: Frame) -> Markup:
    fill, line, ink = TONES[tile.tone]
    middle, base = short(x + _SIDE / 2), short(y + _SIDE / 2 + frame.font * 0.35)
    place = {"x": short(x), "y": short(y), "side": short(_SIDE), "middle": middle, "base": base}
    return _TILE.format(href=tile.href, title=tile.title, mark=tile.mark, fill=fill, line=line, ink=ink, **place)


@dataclass(frozen=True)
class Hour:
    """One hour of one weekday: how often something was tried, and how often it came off."""

    day: int
    hour: int
    made: int
    came: int


def draw_hours(
    hours: Sequence[Hour],
    days: Sequence[str],
    title: str,
    description: str,
    direction: Direction,
    frame: Frame,
    key: str,
) -> Markup:
    """Days under one another, hours across; the darker, the larger the share that came off. Empty: never tried."""
    first, last = 6, 23
    room = 40.0
    side = (frame.width - room) / (last - first + 1)
    rtl = direction == "rtl"
    content: list[Markup] = []
    for day, name in enumerate(days):
        content.append(
            words(name, frame.width if rtl else 0.0, day * 20 + 15, "end" if rtl else "start", direction, fill=MUTED)
        )
    for hour in range(first, last + 1, 3):
        x = room + (hour - first + 0.5) * side
        content.append(
            words(str(hour), frame.width - x if rtl else x, len(days) * 20 + 14, "middle", "ltr", fill=MUTED)
        )
    for one in hours:
        if not first <= one.hour <= last or not one.made:
            continue
        x = room + (one.hour - first) * side
        left = frame.width - x - side if rtl else x
        cell = element("title", f"{one.came}/{one.made}")
        share = one.came / one.made
        cell += element("rect", x=left + 1, y=one.day * 20 + 2, width=side - 2, height=16, fill=GRID)
        cell += element(
            "rect", x=left + 1, y=one.day * 20 + 2, width=side - 2, height=16, fill=ACCENT, fill_opacity=share
        )
        content.append(element("g", cell))
    return root(key, title, description, frame.width, len(days) * 20 + 20, frame.font - 1, content)
