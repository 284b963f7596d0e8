"""Frozen values as JSON and back: every field under its own name, nothing unknown, nothing missing, nothing guessed."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from questionnaires.problems import ProblemError

Kind = TypeVar("Kind")


class DamagedResult(ProblemError):
    """A file of results is not what the program that reads it expects."""

    code = "supervision.damaged_result"


def told(value: Any) -> Any:
    """What a value says, in what JSON knows."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: told(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): told(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [told(one) for one in value]
    return value


def understood(kind: type[Kind], said: object) -> Kind:
    """The value that JSON tells of. Raises DamagedResult."""
    found: Kind = _value(kind, said, kind.__name__)
    return found


def _value(kind: Any, said: Any, place: str) -> Any:  # kinds are annotations, which have no type of their own
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        return _one_of(inner, said, place)
    if origin is tuple:
        return tuple(_value(inner[0], one, f"{place}[{i}]") for i, one in enumerate(_a(list, said, place)))
    if origin is not None and issubclass(origin, Mapping):
        return {key: _value(inner[1], one, f"{place}.{key}") for key, one in _a(dict, said, place).items()}
    if is_dataclass(kind):
        return _record(kind, _a(dict, said, place), place)
    if issubclass(kind, (Enum, datetime, date)):
        return _named(kind, said, place)
    if kind is float and isinstance(said, int) and not isinstance(said, bool):
        return float(said)
    return _a(kind, said, place)


def _record(kind: Any, said: Mapping[str, Any], place: str) -> Any:
    hints = get_type_hints(kind)
    known = {field.name: field for field in fields(kind)}
    if odd := sorted(set(said) - set(known)):
        raise DamagedResult(place=f"{place}.{odd[0]}")
    given = {}
    for name, field in known.items():
        if name in said:
            given[name] = _value(hints[name], said[name], f"{place}.{name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise DamagedResult(place=f"{place}.{name}")
    return kind(**given)


def _one_of(kinds: tuple[Any, ...], said: Any, place: str) -> Any:
    if said is None and type(None) in kinds:
        return None
    for kind in kinds:
        if kind is type(None):
            continue
        try:
            return _value(kind, said, place)
        except DamagedResult:
            continue
    raise DamagedResult(place=place)


def _named(kind: Any, said: Any, place: str) -> Any:
    try:
        return kind(said) if issubclass(kind, Enum) else kind.fromisoformat(_a(str, said, place))
    except ValueError:
        raise DamagedResult(place=place) from None


def _a(kind: type[Kind], said: object, place: str) -> Kind:
    if not isinstance(said, kind) or (isinstance(said, bool) and kind is not bool):
        raise DamagedResult(place=place)
    return said
