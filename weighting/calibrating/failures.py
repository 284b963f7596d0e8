"""Why a calibration has no solution, in problems that say which totals are in conflict and what can be reached."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from questionnaires.problems import Problem
from weighting.calibrating.auxiliaries import Auxiliaries
from weighting.calibrating.laid_out import LaidOut
from weighting.calibrating.reach import Reach, smallest_conflict
from weighting.calibrating.redundancy import Relation
from weighting.distances import Bounds
from weighting.factors import FloatArray
from weighting.problems import shown
from weighting.solving import Solution

MOST_NAMED = 12
MOST_GROUPS = 12_000  # beyond, the narrowest bounds are not sought unasked: they take more than some seconds


@dataclass(frozen=True)
class Conflicting:
    """One total of a set that cannot be met together, and what it could be if the others of the set were met."""

    margin: str
    level: str
    target: float
    reachable: Bounds


def conflict_in(laid: LaidOut, weights: FloatArray) -> tuple[Conflicting, ...]:
    """A smallest set of totals that no ratios within the bounds meet together; empty where all can be met."""
    reach = laid.reach(weights)
    members = smallest_conflict(reach)
    return tuple(
        Conflicting(*laid.name(j), float(reach.totals[j]), reach.interval(j, members[members != j]))
        for j in members.tolist()
    )


def contradiction_problem(auxiliaries: Auxiliaries, relation: Relation) -> Problem:
    """Totals that a relation between columns makes impossible, whatever the bounds."""
    column = auxiliaries.columns[relation.column]
    return Problem(
        "weighting.margins_contradict",
        {
            "margin": column.margin,
            "level": column.level,
            "target": shown(column.total),
            "relation": _sum_of(auxiliaries, relation),
            "reached": shown(relation.implied(auxiliaries.totals)),
        },
    )


def _sum_of(auxiliaries: Auxiliaries, relation: Relation) -> str:
    terms: list[str] = []
    for j, slope in zip(relation.others[:MOST_NAMED].tolist(), relation.slopes.tolist(), strict=False):
        column = auxiliaries.columns[j]
        sign = "−" if slope < 0 else "+" if terms else ""
        times = "" if np.isclose(abs(slope), 1) else f"{abs(slope):.6g} × "
        terms.append(f"{sign} {times}[{column.margin} = {column.level}: {shown(column.total)}]".strip())
    return " ".join(terms) + (" …" if relation.others.size > MOST_NAMED else "")


def unmet_problems(laid: LaidOut, weights: FloatArray, solution: Solution) -> Iterator[Problem]:
    """What stands in the way: the set in conflict, each of its totals with its reach, bounds that would do."""
    reach = laid.reach(weights)
    conflict = conflict_in(laid, weights)
    about: dict[str, str | int | float] = {"distance": laid.distance.name}
    if not conflict:
        margin, level = laid.worst(solution)
        yield Problem("calibrating.not_solved", about | {"margin": margin, "level": level, "steps": solution.steps})
        return
    named = "; ".join(f"{one.margin} = {one.level}" for one in conflict[:MOST_NAMED])
    more = " …" if len(conflict) > MOST_NAMED else ""
    yield Problem("weighting.not_calibrated", about | {"n": len(conflict), "totals": named + more})
    for one in conflict[:MOST_NAMED]:
        about = {"margin": one.margin, "level": one.level, "target": shown(one.target)}
        yield Problem(
            "calibrating.total_reach", about | {"low": _end(one.reachable.lower), "high": _end(one.reachable.upper)}
        )
    yield from _narrowest(reach)


def _narrowest(reach: Reach) -> Iterator[Problem]:
    """Bounds on the ratio that would do, or that none would."""
    if reach.weights.size > MOST_GROUPS:
        return
    found = Reach(
        reach.x, reach.weights, np.zeros_like(reach.lower), np.full_like(reach.upper, np.inf), reach.totals, reach.sizes
    ).tightest()
    if found is None:
        yield Problem("calibrating.no_bounds")
    else:
        yield Problem("calibrating.narrowest_bounds", {"low": _down(found.lower), "high": _up(found.upper)})


def _end(value: float) -> int | float | str:
    return shown(value) if np.isfinite(value) else ("∞" if value > 0 else "−∞")


def _down(value: float) -> float:
    return float(np.floor(value * 1000) / 1000)


def _up(value: float) -> float:
    return float(np.ceil(value * 1000) / 1000)
