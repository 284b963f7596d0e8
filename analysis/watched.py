"""What the checks must know of a questionnaire: which answers they never look at, gates, amounts, where values heap."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Heaping:
    """A value that people round: to multiples of ``unit``, or to one of the ``values``."""

    variable: str
    unit: float = 0.0
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class Watched:
    """The content of one survey for its checks. Variables that the export does not hold are passed over."""

    sensitive: frozenset[str] = frozenset()  # never read: neither compared nor counted nor shown
    not_compared: frozenset[str] = frozenset()  # known without an interview, calculated, or the interviewer's own
    consent: str = ""
    age: str = "age"
    least_age: str = ""  # variable with the least age of an interview
    language: str = ""
    gates: Mapping[str, str] = field(default_factory=dict)  # question, and the answer that closes what it opens
    amounts: Mapping[str, str] = field(default_factory=dict)  # amount, and the question that says of which kind it is
    means: tuple[str, ...] = ()  # variables whose level is compared between interviewers
    other_code: str = ""  # of "other, specify"
    person: tuple[str, ...] = ()  # variables that say who somebody is, as far as an export tells
    grids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # questions answered on one scale
    heaping: tuple[Heaping, ...] = ()
    benford: tuple[str, ...] = ()
    factual: tuple[str, ...] = ()  # items whose answer must not depend on who asks
    thresholds: Mapping[str, Mapping[str, Any]] = field(
        default_factory=dict
    )  # of rules, where they are not the default

    def reads(self, variable: str) -> bool:
        """Whether the checks may look at a column at all; a choice of a question goes with its question."""
        return variable.partition("__")[0] not in self.sensitive


def read_watched(path: Path) -> Watched:
    """The content from its file."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Watched(
        sensitive=frozenset(told["sensitive"]),
        not_compared=frozenset(told["not_compared"]),
        consent=told["consent"],
        age=told["age"],
        least_age=told["least_age"],
        language=told["language"],
        gates=told["gates"],
        amounts=told["amounts"],
        means=tuple(told["means"]),
        other_code=told["other_code"],
        person=tuple(told["person"]),
        grids={name: tuple(items) for name, items in told["grids"].items()},
        heaping=tuple(_heaping(name, how) for name, how in told["heaping"].items()),
        benford=tuple(told["benford"]),
        factual=tuple(told["factual"]),
        thresholds=told["thresholds"],
    )


def _heaping(name: str, how: Mapping[str, Any]) -> Heaping:
    return Heaping(name, float(how.get("unit", 0)), tuple(map(float, how.get("values", ()))))
