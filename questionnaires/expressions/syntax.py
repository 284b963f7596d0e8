"""The parts of an expression: what the parser makes and the compiler reads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text."""

    value: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one precedence in a row, ``a - b + c``: kept flat so that long chains nest nothing."""

    first: "Expression"
    rest: tuple[tuple[str, "Expression"], ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """``- a``."""

    of: "Expression"


@dataclass(frozen=True, slots=True)
class Call:
    """A function applied to its arguments."""

    name: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: a name, ``.``, ``..`` or ``*``, and its predicates."""

    name: str
    predicates: tuple["Expression", ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A location path. ``start`` is ``/`` (absolute), ``""`` (relative), or ``current()`` / ``instance('x')``."""

    start: str | Call
    steps: tuple[Step, ...]


Expression = Number | Text | Chain | Negation | Call | Path
