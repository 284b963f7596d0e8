"""A PostgreSQL database: reached through psycopg, its durability settings verified before anything is taken."""

import time

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError

from questionnaires.problems import ProblemError
from survey_api.settings import Server
from survey_api.store.embedded import UnsafeSetting

REQUIRED = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "data_sync_retry": "off"}
WRITER_LOCK = 0x414D454D  # "AMEM": one writing process a database, whatever the machine
PATIENCE = 3.0  # seconds that a process before us is given to be gone


class OtherWriter(ProblemError):
    """Another process writes to this database."""

    code = "service.other_writer"


class Unreachable(ProblemError):
    """The PostgreSQL server does not answer."""

    code = "service.database_unreachable"


def writing_engine(database: Server) -> Engine:
    """The engine of the one writing thread."""
    return create_engine(database.url, pool_size=1, max_overflow=0, hide_parameters=True)


def reading_engine(database: Server, connections: int) -> Engine:
    """The engine of everything that only reads."""
    engine = create_engine(
        database.url, pool_size=connections, max_overflow=0, pool_pre_ping=True, hide_parameters=True
    )
    event.listen(engine, "begin", _read_only)
    return engine


def _read_only(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def verify(connection: Connection) -> None:
    """Take the writer's place and look at the settings. Raises OtherWriter, UnsafeSetting."""
    _take_place(connection)
    for name, wanted in REQUIRED.items():
        found = connection.scalar(text("SELECT current_setting(:name)"), {"name": name})
        if found != wanted:
            raise UnsafeSetting(setting=name, found=str(found), wanted=wanted)


def _take_place(connection: Connection) -> None:
    """The server frees the place of a process that ended a moment later: a restart waits for it."""
    deadline = time.monotonic() + PATIENCE
    while not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": WRITER_LOCK}):
        if time.monotonic() > deadline:
            raise OtherWriter()
        time.sleep(0.05)


def reachable(engine: Engine) -> None:
    """Raises Unreachable where the server does not answer."""
    try:
        engine.connect().close()
    except OperationalError:
        raise Unreachable() from None
