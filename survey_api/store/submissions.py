"""Keeping submissions: each once, exactly as received, a contradiction apart."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, Protocol

from sqlalchemy import Connection, insert, select

from survey_api.store.arrivals import Arrival, Kept, Quarantine
from survey_api.store.events import Deed, log
from survey_api.store.tables import Attachment, Record, Submission, rows_of

_SUBMISSIONS = rows_of(Submission)
_RECORDS = rows_of(Record)
_ATTACHMENTS = rows_of(Attachment)


class SubmissionStore(Protocol):
    """Where submissions go, whatever the database: the answer comes after the commit."""

    def submit(self, arrival: Arrival) -> "Future[Kept]":
        """Queue one arrival. Raises Busy, Stopped."""

    @property
    def running(self) -> bool:
        """Whether what is handed over now will be written."""


def keep(connection: Connection, arrivals: Sequence[Arrival]) -> list[Kept]:
    """Write several arrivals in the caller's transaction; one answer for each, in order.

    The same bytes again are the same submission. The same interview with other bytes is kept in quarantine, and so
    is what follows it, until a person has decided.
    """
    known = _known(connection, arrivals)
    seen = _seen_instances(connection, arrivals)
    answers: list[Kept] = []
    fresh: list[Arrival] = []
    for arrival in arrivals:
        if arrival.sha256 in known:
            answers.append(Kept(new=False, quarantine=known[arrival.sha256]))
            continue
        kept = _apart_if_seen(arrival, seen)
        known[kept.sha256] = kept.quarantine
        seen.add((kept.form_id, kept.instance_id))
        fresh.append(kept)
        answers.append(Kept(new=True, quarantine=kept.quarantine))
    _insert(connection, fresh)
    _insert_enclosures(connection, arrivals)
    return answers


def _apart_if_seen(arrival: Arrival, seen: set[tuple[str, str]]) -> Arrival:
    if (arrival.form_id, arrival.instance_id) in seen:
        return replace(arrival, quarantine=Quarantine.OTHER_BYTES)
    return arrival


def _known(connection: Connection, arrivals: Sequence[Arrival]) -> dict[str, str | None]:
    digests = [arrival.sha256 for arrival in arrivals]
    columns = (_SUBMISSIONS.c.sha256, _SUBMISSIONS.c.quarantine)
    found = connection.execute(select(*columns).where(_SUBMISSIONS.c.sha256.in_(digests)))
    return {row.sha256: row.quarantine for row in found}


def _seen_instances(connection: Connection, arrivals: Sequence[Arrival]) -> set[tuple[str, str]]:
    instances = sorted({arrival.instance_id for arrival in arrivals})
    columns = (_SUBMISSIONS.c.form_id, _SUBMISSIONS.c.instance_id)
    found = connection.execute(select(*columns).where(_SUBMISSIONS.c.instance_id.in_(instances)))
    return {(row.form_id, row.instance_id) for row in found}


def _insert(connection: Connection, fresh: Sequence[Arrival]) -> None:
    if not fresh:
        return
    connection.execute(insert(_SUBMISSIONS), [_submission_row(arrival) for arrival in fresh])
    log(connection, *map(_deed, fresh))
    if records := [_record_row(arrival) for arrival in fresh if arrival.summary is not None]:
        connection.execute(insert(_RECORDS), records)


def _submission_row(arrival: Arrival) -> Mapping[str, Any]:
    return {
        "sha256": arrival.sha256,
        "form_id": arrival.form_id,
        "version": arrival.version,
        "instance_id": arrival.instance_id,
        "content": arrival.content,
        "device_id": arrival.device_id,
        "received_at": arrival.received_at,
        "quarantine": arrival.quarantine,
    }


def _record_row(arrival: Arrival) -> Mapping[str, Any]:
    assert arrival.summary is not None  # noqa: S101 (chosen by the caller)
    return {"sha256": arrival.sha256, "form_id": arrival.form_id, "version": arrival.version, **vars(arrival.summary)}


def _deed(arrival: Arrival) -> Deed:
    action = "submission.quarantined" if arrival.quarantine else "submission.received"
    return Deed(arrival.received_at, f"device:{arrival.device_id}", action, f"submission:{arrival.sha256}")


def _insert_enclosures(connection: Connection, arrivals: Iterable[Arrival]) -> None:
    sent = {
        (arrival.sha256, enclosure.name, enclosure.sha256): enclosure
        for arrival in arrivals
        for enclosure in arrival.enclosures
    }
    if not sent:
        return
    columns = (_ATTACHMENTS.c.submission, _ATTACHMENTS.c.name, _ATTACHMENTS.c.sha256)
    parents = sorted({submission for submission, _, _ in sent})
    held = {tuple(row) for row in connection.execute(select(*columns).where(_ATTACHMENTS.c.submission.in_(parents)))}
    rows = [
        {"submission": key[0], "name": key[1], "sha256": key[2], "content": enclosure.content}
        for key, enclosure in sent.items()
        if key not in held
    ]
    if rows:
        connection.execute(insert(_ATTACHMENTS), rows)
