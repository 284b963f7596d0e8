"""What devices send: one filled form, by which device, in which order."""

from collections.abc import Iterable
from dataclasses import dataclass

from simulation.streams import uniform

SENT_TWICE = 0.015  # of the submissions: a tablet that did not hear the receipt


@dataclass(frozen=True)
class Submission:
    """One record as it leaves a device; devices send theirs in order."""

    form_id: str
    version: str
    instance_id: str
    xml: bytes
    device: str
    sent_order: float  # seconds since the epoch on the simulated clock


def in_order(submissions: Iterable[Submission], seed: int) -> tuple[Submission, ...]:
    """All submissions by time of sending; a few are sent a second time, a little later."""
    once = list(submissions)
    again = [_later(submission) for submission in once if _repeated(submission, seed)]
    return tuple(sorted((*once, *again), key=lambda submission: (submission.sent_order, submission.instance_id)))


def _repeated(submission: Submission, seed: int) -> bool:
    return uniform(f"{seed}/sent twice".encode(), submission.instance_id) < SENT_TWICE


def _later(submission: Submission) -> Submission:
    return Submission(
        submission.form_id,
        submission.version,
        submission.instance_id,
        submission.xml,
        submission.device,
        submission.sent_order + 90,
    )
