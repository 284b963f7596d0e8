"""The one theme of all charts; colours are those of the stylesheet's tokens."""

from dataclasses import dataclass

INK = "#1b1b1b"
MUTED = "#505a5f"
ACCENT = "#12436d"
INTERVAL = "#b4c4d5"
OUTLINE = "#7f97ae"
GRID = "#dfe2e5"
PAPER = "#fff"


@dataclass(frozen=True)
class Frame:
    """The room a chart has: its width, and whether labels stand beside the marks or above them."""

    name: str
    width: float
    labels_beside: bool
    font: float = 13.0

    @property
    def line(self) -> float:
        """Height of one line of text."""
        return self.font * 1.25


WIDE = Frame("wide", 560, labels_beside=True)
NARROW = Frame("narrow", 340, labels_beside=False, font=13.5)
