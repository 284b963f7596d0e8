"""The catalogue of derived variables: sorts them, adds them layer by layer, and keeps missing missing.

``decide``, ``one_of``, ``answered`` and ``surely`` are the only places where a missing condition is resolved, so
formulas cannot turn "we do not know" into "no" without saying so.
"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar, cast

import narwhals as nw

from analysis.derived import Column, Derived, name_of
from analysis.problems import CircularVariables, UnknownVariable, VariableTwice, WrongColumn
from questionnaires.codes import Missing

Frame = TypeVar("Frame")


class _Nothing(Enum):
    MISSING = "missing"


MISSING = _Nothing.MISSING
Outcome = Column | str | float | bool | _Nothing


def decide(*branches: tuple[Column, Outcome], otherwise: Outcome = MISSING) -> Column:
    """The outcome of the first condition that holds, read in order, as one reads a decision tree.

    A condition that is missing when its turn comes makes the result missing: what follows cannot be decided.
    """
    (condition, outcome), rest = branches[0], branches[1:]
    following: Outcome = decide(*rest, otherwise=otherwise) if rest else otherwise
    if outcome is MISSING:
        return nw.when(~condition).then(_column(following))
    chosen = nw.when(condition).then(_column(outcome))
    return nw.when(~condition.is_null()).then(chosen if following is MISSING else chosen.otherwise(_column(following)))


def one_of(column: Column, codes: Sequence[str]) -> Column:
    """Whether the answer is one of the codes; missing where there is no answer."""
    return nw.when(~column.is_null()).then(column.is_in(list(codes)))


def answered(column: Column) -> Column:
    """The answer, missing where the person did not know or refused (codes -5, -7, -8, -9)."""
    return nw.when(~one_of(column, [code.value for code in Missing])).then(column)


def amount(column: Column) -> Column:
    """An amount or a number of hours: the missing codes below zero are missing, never amounts."""
    return nw.when(column >= 0).then(column.cast(nw.Float64))


def surely(condition: Column) -> Column:
    """True where the condition is known to hold; a missing condition does not prove it."""
    return condition.fill_null(False)


def unknown(column: Column) -> Column:
    """True where the question was not asked, not known or refused."""
    return answered(column).is_null()


def _column(outcome: Outcome) -> Any:  # narwhals' own union of expressions and literals
    return outcome if isinstance(outcome, nw.Expr) else nw.lit(cast(str | float | bool, outcome))


@dataclass(frozen=True)
class Catalogue:
    """The derived variables of a survey. Raises VariableTwice where two carry one name."""

    variables: tuple[Derived, ...]

    def __post_init__(self) -> None:
        names = [variable.name for variable in self.variables]
        for name in names:
            if names.count(name) > 1:
                raise VariableTwice(variable=name)

    def __getitem__(self, name: str) -> Derived:
        return {variable.name: variable for variable in self.variables}[name]

    def layers(self, names: Iterable[str], given: Iterable[str]) -> tuple[tuple[Derived, ...], ...]:
        """The variables needed for the names, grouped so that each layer reads only what lies before it.

        Raises UnknownVariable, CircularVariables, VariableTwice (a column of the file has the name of a variable).
        """
        there = frozenset(given)
        depths: dict[str, int] = {}
        for name in names:
            self._deepen(name, there, depths, path=())
        by_depth = sorted({depth for depth in depths.values() if depth > 0})
        return tuple(tuple(v for v in self.variables if depths.get(v.name) == depth) for depth in by_depth)

    def add(self, frame: Frame, names: Iterable[str] | None = None) -> Frame:
        """The frame with the named variables (all by default) and those they need.

        The frame may be an Arrow table, a Polars frame or a DuckDB relation; the formulas are the same.
        """
        data: Any = nw.from_native(frame)
        wanted = [variable.name for variable in self.variables] if names is None else names
        for layer in self.layers(wanted, data.collect_schema().names()):
            data = _with(data, layer)
        native: Frame = data.to_native()
        return native

    def _deepen(self, name: str, given: frozenset[str], depths: dict[str, int], path: tuple[str, ...]) -> int:
        if name in depths:
            return depths[name]
        if name in path:
            raise CircularVariables(variables=" → ".join((*path[path.index(name) :], name)))
        variable = next((v for v in self.variables if v.name == name), None)
        if variable is None:
            depths[name] = 0 if name in given else self._refuse(name, given, path)
        elif name in given:
            raise VariableTwice(variable=name)
        else:
            depths[name] = 1 + max(
                (self._deepen(need, given, depths, (*path, name)) for need in variable.needs), default=0
            )
        return depths[name]

    def _refuse(self, name: str, given: frozenset[str], path: tuple[str, ...]) -> int:
        known = sorted(given | {variable.name for variable in self.variables})
        raise UnknownVariable(
            variable=name,
            reader=path[-1] if path else "–",
            near=", ".join(difflib.get_close_matches(name, known, n=3)) or "–",
        )


def _with(data: Any, layer: tuple[Derived, ...]) -> Any:  # a frame of narwhals, lazy or not
    try:
        return data.with_columns(*map(_expression, layer))
    except Exception:
        for variable in layer:
            _try(data, variable)
        raise


def _try(data: Any, variable: Derived) -> None:
    """Raise WrongColumn where this is the variable that cannot be computed."""
    try:
        data.with_columns(_expression(variable))
    except Exception as error:
        types = data.collect_schema()
        read = ", ".join(f"{name} ({types[name]})" for name in variable.needs)
        raise WrongColumn(variable=variable.name, columns=read) from error


def _expression(variable: Derived) -> Column:
    value = variable.formula(*map(nw.col, variable.reads))
    if variable.among is not None:
        value = decide((nw.col(name_of(variable.among)), value))
    return value.alias(variable.name)


def needed(variables: Iterable[Derived]) -> Iterator[str]:
    """The columns that a group of variables reads and does not make itself: the questions behind them."""
    own = {variable.name for variable in variables}
    yield from sorted({need for variable in variables for need in variable.needs} - own)
