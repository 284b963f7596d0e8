"""The embedded database: SQLCipher in the home, every acknowledged row on the disk."""

from typing import Any
from urllib.parse import quote

import sqlcipher3
from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from questionnaires.problems import ProblemError
from survey_api.settings import Embedded

FIRST_SAFE_SQLITE = (3, 51, 3)  # earlier versions can lose committed pages in write-ahead mode
PATIENCE = 1.0  # seconds that another program may hold the database before we say that it does
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # full: a receipt survives a power cut
    "foreign_keys": 1,
    "trusted_schema": 0,
    "secure_delete": 1,
    "temp_store": 2,
    "mmap_size": 0,
}


class UnsafeSqlite(ProblemError):
    """The SQLite library is one of the versions that can lose committed rows."""

    code = "service.sqlite_unsafe"


class UnsafeSetting(ProblemError):
    """The database does not keep a setting that durability depends on."""

    code = "service.setting_unsafe"


class WrongKey(ProblemError):
    """The database cannot be read with the key given."""

    code = "service.wrong_key"


class NoDatabase(ProblemError):
    """There is no database in the home yet."""

    code = "service.no_database"


def refuse_old_sqlite(version: tuple[int, int, int]) -> None:
    """Raises UnsafeSqlite for the versions with the write-ahead bug."""
    if version < FIRST_SAFE_SQLITE:
        raise UnsafeSqlite(found=_dotted(version), least=_dotted(FIRST_SAFE_SQLITE))


def _dotted(version: tuple[int, int, int]) -> str:
    return ".".join(map(str, version))


def writing_engine(database: Embedded) -> Engine:
    """The engine of the one writing thread: one connection, which alone moves the log into the database."""
    refuse_old_sqlite(sqlcipher3.sqlite_version_info)
    database.path.touch(mode=0o600)
    engine = _engine(database, "rw", connections=1)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def reading_engine(database: Embedded, connections: int) -> Engine:
    """The engine of everything that only reads: connections that cannot write. Raises NoDatabase."""
    refuse_old_sqlite(sqlcipher3.sqlite_version_info)
    if not database.path.exists():
        raise NoDatabase(path=str(database.path))
    engine = _engine(database, "ro", connections=connections)
    event.listen(engine, "begin", _begin_deferred)
    return engine


def _engine(database: Embedded, mode: str, connections: int) -> Engine:
    def connect() -> Any:  # a DB-API connection, which has no common type
        return _connection(database, mode)

    return create_engine(
        "sqlite://",
        module=sqlcipher3,
        creator=connect,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # errors are logged, and answers must not be
    )


def _connection(database: Embedded, mode: str) -> Any:  # a DB-API connection, which has no common type
    address = f"file:{quote(str(database.path))}?mode={mode}"
    connection = sqlcipher3.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=PATIENCE)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE").close()  # what it finds is said below, in a sentence
        connection.execute(f"PRAGMA key = {_key_literal(database.key)}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        for name, value in PRAGMAS.items():
            if name != "journal_mode" or mode != "ro":
                connection.execute(f"PRAGMA {name} = {value}").close()
    except sqlcipher3.DatabaseError as error:
        connection.close()
        if "not a database" in str(error):
            raise WrongKey(path=str(database.path)) from None
        raise
    return connection


def _key_literal(key: str) -> str:
    if len(key) == 64 and all(letter in "0123456789abcdefABCDEF" for letter in key):
        return f"\"x'{key}'\""
    return "'" + key.replace("'", "''") + "'"


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def verify(connection: Connection) -> None:
    """Raises UnsafeSetting where a setting did not take."""
    for name, wanted in PRAGMAS.items():
        found = connection.exec_driver_sql(f"PRAGMA {name}").scalar()
        if found is not None and str(found).lower() != str(wanted).lower():
            raise UnsafeSetting(setting=name, found=str(found), wanted=str(wanted))
