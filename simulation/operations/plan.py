"""The plan of the tablets, made before any form is filled: clocks, synchronisations, losses, versions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from simulation.field.persons import Visit
from simulation.operations.adoption import Adoption, Published
from simulation.operations.clocks import Clocks, set_clocks
from simulation.operations.faults import Faults
from simulation.operations.syncs import Syncs, Work, days_of_work, plan_syncs
from simulation.operations.tablets import Tablets, lose
from simulation.population.scenario import Networks
from simulation.streams import Streams

AT_THE_OFFICE = timedelta(minutes=10)
OVERTAKEN_BY = timedelta(minutes=10)
STUCK_AT_MOST = timedelta(days=7)  # a batch that nothing follows by then was not held up


@dataclass(frozen=True)
class Plan:
    """What the tablets will do. Nothing in it depends on what people answer."""

    clocks: Clocks
    syncs: Syncs
    tablets: Tablets
    adoption: Adoption
    faults: Faults

    def on_tablet(self, visit: Visit) -> Visit:
        """The visit as its records tell it: by the tablet in hand, at the time that this one shows."""
        tablet = self.tablets.in_hand(visit.device, visit.at)
        return replace(visit, device=tablet, at=self.clocks.shown(tablet, visit.at))

    def version(self, visit: Visit) -> str:
        """The version with which a visit's interview is filled in; the visit by a right clock."""
        return self.version_at(visit.device, visit.at)

    def version_at(self, tablet: str, at: datetime) -> str:
        """The version on the tablet that is then in hand in the place of the one given out first."""
        return self.adoption.version(self.tablets.in_hand(tablet, at), at)

    def sent_at(self, tablet: str, finished: datetime) -> datetime | None:
        """When a record leaves its tablet; None where it is lost with it. Both by a right clock."""
        following = self.syncs.next(tablet, finished)
        if following is None and tablet not in self.tablets.losses:
            return finished + AT_THE_OFFICE  # after its last day of work a tablet is brought in
        return following

    def arrives_at(self, tablet: str, sent: datetime) -> datetime:
        """When the batch that leaves then begins to arrive: at once, or after the next one that overtook it."""
        if not self.faults.overtaken(tablet, sent):
            return sent
        following = self.syncs.next(tablet, sent + timedelta(seconds=1))
        if following is None or following - sent > STUCK_AT_MOST:
            return sent
        return following + OVERTAKEN_BY


def plan(
    work: Iterable[Work],
    tablets: Sequence[str],
    spare: Sequence[str],
    networks: Networks,
    published: Sequence[Published],
    streams: Streams,
) -> Plan:
    """The plan for this work. ``tablets`` are those given out first, ``spare`` those kept for losses."""
    work = tuple(work)
    syncs = plan_syncs(days_of_work(work), networks, streams.of("operations/syncs"))
    lost = lose(work, syncs, spare, networks, streams.of("operations/losses"))
    clocks = set_clocks((*tablets, *spare), networks, streams.of("operations/clocks"))
    handed_over = _handed_over(syncs, lost)
    adoption = Adoption(tuple(published), handed_over, lost, streams.seed)
    return Plan(clocks, handed_over, lost, adoption, Faults(networks, streams.seed))


def with_work_before(tablets: Plan, work: Iterable[Work], streams: Streams) -> Plan:
    """The plan with the synchronisations of work done before its own, the listing; what was planned stays."""
    more = plan_syncs(days_of_work(work), tablets.faults.networks, streams.of("operations/syncs before"))
    own = tablets.syncs.moments
    names = sorted({*own, *more.moments})
    both = {name: tuple(sorted({*own.get(name, ()), *more.moments.get(name, ())})) for name in names}
    return replace(tablets, syncs=Syncs(both))


def work_of(visits: Iterable[Visit], covered: Mapping[str, bool]) -> Iterable[Work]:
    """The work of visits; ``covered`` says of each PSU whether a network reaches there."""
    for visit in visits:
        yield Work(visit.device, visit.at + timedelta(minutes=visit.minutes), covered[visit.case.unit.psu_id])


def _handed_over(syncs: Syncs, tablets: Tablets) -> Syncs:
    """After a loss it is the replacement that synchronises."""
    moments: dict[str, tuple[datetime, ...]] = dict(syncs.moments)
    for loss in tablets.losses.values():
        own = moments[loss.tablet]
        moments[loss.tablet] = tuple(at for at in own if at <= loss.at)
        moments[loss.replacement] = tuple(at for at in own if at > loss.at)
    return Syncs(moments)
