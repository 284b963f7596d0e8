"""The values an expression meets and how one kind becomes another, as JavaRosa converts them.

An answer that is not there is the empty text. A date counts as whole days since 1970 in the interview's own zone, and
so does a moment: ``. <= now()`` compares days, not seconds.
"""

import math
import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import StrEnum

from questionnaires.expressions.problems import EvaluationError

Value = str | float | bool | date | time

EPOCH = date(1970, 1, 1).toordinal()
NAN = math.nan
TOLERANCE = 1e-12  # JavaRosa takes two numbers closer than this for the same

_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](.+))?", re.ASCII)
_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:(Z)|([+-])(\d{2})(?::?(\d{2}))?)?",
    re.ASCII,
)


class Kind(StrEnum):
    """What an expression is known to give before it is evaluated."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    DATE = "date"
    ANY = "any"
    NODES = "nodes"


def to_number(value: Value) -> float:
    """XPath 1.0 4.4; dates and moments as whole local days since 1970; anything else is not a number."""
    if type(value) is float:
        return value
    if isinstance(value, str):
        return text_to_number(value)
    if isinstance(value, date):
        return float(value.toordinal() - EPOCH)
    if isinstance(value, time):
        return 0.0
    return float(value)


def text_to_number(text: str) -> float:
    """A text as a number: digits, one point and a minus only, spaces around them allowed."""
    return float(text) if _NUMBER.fullmatch(text := text.strip()) else NAN


def to_truth(value: Value) -> bool:
    """XPath 1.0 4.3: not zero, not the empty text."""
    if type(value) is bool:
        return value
    if isinstance(value, float):
        return abs(value) > TOLERANCE  # false for NaN
    return value != "" if isinstance(value, str) else True


def to_text(value: Value) -> str:
    """XPath 1.0 4.2, numbers as Java writes them (``1.0E11``)."""
    if type(value) is str:
        return value
    if type(value) is bool:
        return "true" if value else "false"
    if isinstance(value, float):
        return number_to_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else time_to_text(value) if isinstance(value, time) else value


def number_to_text(number: float) -> str:
    """A number as Java's ``Double.toString``, whole numbers of up to nine digits without a point."""
    if number != number:
        return "NaN"
    if abs(number) < TOLERANCE:
        return "0"
    if abs(number) < 2**31 and abs(number - int(number)) < TOLERANCE:
        return str(int(number))
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if 1e-3 <= abs(number) < 1e7:
        return repr(number)
    return _scientific(number)


def _scientific(number: float) -> str:
    sign, figures, exponent = Decimal(repr(number)).as_tuple()
    digits = "".join(map(str, figures)).rstrip("0") or "0"
    return f"{'-' if sign else ''}{digits[0]}.{digits[1:] or '0'}E{int(exponent) + len(figures) - 1}"


def time_to_text(value: time) -> str:
    """A time of day as forms write it."""
    return value.isoformat("milliseconds")


def equal(a: Value, b: Value) -> bool:
    """Single-value equality: as truths if one is, else as numbers if one is, else as texts."""
    if type(a) is str and type(b) is str:
        return a == b
    if type(a) is bool or type(b) is bool:
        return to_truth(a) == to_truth(b)
    if type(a) is float or type(b) is float:
        return same_number(to_number(a), to_number(b))
    return to_text(a) == to_text(b)


def same_number(a: float, b: float) -> bool:
    """Equal within what JavaRosa tolerates; never when one is not a number."""
    return a == b or abs(a - b) < TOLERANCE


def read_date(text: str, zone: tzinfo) -> date | None:
    """A date, or a moment carried to the interview's zone; None when the text is neither."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day, clock = found.groups()
    try:
        whole = date(int(year), int(month), int(day))
        if clock is None:
            return whole
        at = read_time(clock, zone)
        return None if at is None else datetime.combine(whole, at).astimezone(zone)
    except (ValueError, OverflowError):
        return None


def read_time(text: str, zone: tzinfo) -> time | None:
    """A time of day with its offset (the interview's zone when none is written); None when it is not one."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second, fraction, utc, sign, off_hours, off_minutes = found.groups()
    offset: tzinfo = zone
    if utc or sign:
        shift = timedelta(hours=int(off_hours or 0), minutes=int(off_minutes or 0))
        if shift >= timedelta(hours=24):
            return None
        offset = timezone(-shift if sign == "-" else shift)
    try:
        microsecond = int((fraction or "0").ljust(6, "0")[:6])
        return time(int(hour), int(minute), int(second or 0), microsecond, tzinfo=offset)
    except ValueError:
        return None


def to_date(value: Value, zone: tzinfo) -> date | str:
    """A date or moment; the empty text stays empty. Raises EvaluationError when the value is no date."""
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        if value == "":
            return ""
        found = read_date(value, zone)
        if found is None:
            raise EvaluationError("not a date")
        return found
    if isinstance(value, float):
        return number_to_date(value)
    raise EvaluationError("not a date")


def number_to_date(days: float) -> date | str:
    """The date so many whole days after 1970-01-01; empty when the number is none."""
    if days != days:
        return ""
    if not -700_000 < days < 2_900_000:
        raise EvaluationError("no such date")
    return date.fromordinal(EPOCH + math.trunc(days))
