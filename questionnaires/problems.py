"""What is wrong, as values: a code and what it is about; the words are added where somebody reads them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

Value = str | int | float


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong. ``code`` names its wording in the message catalogue (``topic.code``)."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        about = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.code}({about})"


class ProblemError(Exception):
    """Work stopped because of one or several problems. Subclass it once for each kind; never raise it as it is.

    A subclass with a class attribute ``code`` may be raised with values alone: ``UnknownForm(form="x")``.
    """

    code: ClassVar[str] = ""

    def __init__(self, problems: Iterable[Problem] = (), /, **values: Value) -> None:
        self.problems = tuple(problems) or (Problem(self.code, values),)
        super().__init__("; ".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["ProblemError"], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # from one process to another it is the problems that travel
