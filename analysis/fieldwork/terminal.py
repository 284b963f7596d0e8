"""Rates on a terminal, in the reader's language; what has no value is a dash with its reason."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from analysis.fieldwork.answering import BANDED, Answer
from analysis.fieldwork.band import Band
from analysis.fieldwork.counts import Number
from analysis.fieldwork.groups import ALL
from analysis.fieldwork.outcomes import OutcomeClass
from analysis.fieldwork.progress import Reached
from analysis.fieldwork.rates import Rate, Undefined
from analysis.fieldwork.summary import GroupRates
from analysis.fieldwork.unresolved import Unresolved
from analysis.terminal import label
from presentation import numbers
from presentation.messages import say
from presentation.text import Language

if TYPE_CHECKING:
    from rich.table import Table

DASH = "–"
MAIN = ("RR1", "RR2", "RR3", "RR4", "COOP1", "REF2", "CON2")  # beside each other where there are several groups
MOST_UNRESOLVED = 5
_NAMED = ("SRR", "IRR1", "IRR2", "EVER", "CONV")
_EXACT = numbers.Measure("count", places=1)  # weighted sums, and expected cases


def tables(known: Answer, grouping: str, language: Language) -> Iterator["Table"]:
    """The tables to print, one after the other."""
    told = known.groups
    yield _outcomes(told, grouping, language)
    yield _rates(told[0], language) if grouping == ALL else _groups(told, grouping, language)
    if BANDED in told[0].bands:
        yield _band(told[0].bands[BANDED], language)
    yield _stages(told[0], language)
    for name, reached in known.reached.items():
        if reached:
            yield _steps(name, reached, language)
    if known.unresolved:
        yield _unresolved(known.unresolved[:MOST_UNRESOLVED], grouping, language)


def reasons(told: Sequence[GroupRates], language: Language) -> list[str]:
    """Why rates have no value or may not be used, once each."""
    found: dict[str, None] = {}
    for one in told:
        for rate in (*one.rates.values(), *one.stage_rates, one.refused, one.converted):
            if isinstance(rate.value, Undefined):
                found.setdefault(say(f"fieldwork.why_{rate.value.why}", language))
    if any(rate.legitimate is False for rate in told[0].rates.values()):
        found.setdefault(say("fieldwork.not_legitimate", language))
    return list(found)


def plain_table(title: str, heads: Sequence[str]) -> "Table":
    """An empty table, its first column to the left and the others to the right."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for place, head in enumerate(heads):
        table.add_column(
            head, justify="right" if place else "left", no_wrap=not place, overflow="fold"
        )  # no digit is dropped
    return table


def _heads(*names: str, language: Language) -> list[str]:
    return [say(f"fieldwork.column_{name}", language) for name in names]


def _outcomes(told: Sequence[GroupRates], grouping: str, language: Language) -> "Table":
    weighted = told[0].outcomes.weighted
    title = say("fieldwork.title_weighted" if weighted else "fieldwork.title", language)
    table = plain_table(title, [_named(grouping, language), *(one.value for one in OutcomeClass)])
    for one in told:
        table.add_row(_level(one, language), *(_number(one.outcomes[outcome], language) for outcome in OutcomeClass))
    return table


def _rates(one: GroupRates, language: Language) -> "Table":
    names = ("rate", "value", "numerator", "denominator", *(("interval",) if one.errors else ()))
    table = plain_table(say("fieldwork.rates_title", language), _heads(*names, language=language))
    for name, rate in one.rates.items():
        table.add_row(*_cells(rate, language), *((_interval(one, name, language),) if one.errors else ()))
    return table


def _groups(told: Sequence[GroupRates], grouping: str, language: Language) -> "Table":
    shown = [name for name in told[0].rates if name in MAIN] or list(told[0].rates)
    heads = [_named(grouping, language), *shown, *_heads("band", language=language)]
    table = plain_table(say("fieldwork.rates_title", language), heads)
    for one in told:
        found = one.bands.get(BANDED)
        table.add_row(
            _level(one, language),
            *(_value(one.rates[name], language) for name in shown),
            DASH if found is None else _span(found, language),
        )
    return table


