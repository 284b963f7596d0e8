"""Tablets, their work and the simulated versions, in few words."""

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import amem
from questionnaires.form import Form
from questionnaires.versions import released
from questionnaires.xform import compile_form
from simulation.field.calendar import TUNIS
from simulation.filling.submissions import Submission
from simulation.filling.versions import INDIVIDUAL, SIMULATED, write_versions
from simulation.operations.adoption import Published
from simulation.operations.plan import Plan, plan
from simulation.operations.syncs import Work
from simulation.population.scenario import Networks, scenario
from simulation.streams import Streams

MONDAY = datetime(2026, 10, 5, tzinfo=TUNIS)
NETWORKS = scenario("default").networks
VERSIONS = ("2026.1", "2026.1-sim2", "2026.1-sim3")
PUBLISHED = (
    Published(VERSIONS[0], MONDAY),
    *(Published(one.version, one.available(MONDAY)) for one in SIMULATED),
)
TABLETS = tuple(f"T{number:03d}" for number in range(1, 61))
SPARE = tuple(f"T{number:03d}" for number in range(61, 67))

_FOLDER = tempfile.TemporaryDirectory(prefix="simulated-versions-")


@cache
def forms_folder() -> Path:
    """The released questionnaires and those of the simulated change."""
    folder = Path(_FOLDER.name)
    write_versions(amem.TUNISIA.forms, folder, days=70)
    return folder


@cache
def individual(version: str = "2026.1") -> Form:
    """One version of the interview, compiled."""
    [one] = [one for one in released(forms_folder()) if (one.form_id, one.version) == (INDIVIDUAL, version)]
    return compile_form(one.xform())


@cache
def days(count: int = 70, tablets: tuple[str, ...] = TABLETS, *, covered: bool = True) -> tuple[Work, ...]:
    """Every tablet ends a record at 10:00, 14:00 and 18:00 on six days of the week."""
    return tuple(
        Work(tablet, MONDAY + timedelta(days=day, hours=hour), covered)
        for tablet in tablets
        for day in range(count)
        for hour in (10, 14, 18)
        if day % 7 != 6
    )


@cache
def planned(work: tuple[Work, ...] | None = None, networks: Networks = NETWORKS, seed: int = 1) -> Plan:
    """The plan of sixty tablets over ten weeks."""
    return plan(work or days(), TABLETS, SPARE, networks, PUBLISHED, Streams(seed))


def records(plan: Plan, work: tuple[Work, ...]) -> Iterator[Submission]:
    """A small record for each piece of work, by the tablet in hand."""
    for number, one in enumerate(work):
        tablet = plan.tablets.in_hand(one.tablet, one.ended)
        name = f"uuid:{number:05d}"
        xml = f'<data id="visit" version="7"><meta><instanceID>{name}</instanceID></meta></data>'.encode()
        shown = plan.clocks.shown(tablet, one.ended).timestamp()
        yield Submission("visit", "7", name, xml, tablet, shown, case_id=f"C-{number}")
