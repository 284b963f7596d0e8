"""A check: a rule, how it looks, and which tables it needs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis.fieldwork.checks.flag import Flag
from analysis.fieldwork.checks.material import Material
from analysis.fieldwork.checks.rule import Rule

Look = Callable[[Material, Rule], Iterator[Flag]]


@dataclass(frozen=True)
class Check:
    """A rule and how it looks at the tables it needs; without one of them it says nothing."""

    rule: Rule
    look: Look
    needs: tuple[str, ...] = ("interviews",)

    def flags(self, material: Material) -> Iterator[Flag]:
        """What it finds."""
        if not self.rule.off and all(material.has(name) for name in self.needs):
            yield from self.look(material, self.rule)
