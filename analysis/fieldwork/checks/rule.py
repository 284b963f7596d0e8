"""A rule of the checks as a value: what it looks at, when it speaks, who does what about it, how soon."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """What a rule looks at."""

    INTERVIEW = "interview"
    INTERVIEWER = "interviewer"
    PSU = "psu"
    SURVEY = "survey"


class Severity(StrEnum):
    """How much it presses."""

    RED = "red"
    AMBER = "amber"
    INFO = "info"


class Owner(StrEnum):
    """Who is to act."""

    SUPERVISOR = "supervisor"
    QUALITY = "quality"
    DATA = "data"
    SAMPLING = "sampling"
    OPERATIONS = "operations"
    INTERVIEWER = "interviewer"


TOPIC = "quality"  # of the message catalogue


@dataclass(frozen=True)
class Rule:
    """One rule. ``default`` are its thresholds by name, ``source`` where they come from; surveys may change them.

    ``independent`` rules may together make an interview doubtful: each rests on evidence of its own. A rule that is
    ``off`` runs only where a survey asks for it.
    """

    code: str
    level: Level
    severity: Severity
    owner: Owner
    due_hours: float
    source: str
    default: Mapping[str, float] = field(default_factory=dict)
    independent: bool = False
    off: bool = False

    @property
    def title(self) -> str:
        """The code of its name in the message catalogue."""
        return f"{TOPIC}.{self.code}"

    @property
    def action(self) -> str:
        """The code of the sentence that says what to do."""
        return f"{TOPIC}.{self.code}_action"

    @property
    def why(self) -> str:
        """The code of the sentence that says what was seen."""
        return f"{TOPIC}.{self.code}_why"

    def at(self, name: str) -> float:
        """One threshold."""
        return self.default[name]

    def with_thresholds(self, changed: Mapping[str, Any]) -> "Rule":
        """The same rule with the thresholds of a survey; ``off`` switches it."""
        values = {name: float(value) for name, value in changed.items() if name != "off"}
        return replace(self, default={**self.default, **values}, off=bool(changed.get("off", self.off)))
