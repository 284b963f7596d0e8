"""Keeping submissions: each once, exactly as received, a contradiction apart."""

from collections.abc import Mapping, Sequence, Set
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sqlalchemy import Connection, func, select

from survey_api.store import attachments, contents, syncs
from survey_api.store.arrivals import Arrival, Kept, Quarantine
from survey_api.store.attachments import Sent
from survey_api.store.contents import Given
from survey_api.store.events import Deed, log
from survey_api.store.rows import add_rows
from survey_api.store.syncs import Heard
from survey_api.store.tables import Submission, rows_of
from survey_api.store.vault import Vault
from survey_api.store.verdicts import GONE
from survey_api.store.writer import NotWritten

DAY = 24 * 3600  # seconds; a clock that is less off is right enough
_SUBMISSIONS = rows_of(Submission)


class SubmissionStore(Protocol):
    """Where submissions go, whatever the database: the answers come after the commit, one for each, in order."""

    def submit(self, arrivals: Sequence[Arrival]) -> "Future[Sequence[Kept | NotWritten]]":
        """Queue several arrivals. Raises Busy, Stopped."""

    @property
    def running(self) -> bool:
        """Whether what is handed over now will be written."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What the store has, or is about to have, under the name of an interview."""

    number: int
    digest: str
    quarantine: str | None


_Name = tuple[str, str]  # questionnaire and instance


def keep(connection: Connection, vault: Vault, arrivals: Sequence[Arrival]) -> list[Kept]:
    """Write several arrivals in the caller's transaction; one answer for each, in order.

    The same bytes again are the same submission. The same interview with other bytes is kept in quarantine, and so
    is what follows it, until a person has decided. What was deleted stays deleted, whatever comes under its name or
    replaces it. Of what was withdrawn nothing is kept but that it came; what replaces it under another case is kept
    apart.
    """
    held = _held(connection, arrivals)
    slots = contents.slots_of(connection, {arrival.subject for arrival in arrivals})
    withdrawn = {subject for subject, slot in slots.items() if slot is None}
    last = int(connection.scalar(select(func.max(_SUBMISSIONS.c.number))) or 0)
    answers: list[Kept] = []
    fresh: list[tuple[int, Arrival]] = []
    for arrival in arrivals:
        under_name = held.setdefault((arrival.form_id, arrival.instance_id), [])
        same = next((one for one in under_name if one.digest == arrival.digest), None)
        if same is None:
            apart = Quarantine.WITHDRAWN if arrival.subject in withdrawn else _apart(arrival, under_name, held)
            number = last + len(fresh) + 1
            fresh.append((number, arrival if apart == arrival.quarantine else replace(arrival, quarantine=apart)))
            same = _Held(number, arrival.digest, apart)
            under_name.append(same)
            answers.append(Kept(number, new=True, quarantine=apart))
        else:
            answers.append(Kept(same.number, new=False, quarantine=same.quarantine))
    _insert(connection, vault, fresh)
    syncs.note(connection, (_heard(kept, arrival) for kept, arrival in zip(answers, arrivals, strict=True)))
    return _with_files(connection, vault, answers, arrivals)


def _apart(arrival: Arrival, under_name: Sequence[_Held], held: Mapping[_Name, Sequence[_Held]]) -> Quarantine | None:
    replaced = held.get((arrival.form_id, arrival.deprecated_id), ()) if arrival.deprecated_id else ()
    deleted = any(one.quarantine == Quarantine.DELETED for one in under_name)
    if deleted or any(one.quarantine in GONE for one in replaced):
        return Quarantine.DELETED
    return Quarantine.OTHER_BYTES if under_name else arrival.quarantine


def _held(connection: Connection, arrivals: Sequence[Arrival]) -> dict[_Name, list[_Held]]:
    instances = {arrival.instance_id for arrival in arrivals}
    instances |= {arrival.deprecated_id for arrival in arrivals if arrival.deprecated_id}
    columns = (
        _SUBMISSIONS.c.form_id,
        _SUBMISSIONS.c.instance_id,
        _SUBMISSIONS.c.number,
        _SUBMISSIONS.c.digest,
        _SUBMISSIONS.c.quarantine,
    )
    named = select(*columns).where(_SUBMISSIONS.c.instance_id.in_(sorted(instances)))
    apart = _SUBMISSIONS.c.quarantine
    held: dict[_Name, list[_Held]] = {}
    for row in connection.execute(named.where(apart.is_(None)).union_all(named.where(apart.is_not(None)))):
        held.setdefault((row[0], row[1]), []).append(_Held(row[2], row[3], row[4]))
    return held


