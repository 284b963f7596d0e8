"""What a chapter is made of: paragraphs with bound figures, key figures and tables, declared as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from presentation.text import Text
from reports.figures import Reference


@dataclass(frozen=True)
class Paragraph:
    """A sentence whose ``{placeholders}`` are estimates. It is left out when one of them is withheld.

    ``above`` names two of them: the sentence says that the first is higher, and appears only if that is significant.
    """

    wording: Text
    figures: Mapping[str, Reference]
    above: tuple[str, str] | None = None


@dataclass(frozen=True)
class KeyFigure:
    """One figure in large type."""

    label: Text
    reference: Reference


@dataclass(frozen=True)
class KeyFigures:
    """The figures that open a chapter, each with its interval."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Overview:
    """A table of several indicators, each in one row, for the whole population or for one level of a partition."""

    key: str
    title: Text
    universe: Text
    indicators: tuple[str, ...]
    notes: tuple[Text, ...] = ()
    partition: str = "all"


@dataclass(frozen=True)
class Profile:
    """A table of one indicator: the total, then the levels of each partition."""

    key: str
    title: Text
    universe: Text
    indicator: str
    partitions: tuple[str, ...]
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Distribution:
    """A table of one variable's categories in per cent, a column for the total and for each level of a partition."""

    key: str
    title: Text
    universe: Text
    indicator: str
    partition: str
    notes: tuple[Text, ...] = ()


Table = Overview | Profile | Distribution
Block = Paragraph | KeyFigures | Table


@dataclass(frozen=True)
class Section:
    """A chapter: a page of its own. Its key names the page's file."""

    key: str
    title: Text
    subtitle: Text
    blocks: tuple[Block, ...] = field(default=())
