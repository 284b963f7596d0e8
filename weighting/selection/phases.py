"""The second phase: of the units listed and screened in the first, a sample of each class is kept to be worked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questionnaires.problems import Problem, Value
from weighting.selection.chance import chance
from weighting.selection.problems import UnusableSamplingDesign


@dataclass(frozen=True, slots=True)
class Kept:
    """A unit of the second phase, and its probability given the first: n2 / n1 of its class."""

    unit_id: str
    p: float


def second_phase(
    units: Sequence[str], classes: Sequence[str], wanted: Mapping[str, int], seed: int
) -> tuple[Kept, ...]:
    """A simple random sample of each class; ``wanted`` units of it, or all where it has no more.

    The draw of a class depends neither on the other classes nor on the order of the units. Raises
    UnusableSamplingDesign where a unit comes twice, or a class is wanted nowhere: its units would stand for nobody.
    """
    members: dict[str, list[str]] = {}
    for unit, name in zip(units, classes, strict=True):
        members.setdefault(name, []).append(unit)
    if len(set(units)) < len(units):
        raise _refused("unit_twice", unit=next(unit for unit in units if list(units).count(unit) > 1))
    if without := [name for name in members if wanted.get(name, 0) < 1]:
        raise _refused("class_without_size", name=without[0])
    kept = []
    for name, inside in members.items():
        n = min(wanted[name], len(inside))
        taken = chance(seed, "second phase", name).permutation(len(inside))[:n]
        ordered = sorted(inside)
        kept += [Kept(ordered[place], n / len(inside)) for place in taken.tolist()]
    return tuple(sorted(kept, key=lambda one: one.unit_id))


def _refused(kind: str, **values: Value) -> UnusableSamplingDesign:
    return UnusableSamplingDesign([Problem(f"selection.{kind}", values)])
