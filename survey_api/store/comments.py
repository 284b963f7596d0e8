"""Comments of reviewers: kept, and read by whoever holds the keys of the cases."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, func, insert, select

from survey_api.security.locking import lock, unlock
from survey_api.store import contents
from survey_api.store.review_tables import ReviewComment, ReviewText
from survey_api.store.tables import rows_of
from survey_api.store.vault import Vault

_COMMENTS, _TEXTS = rows_of(ReviewComment), rows_of(ReviewText)
ON_QUESTION, ANSWER, EVIDENCE = "question", "answer", "evidence"
MOST_NAMED = 500  # in one query


@dataclass(frozen=True, slots=True)
class Said:
    """One comment to be kept. ``thread`` is None where it opens one."""

    submission: int
    subject: str  # whose key locks its words
    kind: str
    path: str
    position: str
    by: str
    at: datetime
    text: str = field(repr=False)
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment as it is kept; its words are None where they were withdrawn."""

    number: int
    thread: int
    submission: int
    kind: str
    path: str
    position: str
    by: str
    at: datetime
    text: str | None = field(repr=False)


def keep(connection: Connection, vault: Vault, said: Said) -> int | None:
    """Keep one comment in the caller's transaction: its number; None where its case was withdrawn."""
    slot = contents.slot_for(connection, vault, said.subject)
    if slot is None:
        return None
    number = 1 + int(connection.scalar(select(func.max(_COMMENTS.c.number))) or 0)
    row = {
        "number": number,
        "thread": said.thread or number,
        "submission": said.submission,
        "kind": said.kind,
        "path": said.path,
        "position": said.position,
        "by": said.by,
        "at": said.at,
    }
    connection.execute(insert(_COMMENTS), row)
    locked = lock(vault.keys([slot])[slot], _place(number), said.text.encode())
    connection.execute(insert(_TEXTS), {"comment": number, "slot": slot, "text": locked})
    return number


def about(connection: Connection, vault: Vault, submissions: Iterable[int]) -> tuple[Comment, ...]:
    """The comments on some versions, the oldest first."""
    wanted, found = sorted(set(submissions)), list[RowMapping]()
    for start in range(0, len(wanted), MOST_NAMED):
        some = wanted[start : start + MOST_NAMED]
        rows = (
            select(_COMMENTS, _TEXTS.c.slot, _TEXTS.c.text)
            .join(_TEXTS, _TEXTS.c.comment == _COMMENTS.c.number, isouter=True)
            .where(_COMMENTS.c.submission.in_(some))
        )
        found += connection.execute(rows).mappings().all()
    keys = vault.keys(row["slot"] for row in found if row["slot"] is not None)
    told = [_comment(row, keys) for row in found]
    return tuple(sorted(told, key=lambda comment: comment.number))


def forget(connection: Connection, submissions: Sequence[int]) -> None:
    """Forget the words of what was said about some versions; that something was said remains."""
    of_these = select(_COMMENTS.c.number).where(_COMMENTS.c.submission.in_(submissions))
    connection.execute(delete(_TEXTS).where(_TEXTS.c.comment.in_(of_these)))


def forget_about(connection: Connection, submissions: Sequence[int], questions: Set[str]) -> None:
    """Forget the words of what was said about some questions, or groups of them, of some versions."""
    chosen = select(_COMMENTS.c.number, _COMMENTS.c.path).where(_COMMENTS.c.submission.in_(submissions))
    gone = [number for number, path in connection.execute(chosen) if not questions.isdisjoint(path.split("/"))]
    connection.execute(delete(_TEXTS).where(_TEXTS.c.comment.in_(gone)))


def _comment(row: RowMapping, keys: Mapping[int, bytes]) -> Comment:
    told = {name: row[name] for name in Comment.__dataclass_fields__ if name != "text"}
    slot, locked = row["slot"], row["text"]
    text = None
    if isinstance(slot, int) and slot in keys and isinstance(locked, bytes | memoryview):
        text = unlock(keys[slot], _place(int(str(row["number"]))), bytes(locked)).decode()
    return Comment(**told, text=text)


def _place(number: int) -> str:
    return f"comment {number}"
