"""Chapters and the summary as pages: sentences, key figures and tables filled from the figures."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from presentation.messages import placeholders
from reports.annexes import parameter_name, printed_parameter
from reports.charts import drawing
from reports.edition import Edition
from reports.figures import Cell
from reports.section import Block as Declared
from reports.section import KeyFigure, KeyFigures, Overview, Paragraph, Section, Table
from reports.tables import PrintedTable, printed
from reports.views import Block, Line, Page, ShownFigure, ShownFigures, ShownParagraph, ShownTable


def summary_page(edition: Edition) -> Page:
    """The first page."""
    content = edition.content
    return Page(
        file="index.html",
        template="summary.html.j2",
        short=edition.word("report.summary"),
        kicker=edition.tell(content.publisher),
        title=edition.tell(content.title),
        subtitle=edition.tell(content.subtitle),
        parts={
            "figures": _key_figures(content.summary, edition).figures,
            "rounding": edition.word(f"report.rounded_{edition.persons.unit}"),
            "inputs": sorted({**edition.manifest.tables, **edition.manifest.inputs}.items()),
        },
    )


def chapter_page(section: Section, number: int, edition: Edition) -> Page:
    """One chapter. Raises NoSuchCell and NoSuchWord."""
    return Page(
        file=f"{section.key}.html",
        template="chapter.html.j2",
        short=edition.tell(section.title),
        kicker=edition.say("report.chapter", number=edition.numbers.bare(number)),
        title=edition.tell(section.title),
        subtitle=edition.tell(section.subtitle),
        blocks=tuple(_blocks(section.blocks, number, edition)),
    )


def _blocks(blocks: Sequence[Declared], chapter: int, edition: Edition) -> Iterator[Block]:
    tables = 0
    for block in blocks:
        match block:
            case Paragraph():
                yield from _paragraph(block, edition)
            case KeyFigures():
                yield _key_figures(block, edition)
            case _:
                tables += 1
                yield shown_table(block, f"{chapter}.{tables}", edition)


def _paragraph(paragraph: Paragraph, edition: Edition) -> Iterator[ShownParagraph]:
    cells = {name: edition.figures.cell(reference) for name, reference in paragraph.figures.items()}
    if not all(cell.shown for cell in cells.values()):
        return
    if paragraph.above and not cells[paragraph.above[0]].above(cells[paragraph.above[1]]):
        return
    values = {name: edition.figure(cell) for name, cell in cells.items()}
    values |= {f"{name}_interval": edition.interval(cell) for name, cell in cells.items()}
    if all(values[name] for name in placeholders(paragraph.wording.fr)):
        yield ShownParagraph(edition.fill(paragraph.wording, values))


def _key_figures(block: KeyFigures, edition: Edition) -> ShownFigures:
    return ShownFigures(tuple(_key_figure(figure, edition) for figure in block.figures))


def _key_figure(figure: KeyFigure, edition: Edition) -> ShownFigure:
    cell = edition.figures.cell(figure.reference)
    if cell.shown:
        return ShownFigure(edition.tell(figure.label), edition.figure(cell), _precision(cell, edition))
    symbol = Markup('<span data-cell="{}">{}</span>').format(cell.cell_id, edition.word(f"report.symbol_{cell.flag}"))
    return ShownFigure(edition.tell(figure.label), symbol, "")


def _precision(cell: Cell, edition: Edition) -> str:
    interval = edition.interval(cell)
    return (
        edition.say("report.interval_in_words", interval=interval) if interval else edition.word("report.fixed_figure")
    )


def shown_table(declared: Table, number: str, edition: Edition) -> ShownTable:
    """A declared table with its chart and the lines under it."""
    table = printed(declared, number, edition)
    return ShownTable(
        table=table,
        title=edition.tell(declared.title),
        universe=edition.tell(declared.universe),
        drawing=drawing(table, edition),
        closing=tuple(_closing(table, edition)),
        lines=edition.word("report.indicator" if isinstance(declared, Overview) else "report.category"),
        weighted="" if table.measure == edition.persons else edition.word(f"report.weighted_{edition.persons.unit}"),
    )


def _closing(table: PrintedTable, edition: Edition) -> Iterator[Line]:
    if signs := [f"{sign} {meaning}" for sign, meaning in _signs(table, edition)]:
        yield _line("legend", edition.word("report.between_signs").join(signs), edition)
    yield _line("universe", edition.tell(table.declared.universe), edition)
    yield from _reading(table, edition)
    for note in table.declared.notes:
        yield _line("note", edition.tell(note), edition)
    yield from _footnotes(table, edition)
    yield _line("source", edition.source, edition)
    yield _line("trace", edition.trace, edition)


def _footnotes(table: PrintedTable, edition: Edition) -> Iterator[Line]:
    """The notes that the indicators must carry, and the policy parameters that they use."""
    indicators = dict.fromkeys(entry.cell.reference.indicator for entry in table.entries())
    described = [edition.described(indicator) for indicator in indicators]
    for note in dict.fromkeys(note for known in described for note in known.get("notes", ())):
        yield _line("note", edition.known(f"indicators.note.{note}") or note, edition)
    if table.measure == edition.persons:
        yield _line("note", edition.word(f"report.rounded_{edition.persons.unit}"), edition)
    in_force = edition.manifest.facts.get("parameters", {})
    for name in dict.fromkeys(name for known in described for name in known.get("parameters", ())):
        value = printed_parameter(in_force.get(name, {}).get("values", ()), edition)
        yield _line("parameter", edition.say("report.is", name=parameter_name(name, edition), value=value), edition)


def _signs(table: PrintedTable, edition: Edition) -> Iterator[tuple[str, str]]:
    for flag in table.flags:
        yield edition.word(f"report.symbol_{flag}"), edition.word(f"report.flag_{flag}")
    if any(shown.fixed for shown in table.entries()):
        yield edition.word("report.fixed"), edition.word("report.fixed_meaning")


def _reading(table: PrintedTable, edition: Edition) -> Iterator[Line]:
    """How to read the first line that has a value."""
    if first := table.first_shown:
        label, shown = first
        values = {
            "label": label,
            "value": edition.figure(shown.cell),
            "interval": edition.interval(shown.cell),
            "n": Markup('<span class="figure" data-cell="{}">{}</span>').format(shown.cell.cell_id, shown.n),
        }
        wording = "report.reading_of_fixed" if shown.fixed else "report.reading_of"
        yield _line("reading", edition.say(wording, **values), edition)


def _line(name: str, text: str, edition: Edition) -> Line:
    return Line(edition.word(f"report.{name}"), text)
