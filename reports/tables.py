"""Declared tables become tables to print: rows of entries, each bound to its cell, in one language."""

from collections.abc import Iterator
from dataclasses import dataclass

from presentation.bidi import without_isolation
from presentation.numbers import COUNT, Measure
from reports.edition import Edition
from reports.figures import Cell, Reference
from reports.section import Distribution, Overview, Profile, Table
from reports.words import in_printed_order

TOTAL = "all"


@dataclass(frozen=True)
class Entry:
    """One estimate as printed: numbers already in words; a withheld one prints the symbol of its flag."""

    cell: Cell
    value: str
    plain: str  # the value for a drawing
    interval: str
    n: str
    weighted: str

    @property
    def mark(self) -> str:
        """What stands beside a published value that needs caution."""
        return "E" if self.cell.flag == "E" else ""

    @property
    def fixed(self) -> bool:
        """Whether a calibration margin fixes it: published without an interval."""
        return self.cell.shown and self.cell.low is None


@dataclass(frozen=True)
class Row:
    """One line of a table: an entry for each column."""

    label: str
    entries: tuple[Entry, ...]
    total: bool = False


@dataclass(frozen=True)
class RowGroup:
    """The lines of one partition, under its name."""

    label: str
    rows: tuple[Row, ...]

    @property
    def counted(self) -> tuple[Entry, ...]:
        """For each column the entry that counts its universe, which all categories share: one that is published."""
        columns = zip(*(row.entries for row in self.rows), strict=True)
        return tuple(next((one for one in column if one.cell.weighted_n is not None), column[0]) for column in columns)


@dataclass(frozen=True)
class PrintedTable:
    """A table ready to be laid out. ``heads`` names the columns of a distribution; other tables have one, unnamed."""

    declared: Table
    number: str
    unit: str
    measure: Measure
    heads: tuple[str, ...]
    groups: tuple[RowGroup, ...]

    def entries(self) -> Iterator[Entry]:
        """All entries in reading order."""
        return (entry for group in self.groups for row in group.rows for entry in row.entries)

    @property
    def flags(self) -> tuple[str, ...]:
        """The symbols that need a legend, in the order of the code list."""
        used = {entry.cell.flag for entry in self.entries()}
        return tuple(flag for flag in ("E", "F", "x", "z") if flag in used)

    @property
    def first_shown(self) -> tuple[str, Entry] | None:
        """The entry that explains how to read the table, and what it is of."""
        lines = ((group.label, row) for group in self.groups for row in group.rows)
        shown = ((", ".join(filter(None, (group, row.label))), row.entries[0]) for group, row in lines)
        return next(((label, entry) for label, entry in shown if entry.cell.shown), None)


def printed(table: Table, number: str, edition: Edition) -> PrintedTable:
    """The table in the edition's language. Raises NoSuchCell and NoSuchWord."""
    match table:
        case Overview():
            return _overview(table, number, edition)
        case Profile():
            return _profile(table, number, edition)
        case Distribution():
            return _distribution(table, number, edition)


def _overview(table: Overview, number: str, edition: Edition) -> PrintedTable:
    measures = [edition.measure(indicator) for indicator in table.indicators]
    alike = len(set(measures)) == 1
    groups = []
    for level in _levels(table.indicators[0], table.partition, edition):
        rows = []
        for indicator, measure in zip(table.indicators, measures, strict=True):
            label = edition.name(indicator) if alike else f"{edition.name(indicator)} ({edition.unit(measure)})"
            cell = edition.figures.cell(Reference(indicator, table.partition, level))
            rows.append(Row(label, (entry(cell, edition),)))
        name = "" if table.partition == TOTAL else edition.name(f"{table.partition}.{level}")
        groups.append(RowGroup(name, tuple(rows)))
    return PrintedTable(table, number, edition.unit(measures[0]) if alike else "", measures[0], ("",), tuple(groups))


def _profile(table: Profile, number: str, edition: Edition) -> PrintedTable:
    total = Row(_total(edition), (entry(edition.figures.cell(Reference(table.indicator)), edition),), total=True)
    groups = [RowGroup("", (total,))]
    for partition in table.partitions:
        levels = _levels(table.indicator, partition, edition)
        rows = tuple(_level_row(Reference(table.indicator, partition, level), edition) for level in levels)
        groups.append(RowGroup(edition.name(partition), rows))
    measure = edition.measure(table.indicator)
    return PrintedTable(table, number, edition.unit(measure), measure, ("",), tuple(groups))


def _level_row(reference: Reference, edition: Edition) -> Row:
    label = edition.name(f"{reference.partition}.{reference.level}")
    return Row(label, (entry(edition.figures.cell(reference), edition),))


def _distribution(table: Distribution, number: str, edition: Edition) -> PrintedTable:
    variable = edition.described(table.indicator).get("variables", [table.indicator])[0]
    columns = [
        (TOTAL, TOTAL),
        *((table.partition, level) for level in _levels(table.indicator, table.partition, edition)),
    ]
    heads = (_total(edition), *(edition.name(f"{partition}.{level}") for partition, level in columns[1:]))
    rows = []
    for category in in_printed_order(variable, edition.figures.categories(table.indicator)):
        cells = [edition.figures.cell(Reference(table.indicator, *column, category)) for column in columns]
        rows.append(Row(edition.name(f"{variable}.{category}"), tuple(entry(cell, edition) for cell in cells)))
    measure = edition.measure(table.indicator)
    return PrintedTable(table, number, edition.unit(measure), measure, heads, (RowGroup("", tuple(rows)),))


def _levels(indicator: str, partition: str, edition: Edition) -> tuple[str, ...]:
    if partition == TOTAL:
        return (TOTAL,)
    return in_printed_order(partition, edition.figures.levels(indicator, partition))


def _total(edition: Edition) -> str:
    return edition.word("report.total")


def entry(cell: Cell, edition: Edition) -> Entry:
    """A cell as it is printed. Confidential cells hide their counts too; nobody is a dash, not a rounded zero."""
    symbol = edition.word(f"report.symbol_{cell.flag}")
    n, weighted = _count(cell.n, COUNT, symbol, edition), _count(cell.weighted_n, edition.persons, symbol, edition)
    if cell.estimate is None:
        return Entry(cell, symbol, symbol, "", n, weighted)
    measure = edition.measure(cell.reference.indicator)
    ends = edition.word("report.fixed")
    if cell.low is not None and cell.high is not None:
        ends = edition.numbers.interval(cell.low, cell.high, measure)
    plain = without_isolation(edition.plain.bare(cell.estimate, measure))
    return Entry(cell, edition.numbers.bare(cell.estimate, measure), plain, ends, n, weighted)


def _count(count: float | None, measure: Measure, symbol: str, edition: Edition) -> str:
    return edition.numbers.bare(count, measure) if count else symbol
