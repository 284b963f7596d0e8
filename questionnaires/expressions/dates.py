"""Functions on dates and moments, by the interview's own clock and zone."""

import math
from datetime import UTC, date, datetime, time, timedelta

from questionnaires.expressions.problems import EvaluationError
from questionnaires.expressions.scope import Interview
from questionnaires.expressions.values import EPOCH, NAN, Value, read_time, to_date

DAY = 86_400.0
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def now(interview: Interview) -> datetime:
    """The moment on the interview's clock."""
    return interview.now


def today(interview: Interview) -> date:
    """The day on the interview's clock."""
    return interview.now.date()


def day(interview: Interview, value: Value) -> Value:
    """A text, a number of days since 1970 or a moment, as a date; what is no number stays so."""
    if value != value:
        return NAN
    return value.date() if isinstance(value, datetime) else to_date(value, interview.zone)


def moment(interview: Interview, value: Value) -> Value:
    """The same, keeping the time of day; a number keeps its fraction."""
    if value != value:
        return NAN
    if type(value) is float and value == value and -700_000 < value < 2_900_000:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=value)).astimezone(interview.zone)
    return to_date(value, interview.zone)


def instant(interview: Interview, value: date) -> datetime:
    """The moment; a date is its midnight in the interview's zone."""
    return value if isinstance(value, datetime) else datetime.combine(value, time(), tzinfo=interview.zone)


def decimal_date_time(interview: Interview, value: Value) -> float:
    """Days since 1970-01-01 UTC with their fraction. A local midnight east of Greenwich is still the day before."""
    if isinstance(value, float):
        return value
    found = to_date(value, interview.zone)
    return NAN if isinstance(found, str) else instant(interview, found).timestamp() / DAY


def decimal_time(interview: Interview, value: Value) -> float:
    """The part of the day that has passed."""
    if isinstance(value, float):
        return value - math.floor(value) if math.isfinite(value) else NAN
    if isinstance(value, time):
        at = value
    elif isinstance(value, str) and (read := read_time(value, interview.zone)) is not None:
        at = read
    else:
        found = to_date(value, interview.zone)
        if isinstance(found, str):
            return NAN
        at = instant(interview, found).time()
    return (at.hour * 3600 + at.minute * 60 + at.second + at.microsecond / 1e6) / DAY


def format_date(interview: Interview, value: Value, pattern: str) -> str:
    """A date written by a pattern (``%d/%m/%Y``)."""
    return _written(interview, value, pattern)


def format_date_time(interview: Interview, value: Value, pattern: str) -> str:
    """A moment written by a pattern."""
    return _written(interview, value, pattern)


def _written(interview: Interview, value: Value, pattern: str) -> str:
    found = to_date(value, interview.zone)
    if isinstance(found, str):
        return ""
    at = instant(interview, found)
    parts: list[str] = []
    characters = iter(pattern)
    for character in characters:
        parts.append(_escape(at, next(characters, "")) if character == "%" else character)
    return "".join(parts)


def _escape(at: datetime, letter: str) -> str:
    match letter:
        case "%":
            return "%"
        case "Y":
            return f"{at.year:04}"
        case "y":
            return f"{at.year % 100:02}"
        case "m":
            return f"{at.month:02}"
        case "n":
            return str(at.month)
        case "b":
            return _MONTHS[at.month - 1]
        case "d":
            return f"{at.day:02}"
        case "e":
            return str(at.day)
        case "a":
            return _DAYS[at.weekday()]
        case "W":
            return str(at.isocalendar().week)
        case "H":
            return f"{at.hour:02}"
        case "h":
            return str(at.hour)
        case "M":
            return f"{at.minute:02}"
        case "S":
            return f"{at.second:02}"
        case "3":
            return f"{at.microsecond // 1000:03}"
    raise EvaluationError("date pattern")


def days_since_epoch(value: date) -> int:
    """Whole local days since 1970-01-01."""
    return value.toordinal() - EPOCH
