"""Sendings: every time a tablet sends a record, as the service meets it, or as it does not."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from simulation.filling.submissions import AGAIN_AFTER, Submission
from simulation.operations.plan import Plan

SECONDS_A_RECORD = 2  # between the records of a batch
AFTER_A_CUT = timedelta(minutes=7)  # until the tablet tries again


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

    @cached_property
    def sendings(self) -> tuple[Sending, ...]:
        """Everything in the order of the server's clock."""
        return in_time([*self.lost, *(one for batch in self.batches for one in batch.sendings)])


def in_time(sendings: Iterable[Sending]) -> tuple[Sending, ...]:
    """Sendings by moment; where moments are equal by device, record and attempt."""
    return tuple(sorted(sendings, key=lambda one: (one.at, one.device, one.submission.instance_id, one.attempt)))


def send(submissions: Iterable[Submission], plan: Plan) -> Sent:
    """Send every record with the synchronisation that follows it; some batches meet the faults of the network."""
    queues: dict[tuple[str, datetime], list[Submission]] = defaultdict(list)
    lost: list[Sending] = []
    for one in submissions:
        finished = plan.clocks.true(one.device, datetime.fromtimestamp(one.sent_order, UTC))
        at = plan.sent_at(one.device, finished)
        if at is None:
            gone = max(plan.tablets.losses[one.device].at, finished)
            lost.append(Sending(one, one.device, gone, 1, Fate.LOST))
        else:
            queues[one.device, at].append(one)
    batches = (_batch(device, at, sorted(own, key=_by_time), plan) for (device, at), own in queues.items())
    return Sent(tuple(sorted(batches, key=lambda batch: (batch.at, batch.device))), in_time(lost))


def _by_time(submission: Submission) -> tuple[float, str]:
    return submission.sent_order, submission.instance_id


def _batch(device: str, sent: datetime, own: list[Submission], plan: Plan) -> Batch:
    at = plan.arrives_at(device, sent)
    if at > sent:
        own.reverse()  # overtaken by the next batch, and the last record first
    sendings = [
        Sending(one, device, at + timedelta(seconds=SECONDS_A_RECORD * n), 1, Fate.SENT) for n, one in enumerate(own)
    ]
    share = plan.faults.cut(device, sent)
    if share is not None:
        sendings = _cut(sendings, share)
    if plan.faults.resent(device, sent):
        after = timedelta(seconds=AGAIN_AFTER + SECONDS_A_RECORD * len(own)) + (sendings[-1].at - at)
        again = [one for one in sendings if one.whole]
        sendings += [replace(one, at=one.at + after, attempt=one.attempt + 1, fate=Fate.RESENT) for one in again]
    return Batch(device, at, tuple(sendings))


def _cut(sendings: list[Sending], share: float) -> list[Sending]:
    """The line breaks within one record; this one and those after it are sent once more, whole."""
    place, within = divmod(share * len(sendings), 1)
    done, broken, waiting = sendings[: int(place)], sendings[int(place)], sendings[int(place) :]
    cut = 1 + int(within * (len(broken.submission.xml) - 2))
    first = replace(broken, fate=Fate.TRUNCATED, cut_after=cut)
    later = [replace(one, at=one.at + AFTER_A_CUT) for one in waiting]
    return [*done, first, replace(later[0], attempt=2), *later[1:]]
