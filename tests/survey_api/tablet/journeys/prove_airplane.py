"""A day in airplane mode: N whole interviews without a network, all kept, the queue told, all sent in the evening.

``python -m tests.survey_api.tablet.journeys.prove_airplane 12``
"""

import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.survey_api.psus.drawn import FIRST
from tests.survey_api.tablet.app.work import office
from tests.survey_api.tablet.journeys.days import Tablet, fill, problems, tablet, until
from tests.survey_api.tablet.journeys.test_a_team_at_work import (
    AGREES,
    ALONE,
    INDIVIDUAL,
    LISTING,
    cases_of,
    with_somebody,
)


def main(interviews: int) -> None:
    """Do the day, and print what came of it."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, ExitStack() as held:
        here = held.enter_context(office(Path(folder), ["tablet-1"]))
        mine = held.enter_context(tablet(playwright, here, Path(folder), "tablet-1", "fr"))
        _listed(mine, interviews)
        here.order("approve_psu", {"psu_id": FIRST})
        until(lambda: len(cases_of(mine)) == interviews, mine.page)
        mine.offline(True)
        for number, case in enumerate(cases_of(mine, ask=False), start=1):
            mine.at(f"#/case/{case}")
            mine.touch("interview")
            fill(mine, {**AGREES, **ALONE})
            print(f"  {number} of {interviews} after {time.monotonic() - started:.0f} s", file=sys.stderr)  # noqa: T201
        mine.at("#/queue")
        waiting = mine.page.locator(".panel .lines li")
        until(lambda: waiting.count() == interviews, mine.page)
        mine.offline(False)
        mine.at("#/today")
        mine.synchronised()
        until(lambda: len(problems(here)) == 2 * interviews, mine.page)
        found = problems(here)
        assert found == [(INDIVIDUAL, 0)] * interviews + [(LISTING, 0)] * interviews, found
    took = time.monotonic() - started
    print(f"{interviews} interviews in airplane mode: all waiting, all acknowledged, 0 problems; {took:.0f} s")  # noqa: T201


def _listed(mine: Tablet, units: int) -> None:
    mine.at(f"#/psu/{FIRST}")
    mine.touch("numbers")
    for _ in range(units):
        mine.touch("list")
        fill(mine, with_somebody())
    mine.at("#/today")
    mine.synchronised()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
