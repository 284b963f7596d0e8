"""The long proof: the marks of the default fieldwork in Tunisia beside those with which it was calibrated.

    python -m tests.simulation.prove_marks [DRAWS [SEED]]

Then what three allocations of 600 PSUs find, and what is left of the bias under three scenarios. About half a minute.
"""

import sys
from collections.abc import Mapping, Sequence

import numpy as np

from simulation.field.draw import draw
from simulation.population.scenario import scenario
from simulation.streams import Streams
from tests.simulation.allocations import ALLOCATIONS, precision
from tests.simulation.builders import world
from tests.simulation.marks import BY_ORIGIN, BY_STATUS, EXPECTED, UNADJUSTED, marks

DRAWS, SEED = 100, 1
OTHERS = ("mar", "nmar")
FROM_THE_SPECIFICATION = {  # listed, households of foreigners found, CV of their total, Kish's effect of the weights
    "in proportion to size": (53_100, 579, 0.070, 1.04),
    "120/130/170/180": (54_300, 3_595, 0.036, 3.6),
    "60/120/200/220": (54_600, 4_256, 0.050, 6.1),
}


def main(arguments: list[str]) -> int:
    """Prove; 1 when a mark is farther from its expectation than it may be."""
    draws, seed = [int(given) for given in arguments] + [DRAWS, SEED][len(arguments) :]
    found = several("default", draws, seed)
    sys.stdout.write(f"Tunisia, scenario default, seed {seed}, {draws} draws: expected, found, standard error\n")
    off = 0
    for name, mark in EXPECTED.items():
        mean, error = found[name].mean(), found[name].std(ddof=1) / np.sqrt(draws)
        wrong = abs(mean - mark.expected) > mark.within + 3 * error
        off += wrong
        note = f"  {mark.note}" if mark.note else ""
        sys.stdout.write(
            f"{'!' if wrong else ' '} {name:<52} {mark.expected:>11,.4f} {mean:>11,.4f} {error:>9,.4f}{note}\n"
        )
    _allocations(seed)
    _scenarios(max(draws // 2, 2), seed)
    return int(off > 0)


def several(name: str, draws: int, seed: int) -> Mapping[str, np.ndarray]:
    """The marks of several draws of one world."""
    here, circumstances, streams = world(seed, "tunisia"), scenario(name), Streams(seed)
    rows = [marks(draw(here, circumstances, streams, number)) for number in range(1, draws + 1)]
    return {mark: np.array([row[mark] for row in rows]) for mark in rows[0]}


def _allocations(seed: int, draws: int = 500) -> None:
    sys.stdout.write(
        f"Allocations of 600 PSUs, {draws} draws: listed, households of foreigners found, CV of their total, Kish's\n"
        "effect of the weights. Here strata are density class by region, regions with few PSUs get more than their\n"
        "share, and foreigners are a little more concentrated: a higher CV at the same effect of the weights.\n"
    )
    for allocation in ALLOCATIONS:
        got = precision(world(seed, "tunisia"), allocation, Streams(seed), draws)
        _row("expected", allocation.name, FROM_THE_SPECIFICATION[allocation.name])
        _row("found", allocation.name, (got["listed"], got["found"], got["cv"], got["kish"]))


def _row(which: str, name: str, values: Sequence[float]) -> None:
    listed, found, cv, kish = values
    sys.stdout.write(f"  {name:<24} {which:<9} {listed:>9,.0f} {found:>7,.0f} {cv:>7.1%} {kish:>6.2f}\n")


def _scenarios(draws: int, seed: int) -> None:
    sys.stdout.write(f"Informal employment, less everybody drawn, {draws} draws: mean and standard error\n")
    for name in OTHERS:
        found = several(name, draws, seed)
        for mark in (UNADJUSTED, BY_ORIGIN, BY_STATUS):
            error = found[mark].std(ddof=1) / np.sqrt(draws)
            sys.stdout.write(f"  {name:<8} {mark:<52} {found[mark].mean():>+8.4f} {error:>8.4f}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
