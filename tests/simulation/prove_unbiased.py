"""The long proof: Horvitz-Thompson totals are unbiased over a thousand draws of the sample.

    python -m tests.simulation.prove_unbiased [DRAWS [SEED]]

Of all foreigners, over what stands in the drawn PSUs; of eligible persons, by sex and region too, over the persons
drawn there. Before nonresponse and errors of listing: these bias on purpose (what is omitted is lost, what is listed
twice counts twice). Some ten seconds.
"""

import sys

from simulation.streams import Streams
from tests.simulation.builders import world
from tests.simulation.unbiased import biases

DRAWS, SEED = 1_000, 2026
FARTHEST = 3.0


def main(arguments: list[str]) -> int:
    """Prove; 1 when a total lies three standard errors or more from the truth."""
    draws, seed = [int(given) for given in arguments] + [DRAWS, SEED][len(arguments) :]
    found = biases(world(seed, "tunisia"), Streams(seed), draws)
    sys.stdout.write(f"Tunisia, seed {seed}, {draws} draws: bias of each total in standard errors\n")
    for name, z in found.items():
        sys.stdout.write(f"{'!' if abs(z) >= FARTHEST else ' '} {name:<24} {z:>+6.2f}\n")
    return int(any(abs(z) >= FARTHEST for z in found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
