"""Homes moved on by processes that are killed at random moments: each is old or new, and goes on.

``python -m tests.survey_api.prove_migration [HOMES] [SEED]``; about a second a home.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from survey_api.collection.service import opened
from survey_api.keeping.home import verify_home
from survey_api.store import migration
from survey_api.store.people import list_devices
from tests.survey_api.builders import a_home, settings_of
from tests.survey_api.migrating import FORMER, killed_while_moving, older, step_and_devices

HOMES = 60


def main(n: int, seed: int) -> None:
    """Kill, look, move on, verify; the figures are printed."""
    with tempfile.TemporaryDirectory(prefix="survey-migration-") as folder:
        homes = [older(settings_of(a_home(Path(folder) / str(number)))) for number in range(n + 1)]
        killed_while_moving(homes, seed=seed)
        found = Counter(step_and_devices(home) for home in homes[1:])
        old, new = found.pop((FORMER, 3), 0), found.pop((migration.newest(), 3), 0)
        for home in homes:
            with opened(home, migrate=True) as service:
                assert len(service.read(list_devices)) == 3
            verify_home(home)
    told = f"migrations killed {n} (seed {seed}): old {old}, new {new}, neither {sum(found.values())}; all go on"
    sys.stdout.write(told + "\n")
    if found:
        sys.exit(1)


if __name__ == "__main__":
    main(*([int(given) for given in sys.argv[1:]] + [HOMES, 7][len(sys.argv) - 1 :]))
