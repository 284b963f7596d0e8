"""Answers of any released version under the current names and codes.

A variable that the record's version did not ask is -5 ("not asked in this version"), never empty and never "no". A
variable that the current version no longer has keeps its name and its answers, after the others. What cannot be read
as the current version asks for it is kept in a column of its own, and told.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from questionnaires.answers import Answer, write
from questionnaires.codebook import Variable
from questionnaires.codes import Missing
from questionnaires.contracts import Column, Kind
from questionnaires.history import History, NoSuchVersion, Source
from questionnaires.problems import Problem, Value

Row = Mapping[str, Answer]

_NOT_ASKED: Mapping[Kind, Answer] = {
    Kind.TEXT: Missing.NOT_ASKED_IN_THIS_VERSION.value,
    Kind.WHOLE: int(Missing.NOT_ASKED_IN_THIS_VERSION),
    Kind.NUMBER: float(Missing.NOT_ASKED_IN_THIS_VERSION),
}
_MISSING_CODES = frozenset(code.value for code in Missing)
_SEVERAL = ("select_multiple", "rank")


@dataclass(frozen=True)
class Harmonised:
    """Rows of several versions under one set of columns.

    ``not_asked`` names, by version, the columns that the version did not ask: dates, moments and truths hold no -5, so
    that an empty cell of theirs is told apart here. ``problems`` count what needs a declaration.
    """

    columns: tuple[Column, ...]
    rows: tuple[dict[str, Answer], ...]
    not_asked: Mapping[str, frozenset[str]]
    problems: tuple[Problem, ...]


@dataclass
class _Told:
    """What could not be taken over, counted."""

    codes: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # variable, version, code
    values: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)  # variable, version, type, kept in

    def problems(self) -> Iterable[Problem]:
        for (variable, version, value), n in self.codes.items():
            about: dict[str, Value] = {"variable": variable, "version": version, "value": value, "n": n}
            yield Problem("versions.code_unknown", about)
        for (variable, version, kind, kept), n in self.values.items():
            values: dict[str, Value] = {"variable": variable, "version": version, "type": kind, "kept": kept, "n": n}
            yield Problem("versions.value_unreadable", values)


def harmonise(history: History, version: str, row: Row, within: str = "") -> dict[str, Answer]:
    """One row of a version (of one of its repeats: ``within``, by its current name) under the current names and codes.

    Cells that are no variables (keys, positions) stay as they are. Raises NoSuchVersion.
    """
    return _row(history, version, row, within, _Told())


def harmonised(history: History, rows: Iterable[tuple[str, Row]], within: str = "") -> Harmonised:
    """Rows of any versions, each with the version it was filled with, as one table. Raises NoSuchVersion."""
    told = _Told()
    done = tuple(_row(history, version, row, within, told) for version, row in rows)
    columns = {column.name: column for variable in history.variables(within) for column in variable.columns}
    kept = {name: Column(name, required=False) for *_, name in told.values}
    not_asked = {version: frozenset(_not_asked(history, version, within)) for version in history.versions}
    return Harmonised((*columns.values(), *kept.values()), done, not_asked, tuple(told.problems()))


def _not_asked(history: History, version: str, within: str) -> Iterable[str]:
    sources = history.sources(version, within)
    for variable in history.variables(within):
        source = sources.get(variable.name)
        offered = _offered(source) if source else frozenset()
        for column in variable.columns:
            code = column.name.removeprefix(f"{variable.name}__")
            if source is None or (column.name != variable.name and code not in offered):
                yield column.name


def _offered(source: Source) -> frozenset[str]:
    return frozenset(source.code(choice.name) for choice in source.variable.choices)


def _row(history: History, version: str, row: Row, within: str, told: _Told) -> dict[str, Answer]:
    sources = history.sources(version, within)
    done: dict[str, Answer] = {}
    for variable in history.variables(within):
        source = sources.get(variable.name)
        if source is None:
            done[variable.name] = _NOT_ASKED.get(variable.kind)
            done |= dict.fromkeys(column.name for column in variable.columns[1:])
        else:
            done |= _cell(variable, source, row.get(source.name), version, told)
    theirs = {column.name for source in sources.values() for column in source.variable.columns}
    return {**{name: value for name, value in row.items() if name not in theirs and name not in done}, **done}


def _cell(variable: Variable, source: Source, value: Answer, version: str, told: _Told) -> dict[str, Answer]:
    if value is None:
        return dict.fromkeys(column.name for column in variable.columns)
    if variable.choices and (codes := _codes(variable, source, str(value))):
        return _coded(variable, source, codes, version, told)
    read = None if variable.choices else _as(variable.kind, value)
    if read is not None:
        return {variable.name: read}
    kept = f"{variable.name} ({version})"
    told.values[variable.name, version, variable.type, kept] += 1
    return {**dict.fromkeys(column.name for column in variable.columns), kept: _text(value)}


def _codes(variable: Variable, source: Source, value: str) -> list[str]:
    """The current codes of an answer; none where it is not one the variable could hold (a free text, several codes)."""
    codes = list(dict.fromkeys(map(source.code, value.split() if source.variable.type in _SEVERAL else [value])))
    if not source.variable.choices and value not in _known(variable):
        return []
    return codes if variable.type in _SEVERAL or len(codes) == 1 else []


def _known(variable: Variable) -> frozenset[str]:
    return frozenset(choice.name for choice in variable.choices) | _MISSING_CODES


def _coded(variable: Variable, source: Source, codes: list[str], version: str, told: _Told) -> dict[str, Answer]:
    for code in codes:
        if code not in _known(variable):
            told.codes[variable.name, version, code] += 1
    done: dict[str, Answer] = {variable.name: " ".join(codes)}
    offered = _offered(source)
    for column in variable.columns[1:]:
        code = column.name.removeprefix(f"{variable.name}__")
        done[column.name] = code in codes if code in offered else None  # not offered is missing, never "no"
    return done


def _as(kind: Kind, value: Answer) -> Answer:
    """The value as a column of this kind holds it; None when it cannot without loss."""
    match kind:
        case Kind.TEXT:
            return _text(value)
        case Kind.TRUTH:
            return value if isinstance(value, bool) else None
        case Kind.MOMENT:
            return value if isinstance(value, datetime) else None
        case Kind.DATE:
            return value if isinstance(value, date) and not isinstance(value, datetime) else None
    try:
        number = float(value) if isinstance(value, str | int | float) else None
    except ValueError:
        return None
    if number is None or kind is Kind.NUMBER:
        return number
    return int(number) if number.is_integer() else None


def _text(value: Answer) -> str:
    return str(value) if value is None or (isinstance(value, int) and not isinstance(value, bool)) else write(value)


__all__ = ["Harmonised", "History", "NoSuchVersion", "harmonise", "harmonised"]
