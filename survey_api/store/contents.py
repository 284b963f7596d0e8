"""What interviews say, locked with the key of their case: the only place that stores it and reads it."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from survey_api.security.locking import lock, unlock
from survey_api.store import attachments
from survey_api.store.rows import add_rows
from survey_api.store.tables import Content, KeySlot, SealedOriginal, rows_of
from survey_api.store.vault import Vault

_CONTENTS = rows_of(Content)
_ORIGINALS = rows_of(SealedOriginal)
_SLOTS = rows_of(KeySlot)
_AT_ONCE = 500  # submissions whose content is in memory together


@dataclass(frozen=True, slots=True)
class Given:
    """The content of one new submission, and whom or what it is about: what is withdrawn together has one subject.

    ``original``: as it came, sealed to the custodian; empty where it came as it is stored.
    """

    submission: int
    subject: str
    content: bytes = field(repr=False)
    original: str = field(default="", repr=False)


def store(connection: Connection, vault: Vault, given: Sequence[Given]) -> None:
    """Keep the content of new submissions, in the caller's transaction; not that of subjects that were withdrawn."""
    slots = slots_of(connection, {one.subject for one in given})
    keep = [one for one in given if slots.get(one.subject, 0) is not None]
    slots |= _new_slots(connection, vault, sorted({one.subject for one in keep} - slots.keys()))
    keys = vault.keys(slot for one in keep if (slot := slots[one.subject]) is not None)
    add_rows(connection, _CONTENTS, [_row(one, slots[one.subject] or 0, keys) for one in keep])
    sealed = [one for one in keep if one.original]
    add_rows(connection, _ORIGINALS, [_original_row(one, slots[one.subject] or 0, keys) for one in sealed])


def read(connection: Connection, vault: Vault, submissions: Sequence[int]) -> Mapping[int, bytes]:
    """The content of submissions by their number; of those that were withdrawn, nothing. Raises ContentDamaged."""
    wanted = select(_CONTENTS).where(_CONTENTS.c.submission.in_(submissions))
    found = connection.execute(wanted).all()
    keys = vault.keys(row.slot for row in found)
    return {
        row.submission: unlock(keys[row.slot], _place(row.submission), bytes(row.content))
        for row in found
        if row.slot in keys
    }


def read_originals(connection: Connection, vault: Vault, submissions: Sequence[int]) -> Mapping[int, str]:
    """The sealed originals of submissions that have one, by their number. Raises ContentDamaged."""
    found = connection.execute(select(_ORIGINALS).where(_ORIGINALS.c.submission.in_(submissions))).all()
    keys = vault.keys(row.slot for row in found)
    return {
        row.submission: unlock(keys[row.slot], _original_place(row.submission), bytes(row.original)).decode("ascii")
        for row in found
        if row.slot in keys
    }


def rewrite(connection: Connection, vault: Vault, rewritten: Mapping[int, bytes]) -> None:
    """Store other content in the place of what is there, in the caller's transaction; its digest stays what it was."""
    found = connection.execute(
        select(_CONTENTS.c.submission, _CONTENTS.c.slot).where(_CONTENTS.c.submission.in_(rewritten))
    )
    slots = {row.submission: row.slot for row in found}
    keys = vault.keys(slots.values())
    for number in rewritten.keys() & slots.keys():
        locked = lock(keys[slots[number]], _place(number), rewritten[number])
        connection.execute(update(_CONTENTS).where(_CONTENTS.c.submission == number).values(content=locked))


def forget_originals(connection: Connection, submissions: Sequence[int]) -> None:
    """Keep these records no longer as they came, in the caller's transaction."""
    connection.execute(delete(_ORIGINALS).where(_ORIGINALS.c.submission.in_(submissions)))


def each(connection: Connection, vault: Vault, submissions: Sequence[int]) -> Iterable[tuple[int, bytes]]:
    """The same for any number of submissions, in the order given, a few in memory at a time."""
    for start in range(0, len(submissions), _AT_ONCE):
        some = submissions[start : start + _AT_ONCE]
        found = read(connection, vault, some)
        yield from ((number, found[number]) for number in some if number in found)


def withdraw(connection: Connection, subject: str, at: datetime) -> int | None:
    """Forget what was said about a subject, now and whatever comes later.

    The slot whose key is to be destroyed once this is committed; None where nothing was ever stored.
    """
    slot = slots_of(connection, {subject}).get(subject)
    if slot is None:
        add_rows(connection, _SLOTS, [{"subject": subject, "slot": None, "withdrawn_at": at}], unless_there=True)
        return None
    for table in (_CONTENTS, _ORIGINALS):
        connection.execute(delete(table).where(table.c.slot == slot))
    attachments.forget(connection, slot)
    connection.execute(update(_SLOTS).where(_SLOTS.c.subject == subject).values(withdrawn_at=at))
    return slot


def slots_of(connection: Connection, subjects: Set[str]) -> dict[str, int | None]:
    """The slot of each subject that has one; None for those that were withdrawn."""
    found = connection.execute(select(_SLOTS).where(_SLOTS.c.subject.in_(sorted(subjects))))
    return {row.subject: row.slot if row.withdrawn_at is None else None for row in found}


def slot_for(connection: Connection, vault: Vault, subject: str) -> int | None:
    """The slot of a subject, given to it now where it has none; None where it was withdrawn."""
    slots = slots_of(connection, {subject}) or _new_slots(connection, vault, [subject])
    return slots[subject]


def pass_over(connection: Connection, last: int) -> None:
    """Give no slot up to the last: after a restore, some of them lock what a newer backup holds."""
    if int(connection.scalar(select(func.max(_SLOTS.c.slot))) or 0) < last:
        row = {"subject": f"passed over to {last}", "slot": last, "withdrawn_at": None}
        add_rows(connection, _SLOTS, [row], unless_there=True)


def withdrawn_slots(connection: Connection) -> list[int]:
    """The slots whose keys are to be destroyed, or were."""
    found = select(_SLOTS.c.slot).where(_SLOTS.c.withdrawn_at.is_not(None), _SLOTS.c.slot.is_not(None))
    return list(connection.scalars(found.order_by(_SLOTS.c.slot)))


def _new_slots(connection: Connection, vault: Vault, subjects: Sequence[str]) -> dict[str, int | None]:
    """A slot that was never used for each subject."""
    if not subjects:
        return {}
    last = int(connection.scalar(select(func.max(_SLOTS.c.slot))) or 0)
    slots: dict[str, int | None] = dict(zip(subjects, vault.unused(last, len(subjects)), strict=True))
    rows = [{"subject": subject, "slot": slot, "withdrawn_at": None} for subject, slot in slots.items()]
    add_rows(connection, _SLOTS, rows)
    return slots


def _row(one: Given, slot: int, keys: Mapping[int, bytes]) -> Mapping[str, object]:
    locked = lock(keys[slot], _place(one.submission), one.content)
    return {"submission": one.submission, "slot": slot, "content": locked}


def _original_row(one: Given, slot: int, keys: Mapping[int, bytes]) -> Mapping[str, object]:
    locked = lock(keys[slot], _original_place(one.submission), one.original.encode("ascii"))
    return {"submission": one.submission, "slot": slot, "original": locked}


def _original_place(submission: int) -> str:
    return f"original {submission}"


def _place(submission: int) -> str:
    return f"content {submission}"
