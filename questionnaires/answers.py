"""One answer between its text in a record and its typed value, by the type its question declares."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, tzinfo

from questionnaires.expressions.values import Value, number_to_text, read_date, read_time, to_text
from questionnaires.form import Node

_WHOLE = re.compile(r"[+-]?\d{1,10}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_POINT = re.compile(r"[+-]?\d+(\.\d+)?( [+-]?\d+(\.\d+)?){1,3}", re.ASCII)
_TRUTHS = {"true": True, "1": True, "false": False, "0": False}

Answer = str | int | float | bool | date | time | None  # as tables hold it; None when there is none


def read(node: Node, text: str, zone: tzinfo) -> Value | None:
    """The value of a text that is not empty; None when it is not of the question's type."""
    reader = _READERS.get(node.datatype)
    return text if reader is None else reader(text, zone)


def _whole(text: str, _zone: tzinfo) -> float | None:
    return float(text) if _WHOLE.fullmatch(text) and -(2**31) <= int(text) < 2**31 else None


def _decimal(text: str, _zone: tzinfo) -> float | None:
    return float(text) if _DECIMAL.fullmatch(text) else None


def _day(text: str, zone: tzinfo) -> date | None:
    found = read_date(text, zone)
    return None if isinstance(found, datetime) else found


def _moment(text: str, zone: tzinfo) -> datetime | None:
    found = read_date(text, zone)
    if found is None or isinstance(found, datetime):
        return found
    return datetime.combine(found, time(), tzinfo=zone)


def _truth(text: str, _zone: tzinfo) -> bool | None:
    return _TRUTHS.get(text.lower())


def _point(text: str, _zone: tzinfo) -> str | None:
    return text if _POINT.fullmatch(text) else None


def _points(text: str, _zone: tzinfo) -> str | None:
    points = [part.strip() for part in text.split(";") if part.strip()]
    return text if points and all(_POINT.fullmatch(point) for point in points) else None


_READERS: Mapping[str, Callable[[str, tzinfo], Value | None]] = {
    "int": _whole,
    "long": _whole,
    "decimal": _decimal,
    "date": _day,
    "dateTime": _moment,
    "time": read_time,
    "boolean": _truth,
    "geopoint": _point,
    "geotrace": _points,
    "geoshape": _points,
}


def write(value: Value) -> str:
    """The text of a value as a device sends it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return number_to_text(value) if isinstance(value, float) else to_text(value)


def given(node: Node, value: object, zone: tzinfo) -> Value | None:
    """A Python value given as an answer; None when it is not of the question's type."""
    match value:
        case None:
            return ""
        case datetime() if node.datatype == "date":
            return value.date()
        case bool() if node.datatype != "boolean":
            return read(node, "1" if value else "0", zone)
        case int() | float() if not isinstance(value, bool):
            return read(node, repr(value), zone)
        case list() | tuple():
            return " ".join(str(code) for code in value)
        case bool() | date() | time():
            return value if node.datatype not in ("int", "decimal") else None
    text = " ".join(str(value).split()) if node.type == "select_multiple" else str(value).strip()
    return read(node, text, zone) if text else ""


def answer(node: Node, value: Value) -> Answer:
    """A value as tables hold it: whole numbers as int, moments in UTC, codes and texts as text, nothing as None."""
    if value == "":
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, float) and node.datatype in ("int", "long"):
        return int(value)
    if isinstance(value, float) and node.datatype != "decimal":
        return write(value)
    return write(value) if isinstance(value, bool) and node.datatype != "boolean" else value
