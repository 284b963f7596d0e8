"""The event log: one JSON line a sending, in the order in which a replay sends them."""

import json
from collections.abc import Iterable

from simulation.operations.sendings import Sending


def as_lines(sendings: Iterable[Sending]) -> Iterable[str]:
    """A line for each sending in the order given; no answer is in it."""
    for sending in sendings:
        submission = sending.submission
        event = {
            "at": sending.at.isoformat(timespec="milliseconds"),
            "device": sending.device,
            "form": submission.form_id,
            "version": submission.version,
            "instance": submission.instance_id,
            "attempt": sending.attempt,
            "fate": sending.fate.value,
            "simulated": True,
        }
        yield json.dumps(event, ensure_ascii=False) + "\n"
