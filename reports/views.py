"""What templates are given: pages and their parts as values, with every word and number already in its language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from reports.charts import Drawing
from reports.tables import PrintedTable


@dataclass(frozen=True)
class Line:
    """One line under a table: its name and its text."""

    name: str
    text: str


@dataclass(frozen=True)
class ShownParagraph:
    """A sentence with its figures in place."""

    text: Markup
    kind: str = "paragraph"


@dataclass(frozen=True)
class ShownFigure:
    """One figure in large type, and in words its interval or why it has none."""

    label: str
    value: str
    precision: str


@dataclass(frozen=True)
class ShownFigures:
    """The figures that open a page."""

    figures: tuple[ShownFigure, ...]
    kind: str = "key_figures"


@dataclass(frozen=True)
class ShownTable:
    """A table, its chart and the lines under it."""

    table: PrintedTable
    title: str
    universe: str
    drawing: Drawing
    closing: tuple[Line, ...]
    lines: str  # what its lines are: indicators or categories
    weighted: str  # the head of the weighted numbers; empty where the estimates are those numbers
    kind: str = "table"

    @property
    def key(self) -> str:
        """The anchor of the table in its page, and the name of its file."""
        return self.table.declared.key

    @property
    def number(self) -> str:
        """Its number in the publication."""
        return self.table.number

    @property
    def single(self) -> bool:
        """Whether it has one column of estimates, followed by its counts."""
        return len(self.table.heads) == 1


Block = ShownParagraph | ShownFigures | ShownTable


@dataclass(frozen=True)
class Value:
    """One number of an annex and what it is bound to, or words."""

    text: str
    bound: str = ""
    words: bool = False


@dataclass(frozen=True)
class GridRow:
    """One line of an annex's table."""

    label: str
    values: tuple[Value, ...]
    total: bool = False


@dataclass(frozen=True)
class Grid:
    """A plain table of an annex."""

    heads: tuple[str, ...]
    rows: tuple[GridRow, ...]
    folded: str = ""  # what is written where it is folded away until it is asked for


@dataclass(frozen=True)
class StepView:
    """One step of the weighting."""

    number: str
    name: str
    explanation: str
    settings: tuple[Line, ...]
    notes: tuple[str, ...]
    tables: tuple[Grid, ...]


@dataclass(frozen=True)
class Page:
    """One page: its template and what that template is given."""

    file: str
    template: str
    short: str
    kicker: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...] = ()
    parts: Mapping[str, object] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[ShownTable, ...]:
        """The numbered tables of the page."""
        return tuple(block for block in self.blocks if isinstance(block, ShownTable))
