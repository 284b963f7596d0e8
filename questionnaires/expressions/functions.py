"""The table of functions: name, what goes in and comes out, and its section of the ODK XForms specification."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.expressions import checklists, dates, encodings, numbers, places, texts
from questionnaires.expressions.values import Kind

SPECIFICATION = "https://getodk.github.io/xforms-spec/"


@dataclass(frozen=True, slots=True)
class Function:
    """One function. ``takes`` are the kinds of its arguments; ``further`` ones may follow."""

    apply: Callable[..., Any]  # arguments are converted to ``takes`` before; the signature differs by function
    takes: tuple[Kind, ...]
    gives: Kind
    section: str
    least: int = -1  # fewest arguments; all of ``takes`` when not said
    further: bool = False
    pairs: bool = False  # two further ones are two nodesets of the same length
    interview: bool = False  # the interview comes first: its clock, zone or dice
    volatile: bool = False  # another value at another moment: never recomputed against a record

    @property
    def fewest(self) -> int:
        """The fewest arguments it may be given."""
        return len(self.takes) if self.least < 0 else self.least


T, N, B, D, A, S = Kind.TEXT, Kind.NUMBER, Kind.TRUTH, Kind.DATE, Kind.ANY, Kind.NODES

FUNCTIONS: Mapping[str, Function] = {
    # texts
    "string": Function(texts.same, (T,), T, "#fn:string"),
    "concat": Function(texts.concat, (), T, "#fn:concat", further=True),
    "join": Function(texts.join, (T,), T, "#fn:join", further=True),
    "string-length": Function(texts.length, (T,), N, "#fn:string-length"),
    "substr": Function(texts.substr, (T, N, N), T, "#fn:substr", least=2),
    "substring-before": Function(texts.before, (T, T), T, "#fn:substring-before"),
    "substring-after": Function(texts.after, (T, T), T, "#fn:substring-after"),
    "contains": Function(texts.contains, (T, T), B, "#fn:contains"),
    "starts-with": Function(texts.starts_with, (T, T), B, "#fn:starts-with"),
    "ends-with": Function(texts.ends_with, (T, T), B, "#fn:ends-with"),
    "normalize-space": Function(texts.normalize_space, (T,), T, "#fn:normalize-space"),
    "translate": Function(texts.translate, (T, T, T), T, "#fn:translate"),
    "regex": Function(texts.regex, (T, T), B, "#fn:regex"),
    # answers of several choices
    "selected": Function(texts.selected, (T, T), B, "#fn:selected"),
    "selected-at": Function(texts.selected_at, (T, N), T, "#fn:selected-at"),
    "count-selected": Function(texts.count_selected, (T,), N, "#fn:count-selected"),
    "is-selected": Function(texts.selected, (T, T), B, "#fn:is-selected"),
    "checklist": Function(checklists.checklist, (N, N), B, "#fn:checklist", further=True),
    "weighted-checklist": Function(
        checklists.weighted_checklist, (N, N), B, "#fn:weighted-checklist", further=True, pairs=True
    ),
    # truths
    "true": Function(numbers.true, (), B, "#fn:true"),
    "false": Function(numbers.false, (), B, "#fn:false"),
    "not": Function(numbers.negate, (B,), B, "#fn:not"),
    "boolean": Function(texts.same, (B,), B, "#fn:boolean"),
    "boolean-from-string": Function(numbers.truth_from_text, (T,), B, "#fn:boolean-from-string"),
    # numbers
    "number": Function(texts.same, (N,), N, "#fn:number"),
    "int": Function(numbers.whole, (N,), N, "#fn:int"),
    "round": Function(numbers.rounded, (N, N), N, "#fn:round", least=1),
    "abs": Function(abs, (N,), N, "#fn:abs"),
    "pow": Function(numbers.power, (N, N), N, "#fn:pow"),
    "sqrt": Function(numbers.square_root, (N,), N, "#fn:sqrt"),
    "exp": Function(numbers.exponential, (N,), N, "#fn:exp"),
    "log": Function(numbers.logarithm, (N,), N, "#fn:log"),
    "log10": Function(numbers.decimal_logarithm, (N,), N, "#fn:log10"),
    "exp10": Function(numbers.decimal_exponential, (N,), N, "#fn:exp10"),
    "sin": Function(numbers.sine, (N,), N, "#fn:sin"),
    "cos": Function(numbers.cosine, (N,), N, "#fn:cos"),
    "tan": Function(numbers.tangent, (N,), N, "#fn:tan"),
    "asin": Function(numbers.arc_sine, (N,), N, "#fn:asin"),
    "acos": Function(numbers.arc_cosine, (N,), N, "#fn:acos"),
    "atan": Function(math.atan, (N,), N, "#fn:atan"),
    "atan2": Function(math.atan2, (N, N), N, "#fn:atan2"),
    "pi": Function(numbers.pi, (), N, "#fn:pi"),
    "random": Function(numbers.random, (), N, "#fn:random", interview=True, volatile=True),
    # nodesets
    "sum": Function(numbers.total, (S,), N, "#fn:sum"),
    "min": Function(numbers.least, (), N, "#fn:min", further=True),
    "max": Function(numbers.greatest, (), N, "#fn:max", further=True),
    "count": Function(numbers.count, (S,), N, "#fn:count"),
    "count-non-empty": Function(numbers.count_non_empty, (S,), N, "#fn:count-non-empty"),
    # dates
    "today": Function(dates.today, (), D, "#fn:today", interview=True, volatile=True),
    "now": Function(dates.now, (), D, "#fn:now", interview=True, volatile=True),
    "date": Function(dates.day, (A,), D, "#fn:date", interview=True),
    "date-time": Function(dates.moment, (A,), D, "#fn:date-time", interview=True),
    "decimal-date-time": Function(dates.decimal_date_time, (A,), N, "#fn:decimal-date-time", interview=True),
    "decimal-time": Function(dates.decimal_time, (A,), N, "#fn:decimal-time", interview=True),
    "format-date": Function(dates.format_date, (A, T), T, "#fn:format-date", interview=True),
    "format-date-time": Function(dates.format_date_time, (A, T), T, "#fn:format-date-time", interview=True),
    # places
    "area": Function(places.area, (S,), N, "#fn:area"),
    "enclosed-area": Function(places.area, (S,), N, "#fn:area"),
    "distance": Function(places.distance, (), N, "#fn:distance", further=True),
    "geofence": Function(places.geofence, (T, S), B, "#fn:geofence"),
    "intersects": Function(places.intersects, (S,), B, "#fn:intersects", interview=True),
    # others
    "digest": Function(encodings.digest, (T, T, T), T, "#fn:digest", least=2),
    "base64-decode": Function(encodings.base64_decode, (T,), T, "#fn:base64-decode"),
    "uuid": Function(texts.uuid, (N,), T, "#fn:uuid", least=0, interview=True, volatile=True),
    "property": Function(texts.unknown, (T,), T, "#fn:property", volatile=True),
    "extract-signed": Function(texts.unknown, (T, T), T, "#fn:extract-signed", volatile=True),
}

# Evaluated by the compiler itself: they choose which argument to evaluate, or need the question they stand at.
SPECIAL: Mapping[str, tuple[int, int, str]] = {  # fewest and most arguments, section
    "if": (3, 3, "#fn:if"),
    "coalesce": (2, 2, "#fn:coalesce"),
    "once": (1, 1, "#fn:once"),
    "position": (0, 1, "#fn:position"),
    "indexed-repeat": (3, 11, "#fn:indexed-repeat"),
    "randomize": (1, 2, "#fn:randomize"),
    "version": (0, 0, "#fn:version"),
    "depend": (1, 10_000, "#fn:depend"),
    "jr:itext": (1, 1, "#fn:jr:itext"),
    "jr:choice-name": (2, 2, "#fn:jr:choice-name"),
    "pulldata": (4, 4, "#fn:pulldata"),
}
