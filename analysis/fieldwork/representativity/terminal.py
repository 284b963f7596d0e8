"""Representativity on a terminal, in the reader's language; every indicator with its interval or the reason why not."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from analysis.fieldwork.representativity.partials import Partial
from analysis.fieldwork.representativity.telling import ALL, Told
from analysis.fieldwork.representativity.units import Stage
from analysis.fieldwork.representativity.wording import category, group, variable, who_is_missing, why_withheld
from analysis.fieldwork.terminal import DASH, plain_table
from analysis.terminal import label
from presentation import numbers
from presentation.messages import say
from presentation.text import Language

if TYPE_CHECKING:
    from rich.table import Table

MOST_MISSING = 10
INDEX = numbers.Measure("count", places=3)
_Z = 1.959963984540054


def tables(told: Sequence[Told], stage: Stage, grouping: str, language: Language) -> Iterator["Table"]:
    """The tables to print: the indicators by group, then the partials and the days of all units."""
    yield _indicators(told, stage, grouping, language)
    if told[0].shown:
        yield _partials(told[0].partials, language)
    if told[0].over_time:
        yield _days(told[0], language)


def sentences(told: Sequence[Told], language: Language) -> Iterator[str]:
    """Who is missing among all units, and where R is not shown."""
    write = numbers.terminal_numbers(language)
    found = told[0].missing
    yield say("representativity.missing_title" if found else "representativity.nobody_missing", language)
    for one in found[:MOST_MISSING]:
        yield f"  {who_is_missing(one, write)}"
    for group_ in told:
        if not group_.shown:
            yield why_withheld(group_, language)


def _indicators(told: Sequence[Told], stage: Stage, grouping: str, language: Language) -> "Table":
    first = say("fieldwork.all_units", language) if grouping == ALL else label(grouping, language)
    heads = [say(f"representativity.column_{name}", language) for name in ("units", "responded", "rate", "interval")]
    title = say(f"representativity.title_{stage}", language)
    shown = plain_table(title, [first, *heads[:3], "R", heads[3], "CV", "BI1"])
    write = numbers.terminal_numbers(language)
    for one in told:
        figures = [DASH] * 3
        if one.shown and one.indicator is not None:
            known = one.indicator
            span = DASH if known.low is None or known.high is None else write.interval(known.low, known.high, INDEX)
            figures = [write.bare(known.r, INDEX), span, write.bare(known.cv, INDEX)]
        balanced = DASH if one.balance is None else write.bare(one.balance.bi1, INDEX)
        counts = (write.bare(one.n), write.bare(one.responded), write.full(one.rate, numbers.PERCENT))
        shown.add_row(group(one, language), *counts, *figures, balanced)
    return shown


def _partials(found: Sequence[Partial], language: Language) -> "Table":
    names = ("variable", "units", "rate", "unconditional", "interval", "conditional")
    shown = plain_table(
        say("representativity.partials_title", language),
        [say(f"representativity.column_{name}", language) for name in names],
    )
    write = numbers.terminal_numbers(language)
    for one in sorted(found, key=lambda part: -part.pu):
        shown.add_row(
            variable(one.variable, language), "", "", write.bare(one.pu, INDEX), "", write.bare(one.pc, INDEX)
        )
        for part in one.categories:
            bounds = (part.pu - _Z * part.pu_se, part.pu + _Z * part.pu_se)
            shown.add_row(
                f"  {category(one.variable, part.level, language)}",
                write.bare(part.n),
                write.full(part.rate, numbers.PERCENT),
                write.bare(part.pu, INDEX),
                write.interval(*bounds, INDEX),
                write.bare(part.pc, INDEX),
            )
    return shown


def _days(one: Told, language: Language) -> "Table":
    names = ("day", "responded", "rate")
    heads = [say(f"representativity.column_{name}", language) for name in names]
    shown = plain_table(say("representativity.over_time_title", language), [*heads, "R", "BI1", "BI2"])
    write = numbers.terminal_numbers(language)
    for then in one.over_time:
        r = DASH if then.indicator is None or not one.shown else write.bare(then.indicator.r, INDEX)
        found = (DASH, DASH)
        if then.balance is not None:
            found = (write.bare(then.balance.bi1, INDEX), write.bare(then.balance.bi2, INDEX))
        rate = write.full(then.rate, numbers.PERCENT)
        shown.add_row(then.day.isoformat(), write.bare(then.responded), rate, r, *found)
    return shown
