"""Sendings: every time a tablet sends a record, as the service meets it, or as it does not."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import numpy as np

from simulation.operations.plan import Plan
from simulation.scenario import Networks
from simulation.streams import Streams
from simulation.submissions import AGAIN_AFTER, Submission

SECONDS_A_RECORD = 2  # between the records of a batch
AFTER_A_CUT = timedelta(minutes=7)  # until the tablet tries again
OVERTAKEN = timedelta(minutes=1)  # after the batch that came first


class Fate(StrEnum):
    """What became of one sending."""

    SENT = "sent"
    RESENT = "resent"  # the tablet had not heard the receipt of the same record
    TRUNCATED = "truncated"  # the line broke: the record comes whole later
    LOST = "lost"  # with its tablet: nothing of it ever arrives


@dataclass(frozen=True)
class Sending:
    """One record on its way; ``at`` is the moment by the server's clock."""

    submission: Submission
    device: str
    at: datetime
    attempt: int
    fate: Fate
    cut_after: int | None = None  # bytes, where the line broke

    @property
    def content(self) -> bytes:
        """What reaches the service of the record."""
        return self.submission.xml if self.cut_after is None else self.submission.xml[: self.cut_after]

    @property
    def arrives(self) -> bool:
        """Whether anything is sent at all."""
        return self.fate is not Fate.LOST

    @property
    def whole(self) -> bool:
        """Whether the service can keep it."""
        return self.fate in (Fate.SENT, Fate.RESENT)


@dataclass(frozen=True)
class Batch:
    """What one tablet sends at one synchronisation."""

    device: str
    at: datetime
    sendings: tuple[Sending, ...]

    @property
    def n_bytes(self) -> int:
        """What goes over the line."""
        return sum(len(one.content) for one in self.sendings)


@dataclass(frozen=True)
class Sent:
    """All batches, and what was lost with its tablet."""

    batches: tuple[Batch, ...]
    lost: tuple[Sending, ...]

    @property
    def sendings(self) -> tuple[Sending, ...]:
        """Everything in the order of the server's clock."""
        return in_time([*self.lost, *(one for batch in self.batches for one in batch.sendings)])


def in_time(sendings: Iterable[Sending]) -> tuple[Sending, ...]:
    """Sendings by moment; where moments are equal by device, record and attempt."""
    return tuple(sorted(sendings, key=lambda one: (one.at, one.device, one.submission.instance_id, one.attempt)))


def send(submissions: Iterable[Submission], plan: Plan, streams: Streams, stream: str = "operations/batches") -> Sent:
    """Send every record with the synchronisation that follows it; some batches meet the faults of the network."""
    queues: dict[tuple[str, datetime], list[Submission]] = defaultdict(list)
    lost: list[Sending] = []
    for one in submissions:
        finished = plan.clocks.true(one.device, datetime.fromtimestamp(one.sent_order, UTC))
        at = plan.syncs.next(one.device, finished)
        if at is not None:
            queues[one.device, at].append(one)
        elif loss := plan.tablets.losses.get(one.device):
            lost.append(Sending(one, one.device, max(loss.at, finished), 1, Fate.LOST))
        else:  # after the last day of work a tablet is brought to the office
            queues[one.device, finished].append(one)
    random = streams.of(stream)
    batches = [
        _batch(device, at, sorted(own, key=_by_time), plan.networks, random)
        for (device, at), own in sorted(queues.items())
    ]
    return Sent(_some_overtaken(batches, plan.networks, random), in_time(lost))


def _by_time(submission: Submission) -> tuple[float, str]:
    return submission.sent_order, submission.instance_id


def _batch(device: str, at: datetime, own: list[Submission], networks: Networks, random: np.random.Generator) -> Batch:
    chance, cut_chance, place, share = random.random(4)
    sendings = [
        Sending(one, device, at + timedelta(seconds=SECONDS_A_RECORD * n), 1, Fate.SENT) for n, one in enumerate(own)
    ]
    if cut_chance < networks.truncated:
        sendings = _cut(sendings, int(place * len(sendings)), share)
    if chance < networks.resent:
        after = timedelta(seconds=AGAIN_AFTER + SECONDS_A_RECORD * len(own)) + (sendings[-1].at - at)
        again = [one for one in sendings if one.whole]
        sendings += [replace(one, at=one.at + after, attempt=one.attempt + 1, fate=Fate.RESENT) for one in again]
    return Batch(device, at, tuple(sendings))


def _cut(sendings: list[Sending], place: int, share: float) -> list[Sending]:
    """The line breaks within one record; this one and those after it are sent once more, whole."""
    done, broken, waiting = sendings[:place], sendings[place], sendings[place:]
    cut = 1 + int(share * (len(broken.submission.xml) - 2))
    first = replace(broken, fate=Fate.TRUNCATED, cut_after=cut)
    later = [replace(one, at=one.at + AFTER_A_CUT) for one in waiting]
    return [*done, first, replace(later[0], attempt=2), *later[1:]]


def _some_overtaken(batches: list[Batch], networks: Networks, random: np.random.Generator) -> tuple[Batch, ...]:
    """A few batches arrive after the next one of their tablet, the last record first."""
    late = random.random(len(batches)) < networks.out_of_order
    done = []
    for place, batch in enumerate(batches):
        following = batches[place + 1] if place + 1 < len(batches) else None
        if late[place] and following is not None and following.device == batch.device:
            at = max(one.at for one in following.sendings) + OVERTAKEN
            done.append(_turned(batch, at - batch.at))
        else:
            done.append(batch)
    return tuple(sorted(done, key=lambda batch: (batch.at, batch.device)))


def _turned(batch: Batch, by: timedelta) -> Batch:
    """The batch later, its records in the opposite order; a record's own attempts stay in theirs."""
    moments = [one.at + by for one in batch.sendings]
    records = {one.submission.instance_id: n for n, one in enumerate(batch.sendings)}
    turned = sorted(batch.sendings, key=lambda one: (one.attempt, -records[one.submission.instance_id]))
    return Batch(
        batch.device,
        batch.at + by,
        tuple(replace(one, at=at) for one, at in zip(turned, moments, strict=True)),
    )
