"""A derived variable: a function whose parameters are the variables it reads."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, Union

import narwhals as nw

Column: TypeAlias = nw.Expr
Formula = Callable[..., Column]
Variable = Union["Derived", str]  # a derived variable, or the name of a column that is already there


@dataclass(frozen=True)
class Derived:
    """One derived variable: what it reads, among whom it exists, and the standard it follows.

    Outside its universe (``among`` false), and where the universe is not known, the variable is missing.
    """

    name: str
    reads: tuple[str, ...]
    formula: Formula
    among: Variable | None = None
    reference: str = ""

    @property
    def needs(self) -> tuple[str, ...]:
        """The variables that must be there before this one: its parameters and its universe."""
        return self.reads if self.among is None else (*self.reads, name_of(self.among))

    @property
    def definition(self) -> str:
        """What the docstring of the formula says, in one line."""
        return " ".join(inspect.cleandoc(self.formula.__doc__ or "").split("\n\n")[0].split())


def derived(*, among: Variable | None = None, reference: str = "") -> Callable[[Formula], Derived]:
    """Make a derived variable of a function, named like it and reading the variables its parameters name."""

    def declare(formula: Formula) -> Derived:
        reads = tuple(inspect.signature(formula).parameters)
        return Derived(formula.__name__, reads, formula, among, reference)

    return declare


def name_of(variable: Variable) -> str:
    """The column that holds a variable."""
    return variable if isinstance(variable, str) else variable.name
