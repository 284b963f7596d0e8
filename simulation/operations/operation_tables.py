"""What reviewers decided and what tablets sent, as contract tables."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import pyarrow as pa

from questionnaires.contracts import REVIEWS, SYNCS
from questionnaires.files import table
from simulation.field.persons import Visit
from simulation.identifiers import instance_id
from simulation.operations.clocks import Clocks
from simulation.operations.returns import correction_id
from simulation.operations.review import Course
from simulation.operations.sendings import Batch, Fate
from simulation.streams import uniform

HEADQUARTERS = 3  # people who look again (assumed)
REASONS = ("contradiction", "amount", "too_short", "to_confirm")

Decision = dict[str, object]


def reviews(courses: Iterable[tuple[Visit, Course]], form_id: str, seed: int) -> pa.Table:
    """REVIEWS: every decision about the interviews that arrived."""
    made = (_decisions(visit, course, form_id, seed) for visit, course in courses)
    return table(REVIEWS, [{**one, "decision_no": number} for some in made for number, one in enumerate(some, 1)])


def _decisions(visit: Visit, course: Course, form_id: str, seed: int) -> list[Decision]:
    case_id = visit.case.member.case_id
    key = f"{seed}/review/{case_id}".encode()
    supervisor, someone = f"S{visit.case.team + 1:02d}", f"Q{1 + int(uniform(key, 'who') * HEADQUARTERS):02d}"
    first, last = instance_id(seed, form_id, case_id), instance_id(seed, form_id, case_id)
    found: list[Decision] = []
    if course.correction is not None:
        last = correction_id(seed, form_id, case_id)
        reason = REASONS[int(uniform(key, "reason") * len(REASONS))]
        found.append(_decision(case_id, first, course.decided, supervisor, "returned", reason))
    if course.approved is not None:
        found.append(_decision(case_id, last, course.approved, supervisor, "approved"))
    if course.checked is not None:
        found.append(_decision(case_id, last, course.checked, someone, "checked"))
    return found


def _decision(case_id: str, record: str, at: object, by: str, decision: str, reason: str | None = None) -> Decision:
    return {
        "case_id": case_id,
        "record_id": record,
        "decided_at": at,
        "decided_by": by,
        "decision": decision,
        "reason": reason,
    }


def syncs(batches: Sequence[Batch], clocks: Clocks) -> pa.Table:
    """SYNCS: every batch with its size and the error of its tablet's clock."""
    return table(SYNCS, [_sync(batch, clocks) for batch in batches])


def _sync(batch: Batch, clocks: Clocks) -> dict[str, object]:
    return {
        "device_id": batch.device,
        "synced_at": batch.at,
        "n_records": len({one.submission.instance_id for one in batch.sendings}),
        "n_sendings": len(batch.sendings),
        "n_bytes": batch.n_bytes,
        "clock_ahead_seconds": clocks.error(batch.device) / timedelta(seconds=1),
        "complete": all(one.fate is not Fate.TRUNCATED for one in batch.sendings),
    }
