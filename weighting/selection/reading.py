"""Reading a table of a design file: each entry by its name and type, and nothing that nobody knows."""

from collections.abc import Mapping
from typing import Any

from questionnaires.problems import Problem, Value
from weighting.selection.problems import UnusableSamplingDesign


class Entries:
    """The entries of one table of a design file; ``where`` is its name as the file writes it."""

    def __init__(self, values: Mapping[str, Any], where: str = "", known: tuple[str, ...] = ()) -> None:
        self.values, self.where = values, where
        if known and (strangers := [name for name in values if name not in known]):
            raise refused("entry_unknown", entry=self._named(strangers[0]), known=", ".join(known))

    def table(self, name: str, known: tuple[str, ...] = ()) -> "Entries | None":
        """A table inside this one, None where it is not there."""
        value = self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self._wrong(name, "table")
        return Entries(value, self._named(name), known)

    def tables(self, name: str, known: tuple[str, ...]) -> list["Entries"]:
        """Tables of one name, ``[[name]]``."""
        values = self.values.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self._wrong(name, "tables")
        return [Entries(value, self._named(name), known) for value in values]

    def text(self, name: str, default: str | None = None) -> str:
        """A text; it must be there where there is no default."""
        value = self.values.get(name, default)
        if not isinstance(value, str) or (not value and default is None):
            raise self._wrong(name, "text")
        return value

    def texts(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts."""
        value = self.values.get(name, list(default))
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self._wrong(name, "texts")
        return tuple(value)

    def whole(self, name: str, default: int | None = None, fewest: int = 0) -> int:
        """A whole number, not below the fewest."""
        value = self.values.get(name, default)
        if not _is_whole(value) or value < fewest:
            raise self._wrong(name, "whole", fewest)
        return int(value)

    def wholes(self, name: str) -> dict[str, int]:
        """Names with whole numbers from 0."""
        value = self.values.get(name)
        if not isinstance(value, dict) or not value or not all(_is_whole(one) and one >= 0 for one in value.values()):
            raise self._wrong(name, "wholes")
        return dict(value)

    def number(
        self, name: str, default: float | None = None, *, above: float = 0.0, most: float = float("inf")
    ) -> float:
        """A number above one bound and up to another."""
        value = self.values.get(name, default)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not above < value <= most
            or value == most == float("inf")
        ):
            raise self._wrong(name, "number", above)
        return float(value)

    def amount(self, name: str) -> float:
        """A number of zero or more; it must be there."""
        return self.number(name, above=-1e-300)

    def truth(self, name: str) -> bool:
        """True or false; false where it is not there."""
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            raise self._wrong(name, "truth")
        return value

    def one_of(self, name: str, words: tuple[str, ...], default: str | None = None) -> str:
        """One of some words."""
        value = self.values.get(name, default)
        if value not in words:
            raise refused("entry_word", entry=self._named(name), known=", ".join(words))
        return str(value)

    def _named(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def _wrong(self, name: str, kind: str, least: float = 0) -> UnusableSamplingDesign:
        found = str(self.values.get(name, "-"))[:60]
        return refused(f"entry_{kind}", entry=self._named(name), found=found, least=least)


def _is_whole(value: Any) -> bool:  # any value of a file
    return isinstance(value, int) and not isinstance(value, bool)


def refused(kind: str, **values: Value) -> UnusableSamplingDesign:
    """What is wrong with a design file, as an error."""
    return UnusableSamplingDesign([Problem(f"selection.{kind}", values)])
