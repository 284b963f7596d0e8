"""What the rules look at: the rows of a form with what is around them, its lists, languages and expressions."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from questionnaires.expressions.problems import ExpressionError
from questionnaires.expressions.syntax import Expression
from questionnaires.linting.findings import Place
from questionnaires.linting.reading import references, tree
from questionnaires.problems import Problem
from questionnaires.sheet_columns import MEDIA, TRANSLATED, base
from questionnaires.sheets import Sheet, Sheets

EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "repeat_count", "required", "read_only")
WORDS_OF_TRUTH = ("yes", "no", "true", "false", "true()", "false()")
UNSEEN = frozenset(
    {"calculate", "hidden", "start", "end", "today", "deviceid", "username", "email", "phonenumber", "simserial"}
    | {"subscriberid", "audit", "csv-external", "xml-external", "start-geopoint", "background-audio"}
    | {"background-geopoint", "imei"}
)

_SELECT = re.compile(
    r"(?P<kind>select[_ ]one|select1|select[_ ]multiple|select all that apply|rank)"
    r"(?P<file>[_ ]from[_ ]file|[_ ]external)?(?: from)?"
    r"\s+(?P<list>\S+|\$\{[^}]*\})(?P<other>\s+or[_ ](specify )?other)?$"
)
_KINDS = {"select one": "select_one", "select1": "select_one", "select all that apply": "select_multiple"}
_KINDS |= {"select multiple": "select_multiple"}
_CALL = re.compile(r"[a-z][\w:-]*\(.*\)", re.DOTALL)


@dataclass(frozen=True, eq=False)
class Entry:
    """One row of the survey sheet. ``around`` are the groups and repeats it lies in, outermost first."""

    row: int
    type: str  # "select_one", "integer", "begin group", "end repeat"
    list_name: str
    name: str
    cells: Mapping[str, str]
    around: tuple["Entry", ...] = ()
    in_file: bool = False  # its choices come from a file
    or_other: bool = False
    sheet: str = "survey"

    @property
    def opens(self) -> bool:
        """Does it begin a group or a repeat?"""
        return self.type.startswith("begin ")

    @property
    def closes(self) -> bool:
        """Does it end one?"""
        return self.type.startswith("end ")

    def place(self, column: str = "") -> Place:
        """A cell of this row."""
        return Place(self.sheet, self.row, column, self.name)


@dataclass(frozen=True)
class Written:
    """An expression of a row: its tree, or what is wrong with it."""

    entry: Entry
    column: str
    source: str
    tree: Expression | None
    problems: tuple[Problem, ...] = ()

    @property
    def place(self) -> Place:
        """Its cell."""
        return self.entry.place(self.column)


@dataclass(frozen=True, eq=False)
class Subject:
    """A form as its author wrote it."""

    sheets: Sheets

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The rows of the survey sheet, in order."""
        return tuple(_entries(self.sheets.survey))

    @cached_property
    def questions(self) -> tuple[Entry, ...]:
        """The rows that are no end of a group."""
        return tuple(entry for entry in self.entries if not entry.closes)

    @cached_property
    def named(self) -> Mapping[str, tuple[Entry, ...]]:
        """The rows of each name; more than one where a name is used twice."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.questions:
            if entry.name:
                found[entry.name].append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    def one(self, name: str) -> Entry | None:
        """The row of a name that only one row has."""
        entries = self.named.get(name, ())
        return entries[0] if len(entries) == 1 else None

    @cached_property
    def lists(self) -> Mapping[str, tuple[tuple[int, Mapping[str, str]], ...]]:
        """The rows of each list of choices, with their number."""
        found: dict[str, list[tuple[int, Mapping[str, str]]]] = defaultdict(list)
        for number, row in self.sheets.choices.numbered():
            found[row.get("list_name", "")].append((number, row))
        return {name: tuple(rows) for name, rows in found.items()}

    def codes(self, entry: Entry) -> frozenset[str] | None:
        """All codes that a question may be answered with; None where the form does not say."""
        if entry.in_file or "search(" in entry.cells.get("appearance", "") or entry.list_name not in self.lists:
            return None
        other = {"other"} if entry.or_other else set()
        return frozenset(row.get("name", "") for _, row in self.lists[entry.list_name]) | other

    @cached_property
    def written(self) -> tuple[Written, ...]:
        """Every expression of the survey sheet, and the one that names an interview."""
        return tuple(one for entry in (*self.questions, *self._naming) for one in _written(entry))

    @property
    def _naming(self) -> tuple[Entry, ...]:
        cells = {"instance_name": self.sheets.form.get("instance_name", "")}
        return (Entry(self.settings_row, "instance_name", "", "", cells, sheet="settings"),)

    @property
    def settings_row(self) -> int:
        """The row of the settings sheet that says something."""
        return next((number for number, _ in self.sheets.settings.numbered()), 2)

    @cached_property
    def readable(self) -> tuple[tuple[Written, Expression], ...]:
        """The expressions whose syntax is right, each with its tree."""
        return tuple((one, one.tree) for one in self.written if one.tree is not None)

    def expression(self, entry: Entry, column: str) -> Expression | None:
        """One expression of a row; None where it has none that can be read."""
        return self._trees.get((entry.row, column))

    @cached_property
    def _trees(self) -> Mapping[tuple[int, str], Expression]:
        return {(one.entry.row, one.column): tree for one, tree in self.readable}

    @cached_property
    def default_language(self) -> str:
        """The language of the settings; "" where they say none."""
        return self.sheets.form.get("default_language", "")

    def languages(self, sheet: Sheet) -> tuple[str, ...]:
        """The languages of a sheet, as its columns write them, in order."""
        found = (_language(column, self.default_language) for column in sheet.columns if _is_translated(column))
        return tuple(dict.fromkeys(found))

    @cached_property
    def every_language(self) -> tuple[str, ...]:
        """The languages of the form; empty where it speaks only one that it does not name."""
        found = dict.fromkeys((*self.languages(self.sheets.survey), *self.languages(self.sheets.choices)))
        return tuple(language for language in found if language)


def translations(sheet: Sheet, column: str, default: str) -> Mapping[str, str]:
    """Language to column, for a column that is translated (``label``)."""
    return {_language(name, default): name for name in sheet.columns if base(name) == column}


def _is_translated(column: str) -> bool:
    return base(column) in (*TRANSLATED, *MEDIA)


def _language(column: str, default: str) -> str:
    return column.partition("::")[2] or default


def _entries(survey: Sheet) -> Iterator[Entry]:
    around: list[Entry] = []
    for number, cells in survey.numbered():
        if cells.get("disabled", "").lower() in ("yes", "true"):
            continue
        written = " ".join(cells.get("type", "").split())
        name = cells.get("name", "")
        if border := re.fullmatch(r"(begin|end)[_ ](group|repeat|lgroup|loop)", written, re.IGNORECASE):
            kind = "group" if border[2].lower() == "group" else "repeat"
            entry = Entry(number, f"{border[1].lower()} {kind}", "", name, cells, tuple(around))
            if entry.opens:
                around.append(entry)
            elif around and around[-1].type == f"begin {kind}":
                around.pop()
            yield entry
        elif select := _SELECT.fullmatch(written):
            kind = _KINDS.get(select["kind"].replace("_", " "), select["kind"])
            in_file = bool(select["file"]) or select["list"].startswith("${")
            yield Entry(number, kind, select["list"], name, cells, tuple(around), in_file, bool(select["other"]))
        else:
            yield Entry(number, written, "", name, cells, tuple(around))


def _written(entry: Entry) -> Iterator[Written]:
    for column in (*EXPRESSIONS, "default", "instance_name"):
        source = entry.cells.get(column, "")
        if not source or (column in ("required", "read_only") and source.lower() in WORDS_OF_TRUTH):
            continue
        if column == "default" and not (references(source) or _CALL.fullmatch(source)):
            continue
        try:
            yield Written(entry, column, source, tree(source))
        except ExpressionError as wrong:
            yield Written(entry, column, source, None, wrong.problems)
