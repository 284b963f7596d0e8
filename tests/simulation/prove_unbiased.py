"""The long proof: Horvitz-Thompson totals are unbiased over many draws of the sample.

    python -m tests.simulation.prove_unbiased [DRAWS [SEED]]

First over the selection alone, a thousand draws of the whole country: of all foreigners, over what stands in the drawn
PSUs; of eligible persons, by sex and region too, over the persons drawn there. Then from the contract tables, with the
probabilities that stand in them, a hundred and fifty draws of the small country (at most as many as DRAWS): everybody
answers, and the lister misses nothing and counts nothing twice, for these bias on purpose. Once as designed, once with
a part of the dwellings of dense PSUs screened, once with the reserve released. Some eighty seconds.
"""

import sys
from collections.abc import Mapping

from simulation.streams import Streams
from tests.simulation.builders import world
from tests.simulation.from_tables import Spoiling, as_it_is, faultless, table_biases
from tests.simulation.unbiased import biases

DRAWS, SEED, FROM_TABLES = 1_000, 2026, 150
FARTHEST = 3.0
DESIGNS = {
    "as designed": faultless(),
    "dense PSUs subsampled": faultless(subsampled=True),
    "reserve released": faultless(reserve_released=True),
}


def main(arguments: list[str], spoilt: Spoiling = as_it_is) -> int:
    """Prove; 1 when a total lies three standard errors or more from the truth. ``spoilt`` changes the tables before."""
    draws, seed = [int(given) for given in arguments] + [DRAWS, SEED][len(arguments) :]
    failed = _told(f"Tunisia, {draws} draws", seed, biases(world(seed, "tunisia"), Streams(seed), draws))
    few = min(draws, FROM_TABLES)
    for name, rules in DESIGNS.items():
        found = table_biases(world(seed, "small"), Streams(seed), few, rules, spoilt)
        failed |= _told(f"small country, tables, {name}, {few} draws", seed, found)
    return int(failed)


def _told(title: str, seed: int, found: Mapping[str, float]) -> bool:
    sys.stdout.write(f"{title}, seed {seed}: bias of each total in standard errors\n")
    for name, z in found.items():
        sys.stdout.write(f"{'!' if abs(z) >= FARTHEST else ' '} {name:<24} {z:>+6.2f}\n")
    return any(abs(z) >= FARTHEST for z in found.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
