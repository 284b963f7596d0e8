"""What a database or a disk may be short of for a while: told to whoever asks, then work goes on."""

import errno
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from questionnaires.problems import ProblemError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FULL_ON_SERVER = "53100"
GONE_ON_SERVER = ("08", "57P")  # the connection broke; the server is ending or starting


class DiskFull(ProblemError):
    """There is no room left to write; nothing was acknowledged, and what was there is untouched."""

    code = "keeping.disk_full"


class Unavailable(ProblemError):
    """The database does not answer now: it restarts, or another program holds it."""

    code = "keeping.database_unavailable"


def failure_of(error: BaseException) -> ProblemError | None:
    """The passing shortage behind an error; None where the database can no longer be trusted."""
    for one in _behind(error):
        if isinstance(one, DiskFull | Unavailable):
            return one
        if (isinstance(one, OSError) and one.errno in FULL) or "database or disk is full" in str(one):
            return DiskFull()
        state = getattr(one, "sqlstate", None) or ""
        if state == FULL_ON_SERVER:
            return DiskFull()
        if state.startswith(GONE_ON_SERVER) or "database is locked" in str(one):
            return Unavailable()
        if _is_unreachable(one) or (isinstance(one, DBAPIError) and one.connection_invalidated):
            return Unavailable()
    return None


def _is_unreachable(error: BaseException) -> bool:
    """Whether psycopg found nobody there: its error without a state, for no server has said anything."""
    kind = type(error)
    silent = getattr(error, "sqlstate", None) is None
    return silent and kind.__name__ == "OperationalError" and kind.__module__.startswith("psycopg")


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        if isinstance(error, DBAPIError) and error.orig is not None:
            yield error.orig
        error = error.__cause__ or error.__context__
