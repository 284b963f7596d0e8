"""Taking out of stored records what is no longer needed, a few at a time; what was received keeps its digest."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, delete, func, select

from questionnaires.records import read_record
from questionnaires.removed import without_answers, without_sealed
from survey_api.security.sealing import sealed_to
from survey_api.store import attachments, comments, contents
from survey_api.store.rows import add_rows
from survey_api.store.sealed import submissions_with_sealed
from survey_api.store.tables import Attachment, Content, Removal, SealedOriginal, StoredFile, Submission, rows_of
from survey_api.store.vault import Vault

_SUBMISSIONS = rows_of(Submission)
_CONTENTS = rows_of(Content)
_ORIGINALS = rows_of(SealedOriginal)
_ATTACHMENTS = rows_of(Attachment)
_FILES = rows_of(StoredFile)
_REMOVALS = rows_of(Removal)
ANSWERS, IDENTIFIERS = "answers", "identifiers"
AT_ONCE = 200  # records in one transaction


@dataclass(frozen=True)
class Removed:
    """What one transaction took out; ``files`` can be removed from the folder once it is committed."""

    what: str
    records: int
    left: int
    files: Sequence[str] = ()


def with_answers(connection: Connection, forms: Set[str]) -> list[int]:
    """The records of these forms whose answers were not taken out yet."""
    of_form = select(_SUBMISSIONS.c.number).where(_SUBMISSIONS.c.form_id.in_(sorted(forms)))
    stored = of_form.join(_CONTENTS, _CONTENTS.c.submission == _SUBMISSIONS.c.number)
    return list(connection.scalars(_not_yet(stored, ANSWERS)))


def with_identifiers(connection: Connection) -> list[int]:
    """The records that may hold something sealed which was not taken out yet."""
    done = set(connection.scalars(select(_REMOVALS.c.submission).where(_REMOVALS.c.what == IDENTIFIERS)))
    return [number for number in submissions_with_sealed(connection) if number not in done]


def removed(connection: Connection, what: str) -> tuple[int, datetime | None]:
    """From how many records this was taken out so far, and when the last time."""
    told = select(func.count(), func.max(_REMOVALS.c.removed_at)).where(_REMOVALS.c.what == what)
    n, last = connection.execute(told).one()
    return int(n), last


def remove_answers(
    connection: Connection, vault: Vault, questions: Mapping[str, Set[str]], at: datetime, most: int = AT_ONCE
) -> Removed:
    """Take the answers to these questions, by form, out of the next records, and what reviewers wrote about them."""
    found = with_answers(connection, questions.keys())
    some = found[:most]
    rewritten = {}
    for number, content in contents.read(connection, vault, some).items():
        record = read_record(content)
        rewritten[number] = without_answers(record, questions[record.form_id])
    contents.rewrite(connection, vault, rewritten)
    comments.forget_about(connection, some, frozenset(name for names in questions.values() for name in names))
    _note(connection, some, ANSWERS, at)
    return Removed(ANSWERS, len(some), len(found) - len(some))


def remove_identifiers(connection: Connection, vault: Vault, at: datetime, most: int = AT_ONCE) -> Removed:
    """Take what is sealed out of the next records, in the caller's transaction: answers, originals, files."""
    found = with_identifiers(connection)
    some = found[:most]
    read = contents.read(connection, vault, some)
    contents.rewrite(connection, vault, {number: without_sealed(read_record(one)) for number, one in read.items()})
    contents.forget_originals(connection, some)
    files = sorted(set(_sealed_files(connection, vault, some)))
    connection.execute(delete(_ATTACHMENTS).where(_ATTACHMENTS.c.file.in_(files)))
    connection.execute(delete(_FILES).where(_FILES.c.name.in_(files)))
    _note(connection, some, IDENTIFIERS, at)
    return Removed(IDENTIFIERS, len(some), len(found) - len(some), files)


def n_originals(connection: Connection) -> int:
    """How many records are kept as they came, sealed."""
    return int(connection.scalar(select(func.count()).select_from(_ORIGINALS)) or 0)


def _sealed_files(connection: Connection, vault: Vault, submissions: Sequence[int]) -> Iterator[str]:
    with_files = select(_ATTACHMENTS.c.submission).where(_ATTACHMENTS.c.submission.in_(submissions)).distinct()
    for number in connection.scalars(with_files).all():
        for one in attachments.of(connection, vault, number):
            if sealed_to(one.key.decode("ascii", "replace")):
                yield one.file


def _not_yet(wanted: Select[tuple[int]], what: str) -> Select[tuple[int]]:
    done = (_REMOVALS.c.submission == _SUBMISSIONS.c.number) & (_REMOVALS.c.what == what)
    left = wanted.join(_REMOVALS, done, isouter=True).where(_REMOVALS.c.submission.is_(None))
    return left.order_by(_SUBMISSIONS.c.number)


def _note(connection: Connection, submissions: Sequence[int], what: str, at: datetime) -> None:
    add_rows(connection, _REMOVALS, [{"submission": one, "what": what, "removed_at": at} for one in submissions])
