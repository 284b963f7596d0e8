"""What interviews say, byte for byte as received: the only place that stores it and reads it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from survey_api.store.rows import add_rows
from survey_api.store.tables import Content, rows_of

_CONTENTS = rows_of(Content)
_AT_ONCE = 500  # submissions whose content is in memory together


@dataclass(frozen=True, slots=True)
class Given:
    """The content of one new submission, and the case it is about."""

    submission: int
    case_id: str | None
    content: bytes = field(repr=False)


def store(connection: Connection, given: Sequence[Given]) -> None:
    """Keep the content of new submissions, in the caller's transaction."""
    add_rows(connection, _CONTENTS, [{"submission": one.submission, "content": one.content} for one in given])


def read(connection: Connection, submissions: Sequence[int]) -> Mapping[int, bytes]:
    """The content of submissions by their number."""
    wanted = select(_CONTENTS.c.submission, _CONTENTS.c.content).where(_CONTENTS.c.submission.in_(submissions))
    return {row.submission: bytes(row.content) for row in connection.execute(wanted)}


def each(connection: Connection, submissions: Sequence[int]) -> Iterable[tuple[int, bytes]]:
    """The same for any number of submissions, in the order given, a few in memory at a time."""
    for start in range(0, len(submissions), _AT_ONCE):
        some = submissions[start : start + _AT_ONCE]
        found = read(connection, some)
        yield from ((number, found[number]) for number in some if number in found)
