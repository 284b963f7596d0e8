"""Many random orders of arrival of one campaign, each compared with the order in which it was made.

``python -m tests.end_to_end.prove_orders [SECONDS [SEED]]``: as many orders as there is time for; the seed is printed.
"""

import sys
import tempfile
import time
from itertools import count
from pathlib import Path

from tests.end_to_end.orders_of_arrival import campaign, delivered

SECONDS, SEED = 120.0, 1


def main(seconds: float, seed: int) -> int:
    """How many orders led elsewhere."""
    ends, other = time.monotonic() + seconds, 0
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing)
        told = campaign(folder / "sample")
        in_time = delivered(folder / "in-time", told, told.in_time())
        print(f"{len(told.listing)} records of the listing, {len(told.visits)} of visits, seed {seed}")  # noqa: T201
        for number in count(seed):
            if time.monotonic() > ends:
                print(f"{number - seed} orders, {other} of them led elsewhere")  # noqa: T201
                return other
            same = delivered(folder / str(number), told, told.in_any_order(number)) == in_time
            other += not same
            print(f"order {number}: {'the same' if same else 'ANOTHER STATE OR EXPORT'}", flush=True)  # noqa: T201
    return other


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(bool(main(float(given[0]) if given else SECONDS, int(given[1]) if len(given) > 1 else SEED)))