def _insert(connection: Connection, vault: Vault, fresh: Sequence[tuple[int, Arrival]]) -> None:
    add_rows(connection, _SUBMISSIONS, [_submission_row(number, arrival) for number, arrival in fresh])
    contents.store(
        connection,
        vault,
        [Given(number, arrival.subject, arrival.content, arrival.original) for number, arrival in fresh],
    )
    log(connection, *(_deed(arrival) for _, arrival in fresh))


def _submission_row(number: int, arrival: Arrival) -> Mapping[str, Any]:
    return {
        "number": number,
        "digest": arrival.digest,
        "form_id": arrival.form_id,
        "version": arrival.version,
        "instance_id": arrival.instance_id,
        "deprecated_id": arrival.deprecated_id,
        "unit_id": arrival.unit_id,
        "case_id": arrival.case_id,
        "device_id": arrival.device_id,
        "received_at": arrival.received_at,
        "quarantine": arrival.quarantine,
    }


def _deed(arrival: Arrival) -> Deed:
    action = "submission.quarantined" if arrival.quarantine else "submission.received"
    days = round((arrival.clock_off or 0) / DAY)
    details = {"clock_off_days": days} if days else {}
    return Deed(arrival.received_at, f"device:{arrival.device_id}", action, f"submission:{arrival.digest}", details)


def _heard(kept: Kept, arrival: Arrival) -> Heard:
    n_bytes = len(arrival.content) + sum(one.file.size for one in arrival.enclosures)
    return Heard(arrival.device_id, arrival.received_at, arrival.clock_off, int(kept.new), 1, n_bytes)


def _with_files(
    connection: Connection, vault: Vault, answers: Sequence[Kept], arrivals: Sequence[Arrival]
) -> list[Kept]:
    """What came with the arrivals, kept, and what is still awaited of each."""
    pairs = [(kept, arrival) for kept, arrival in zip(answers, arrivals, strict=True) if _has_files(arrival)]
    if not pairs:
        return list(answers)
    stand = [(kept, arrival) for kept, arrival in pairs if kept.quarantine != Quarantine.WITHDRAWN]
    attachments.expect(connection, ((kept.number, arrival.expects) for kept, arrival in stand if kept.new))
    slots = contents.slots_of(connection, {arrival.subject for _, arrival in stand})
    sent = [
        Sent(kept.number, slot, enclosure.name, enclosure.file)
        for kept, arrival in stand
        if (slot := slots.get(arrival.subject)) is not None
        for enclosure in arrival.enclosures
    ]
    needed = attachments.attach(connection, vault, sent)
    log(connection, *(_came_later(arrival, needed) for kept, arrival in stand if _brings(kept, arrival, needed)))
    awaited = attachments.awaited(connection, {kept.number for kept, arrival in stand if arrival.expects})
    told = (
        replace(
            kept,
            awaited=awaited.get(kept.number, 0),
            spare=tuple(one.file.name for one in arrival.enclosures if one.file.name not in needed),
        )
        if _has_files(arrival)
        else kept
        for kept, arrival in zip(answers, arrivals, strict=True)
    )
    return list(told)


def _has_files(arrival: Arrival) -> bool:
    return bool(arrival.enclosures or arrival.expects)


def _brings(kept: Kept, arrival: Arrival, needed: Set[str]) -> bool:
    return not kept.new and any(one.file.name in needed for one in arrival.enclosures)


def _came_later(arrival: Arrival, needed: Set[str]) -> Deed:
    files = sum(one.file.name in needed for one in arrival.enclosures)
    about = f"submission:{arrival.digest}"
    return Deed(arrival.received_at, f"device:{arrival.device_id}", "submission.files_added", about, {"files": files})
