"""Protected estimates as text tables for a terminal, in the reader's language."""

from collections.abc import Iterable, Iterator

from analysis.content import AnalysisContent
from analysis.disclosure import ProtectedEstimate, ProtectedEstimates
from analysis.domains import Partition
from analysis.indicator import Indicator, Unit
from analysis.statistics import Distribution
from presentation import numbers
from presentation.bidi import without_isolation
from presentation.messages import UnknownMessage, say
from presentation.text import Language

_MEASURES = {
    Unit.PERSONS: numbers.COUNT,
    Unit.PERCENT: numbers.PERCENT,
    Unit.HOURS: numbers.HOURS,
    Unit.YEARS: numbers.YEARS,
    Unit.DINARS: numbers.DINARS,
    Unit.DINARS_PER_HOUR: numbers.DINARS_AN_HOUR,
}
_COLUMNS = ("level", "estimate", "interval", "n", "flag")


def shown(estimates: ProtectedEstimates, content: AnalysisContent, language: Language) -> Iterator[str]:
    """One text table for each indicator and partition."""
    groups: dict[tuple[str, str], list[ProtectedEstimate]] = {}
    for figure in estimates.figures:
        groups.setdefault((figure.cell.indicator, figure.cell.partition), []).append(figure)
    for (indicator, partition), figures in groups.items():
        yield _table(figures, content.indicator(indicator), content.partition(partition), language)


def _table(figures: Iterable[ProtectedEstimate], indicator: Indicator, partition: Partition, language: Language) -> str:
    head = [say(f"analysis.column_{column}", language) for column in _COLUMNS]
    rows = [head, *(_row(figure, indicator, partition, language) for figure in figures)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(_padded, row, widths)).rstrip() for row in rows)
    title = f"{label(indicator.name, language)} — {label(partition.name, language)}"
    return "\n".join((title, *lines))


def _row(figure: ProtectedEstimate, indicator: Indicator, partition: Partition, language: Language) -> list[str]:
    write, measure = numbers.terminal_numbers(language), _MEASURES[indicator.unit]
    value = "–" if figure.estimate is None else write.full(figure.estimate, measure)
    bounded = figure.low is not None and figure.high is not None
    interval = write.interval(figure.low or 0.0, figure.high or 0.0, measure) if bounded else ""
    note = "" if figure.note is None else say(f"analysis.{figure.note.value}", language)
    n = "" if figure.n is None else write.bare(figure.n)
    return [_level(figure, indicator, partition, language), value, interval, n, f"{figure.flag.value} {note}".rstrip()]


def _level(figure: ProtectedEstimate, indicator: Indicator, partition: Partition, language: Language) -> str:
    parts = zip(partition.reads, figure.cell.level.split(" x "), strict=True) if partition.axes else ()
    words = [label(f"{variable}.{level}", language) for variable, level in parts]
    if figure.cell.category is not None and isinstance(indicator.statistic, Distribution):
        words.append(label(f"{indicator.statistic.reads[0]}.{figure.cell.category}", language))
    return " / ".join(words) or label(partition.name, language)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """What the eye sees: the marks that isolate numbers take no room."""
    return len(without_isolation(text))


def label(name: str, language: Language) -> str:
    """The wording of a name, or the name itself where a survey has not worded it."""
    try:
        return say(f"indicators.{name}", language)
    except UnknownMessage:
        return name
