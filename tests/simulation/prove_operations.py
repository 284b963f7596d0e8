"""The long proof: what happens to the tablets of the default fieldwork in Tunisia, against what is specified.

    python -m tests.simulation.prove_operations [SEED ...]

One fieldwork a seed, its tablets planned anew ten times; prints each share beside its parameter. Half a minute a seed.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from statistics import median

from questionnaires.versions import released
from simulation.field.persons import Visit
from simulation.fieldwork import simulate
from simulation.filling.submissions import Submission
from simulation.operations.adoption import Published
from simulation.operations.plan import Plan, plan, work_of
from simulation.operations.review import RULES, Course, course_of
from simulation.operations.sendings import Fate, send
from simulation.population.scenario import scenario
from simulation.roads.campaign import Campaign, prepare
from simulation.streams import Streams
from tests.simulation.builders import code_lists, forms
from tests.simulation.operations.builders import forms_folder

SEEDS = (2026,)
PLANS = 10
FARTHEST = 4.0  # standard errors
HOUR = timedelta(hours=1)
WINDOW = timedelta(days=5)


@dataclass(frozen=True)
class Share:
    """Something counted among others."""

    name: str
    found: int
    among: int
    parameter: float
    tolerance: float = 0.0  # beside the sampling error: the parameter is met by what follows from others

    @property
    def off(self) -> bool:
        """Further from the parameter than chance allows."""
        error = sqrt(self.parameter * (1 - self.parameter) / max(self.among, 1))
        return abs(self.found / max(self.among, 1) - self.parameter) > FARTHEST * error + self.tolerance

    def __str__(self) -> str:
        share = self.found / max(self.among, 1)
        return (
            f"  {self.name:<58} {self.parameter:>8.4f} {share:>8.4f}  of {self.among:>7,}{'  OFF' if self.off else ''}"
        )


def main(arguments: list[str]) -> int:
    """Prove; 1 when a share is further from its parameter than chance allows."""
    return max(_proved(seed) for seed in map(int, arguments or map(str, SEEDS)))


def _proved(seed: int) -> int:
    fieldwork = simulate(scenario("default"), seed, forms(), code_lists(), "tunisia")
    campaign = prepare(fieldwork, released(forms_folder()))
    plans = [_planned(campaign, number) for number in range(PLANS)]
    visits = fieldwork.visits
    interviews = [visit for visit in visits if visit.interviewed]
    courses = [course_of(tablets, visit, number) for number, tablets in enumerate(plans) for visit in interviews]
    shares = [
        *_networks(campaign, plans),
        _old_versions(plans, interviews),
        *_review([course for course in courses if course is not None]),
    ]
    sys.stdout.write(
        f"seed {seed}: {len(visits):,} visits, {len(interviews):,} interviews, {PLANS} plans of the tablets\n"
    )
    sys.stdout.write("".join(f"{share}\n" for share in shares))
    lag = median((course.decided - course.arrives) / HOUR for course in courses if course is not None)
    sys.stdout.write(f"  median hours until a supervisor decides: {lag:.1f}, specified {RULES.lag_hours}\n")
    return int(any(share.off for share in shares) or abs(lag / RULES.lag_hours - 1) > 0.05)


def _planned(campaign: Campaign, number: int) -> Plan:
    frame = campaign.fieldwork.world.frame
    covered = dict(zip(frame.psu_id.tolist(), frame.covered.tolist(), strict=True))
    work = work_of(campaign.fieldwork.visits, covered)
    networks = campaign.fieldwork.scenario.networks
    published: Sequence[Published] = campaign.plan.adoption.published
    return plan(work, campaign.fieldwork.devices, ("S001", "S002"), networks, published, Streams(number))


def _networks(campaign: Campaign, plans: Sequence[Plan]) -> Iterator[Share]:
    networks, counts = campaign.fieldwork.scenario.networks, Counter[str]()
    for tablets in plans:
        sent = send(_records(campaign.fieldwork.visits, tablets), tablets)
        for batch in sent.batches:
            fates = {one.fate for one in batch.sendings}
            counts["batches"] += 1
            counts["resent"] += Fate.RESENT in fates
            counts["cut"] += Fate.TRUNCATED in fates
        counts["late"] += sum(
            tablets.arrives_at(tablet, at) > at for tablet, moments in tablets.syncs.moments.items() for at in moments
        )
        counts["syncs"] += sum(map(len, tablets.syncs.moments.values()))
        counts["lost tablets"] += len(tablets.tablets.losses)
    yield Share("batches sent again", counts["resent"], counts["batches"], networks.resent)
    yield Share("batches overtaken by the next one", counts["late"], counts["syncs"], networks.out_of_order)
    yield Share("batches cut", counts["cut"], counts["batches"], networks.truncated)
    yield Share("tablets lost, of those that are to be", counts["lost tablets"], networks.lost * PLANS, 1.0)


def _records(visits: Sequence[Visit], tablets: Plan) -> Iterator[Submission]:
    for number, visit in enumerate(visits):
        told = tablets.on_tablet(visit)
        ended = (told.at + timedelta(minutes=visit.minutes)).timestamp()
        yield Submission("visit", "1", f"uuid:{number}", b"<data><one/></data>", told.device, ended)


def _old_versions(plans: Sequence[Plan], interviews: Sequence[Visit]) -> Share:
    old = total = 0
    for tablets in plans:
        changes = [one.at for one in tablets.adoption.published[1:]]
        for visit in interviews:
            if any(at <= visit.at < at + WINDOW for at in changes):
                total += 1
                old += tablets.version(visit) != tablets.adoption.newest(visit.at)
    return Share("interviews with the old version, five days after a change", old, total, 0.06, tolerance=0.02)


def _review(courses: Sequence[Course]) -> Iterator[Share]:
    returned = [course.correction for course in courses if course.correction is not None]
    approved = [course for course in courses if course.approved is not None]
    looked_at = sum(course.checked is not None for course in approved)
    unchanged = sum(not one.changed for one in returned)
    yield Share("interviews returned", len(returned), len(courses), RULES.returned)
    yield Share("returned that come back unchanged", unchanged, len(returned), RULES.unchanged)
    yield Share("approved that headquarters look at", looked_at, len(approved), RULES.checked)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
