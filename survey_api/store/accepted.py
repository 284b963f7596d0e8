"""Queries on accepted submissions: what an export is made from."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from survey_api.store import attachments, contents, edits
from survey_api.store.tables import Submission, rows_of
from survey_api.store.vault import Vault

_SUBMISSIONS = rows_of(Submission)


@dataclass(frozen=True)
class Accepted:
    """One accepted submission as received."""

    form_id: str
    version: str
    instance_id: str
    content: bytes


def accepted(connection: Connection, vault: Vault, counting: Set[int] | None = None) -> Iterator[Accepted]:
    """The current record of every interview, in the order of their names, not of their arrival.

    ``counting``: the numbers of those that stand after what people decided; by default what the graph says.
    """
    versions = edits.versions(connection)
    chosen = edits.heads(versions) if counting is None else [one for one in versions if one.number in counting]
    heads = sorted(chosen, key=lambda head: head.name)
    version_of = {
        row.number: row.version for row in connection.execute(select(_SUBMISSIONS.c.number, _SUBMISSIONS.c.version))
    }
    contained = contents.each(connection, vault, [head.number for head in heads])
    for head, (number, content) in zip(heads, contained, strict=True):
        yield Accepted(head.form_id, version_of[number], head.instance_id, content)


def heads_awaiting(connection: Connection) -> tuple[str, ...]:
    """The current records of which a file that they name has not come, by their names."""
    awaiting = attachments.incomplete(connection)
    found = edits.heads(edits.versions(connection)) if awaiting else ()
    return tuple(sorted(head.instance_id for head in found if head.number in awaiting))


def contents_from(connection: Connection, vault: Vault, form_id: str, device_id: str) -> Iterator[bytes]:
    """The accepted records of one form that one device sent."""
    wanted = select(_SUBMISSIONS.c.number).where(
        _SUBMISSIONS.c.quarantine.is_(None), _SUBMISSIONS.c.form_id == form_id, _SUBMISSIONS.c.device_id == device_id
    )
    for _, content in contents.each(connection, vault, list(connection.scalars(wanted))):
        yield content


def cases_with(connection: Connection, form_id: str, case_ids: Sequence[str]) -> frozenset[str]:
    """Which of these cases have an accepted record of a form."""
    wanted = select(_SUBMISSIONS.c.case_id).where(
        _SUBMISSIONS.c.quarantine.is_(None),
        _SUBMISSIONS.c.form_id == form_id,
        _SUBMISSIONS.c.case_id.in_(case_ids),
    )
    return frozenset(connection.scalars(wanted))


def n_quarantined(connection: Connection) -> int:
    """How many submissions wait for a decision."""
    counted = select(func.count()).select_from(_SUBMISSIONS).where(_SUBMISSIONS.c.quarantine.is_not(None))
    return int(connection.scalar(counted) or 0)