def _band(found: Band, language: Language) -> "Table":
    title = say("fieldwork.band_title", language, {"rate": found.name, "span": _span(found, language)})
    heads = [*_heads("basis", language=language), "e(UH)", "e(UR)", "e(UO)", found.name]
    table = plain_table(title, heads)
    for rate in found.rates:
        shares = rate.eligible
        if shares is not None:
            cells = (_percent(share, language) for share in (shares.uh, shares.ur, shares.uo))
            table.add_row(say(f"fieldwork.basis_{shares.basis}", language), *cells, _value(rate, language))
    return table


def _stages(one: GroupRates, language: Language) -> "Table":
    heads = _heads("rate", "value", "numerator", "denominator", language=language)
    table = plain_table(say("fieldwork.stages_title", language), heads)
    for rate in (*one.stage_rates, one.refused, one.converted):
        table.add_row(*_cells(rate, language))
    return table


def _steps(name: str, reached: Sequence[Reached], language: Language) -> "Table":
    heads = [*_heads(name, language=language), reached[0].rate.name, *_heads("numerator", language=language)]
    table = plain_table(say("fieldwork.steps_title", language), heads)
    for one in reached:
        table.add_row(one.step, _value(one.rate, language), _number(one.rate.numerator, language))
    return table


def _unresolved(open_: Sequence[Unresolved], grouping: str, language: Language) -> "Table":
    heads = _heads("place", "code", "cases", "weight", "if_none", "if_all", language=language)
    table = plain_table(say("fieldwork.unresolved_title", language), heads)
    for one in open_:
        ends = (_percent(one.none, language), _percent(one.every, language))
        place = _placed(grouping, one.level, language)
        table.add_row(place, f"{one.code} ({one.outcome})", str(one.cases), _number(one.weight, language), *ends)
    return table


def _cells(rate: Rate, language: Language) -> tuple[str, str, str, str]:
    name = say(f"fieldwork.name_{rate.name}", language) if rate.name in _NAMED else rate.name
    below = DASH if rate.denominator is None else _number(rate.denominator, language)
    mark = " *" if rate.legitimate is False else ""
    return name + mark, _value(rate, language), _number(rate.numerator, language), below


def _interval(one: GroupRates, name: str, language: Language) -> str:
    known = one.errors[name]
    if known.low is None or known.high is None:
        return DASH
    return numbers.terminal_numbers(language).interval(known.low, known.high, numbers.PERCENT)


def _span(found: Band, language: Language) -> str:
    if found.low is None or found.high is None:
        return DASH
    write = numbers.terminal_numbers(language)
    return write.interval(float(found.low), float(found.high), numbers.PERCENT)


def _value(rate: Rate, language: Language) -> str:
    return DASH if isinstance(rate.value, Undefined) else _percent(rate.value, language)


def _percent(value: Number | None, language: Language) -> str:
    return DASH if value is None else numbers.terminal_numbers(language).full(float(value), numbers.PERCENT)


def _number(value: Number, language: Language) -> str:
    whole = float(value).is_integer()
    return numbers.terminal_numbers(language).bare(float(value), numbers.COUNT if whole else _EXACT)


def _named(grouping: str, language: Language) -> str:
    return say("fieldwork.all_units", language) if grouping == ALL else label(grouping, language)


def _level(one: GroupRates, language: Language) -> str:
    return _placed(one.group.grouping, one.group.level, language)


def _placed(grouping: str, level: str, language: Language) -> str:
    if ALL in (grouping, level):
        return say("fieldwork.all_units", language)
    return label(f"{grouping}.{level}", language).removeprefix(f"{grouping}.")
