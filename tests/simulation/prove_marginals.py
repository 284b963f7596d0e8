"""The long proof: marginals of Tunisia at ten times its size against the parameters of its country, for several seeds.

    python -m tests.simulation.prove_marginals [SEED ...]

Prints the farthest of each seed, and all that are more than one percent apart. Some ten seconds a seed.
"""

import sys
import time

from tests.simulation.countries import enlarged
from tests.simulation.marginals import marginals

SEEDS = (1, 2026, 20260401)
TIMES = 10
FARTHEST = 12
ONE_PERCENT = 0.01


def main(arguments: list[str]) -> int:
    """Prove; 1 when a marginal is more than one percent from its parameter."""
    return max(_proved(seed) for seed in map(int, arguments or map(str, SEEDS)))


def _proved(seed: int) -> int:
    started = time.monotonic()
    world = enlarged("tunisia", TIMES, seed)
    seconds = time.monotonic() - started
    rows = sorted(marginals(world), key=lambda row: -abs(row.apart))
    off = sum(abs(row.apart) > ONE_PERCENT for row in rows)
    sys.stdout.write(
        f"seed {seed}: {len(world.people):,} people, {len(world.frame):,} PSUs, {len(rows)} marginals, "
        f"{off} more than 1 % apart; created in {seconds:.1f} s\n"
    )
    for row in rows[: max(FARTHEST, off)]:
        sys.stdout.write(f"  {row.name:<45} {row.parameter:>14.4f} {row.found:>14.4f} {100 * row.apart:>+7.2f} %\n")
    return int(off > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
