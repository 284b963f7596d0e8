"""What devices send: one filled form, by which device, in which order."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import SupportsBytes

from simulation.filling.asked import Asked
from simulation.streams import uniform

SENT_TWICE = 0.015  # of the submissions: a tablet that did not hear the receipt
AGAIN_AFTER = 90.0  # seconds


@dataclass(frozen=True)
class Submission:
    """One record as it leaves a device; devices send theirs in order."""

    form_id: str
    version: str
    instance_id: str
    content: SupportsBytes  # its XML, here or laid away where it can be read
    device: str
    sent_order: float  # when it was finished: seconds since the epoch on the tablet's clock
    psu_id: str = ""  # where it was filled in
    case_id: str = ""  # the drawn person it is about
    interviewer: str = ""
    replaces: str = ""  # the instance that it corrects
    asked: Asked | None = None  # of an interview: what it took to hold

    @property
    def xml(self) -> bytes:
        """The record as the tablet sends it."""
        return bytes(self.content)


def in_order(submissions: Iterable[Submission], seed: int) -> tuple[Submission, ...]:
    """All submissions by time of sending; a few are sent a second time, a little later."""
    once = list(submissions)
    again = [replace(one, sent_order=one.sent_order + AGAIN_AFTER) for one in once if sent_twice(one, seed, SENT_TWICE)]
    return tuple(sorted((*once, *again), key=lambda submission: (submission.sent_order, submission.instance_id)))


def sent_twice(submission: Submission, seed: int, share: float) -> bool:
    """Whether the tablet did not hear the receipt of this one."""
    return uniform(f"{seed}/sent twice".encode(), submission.instance_id) < share
