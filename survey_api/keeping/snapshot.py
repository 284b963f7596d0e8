"""One moment of a database as one locked file, and back: the same tables, whichever database they stand in."""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, DateTime, MetaData, Table, func, select, text

from questionnaires.problems import ProblemError
from survey_api.settings import Database, Embedded
from survey_api.store import databases, embedded, migration
from survey_api.store.files import to_disk
from survey_api.store.rows import add_rows
from survey_api.store.tables import Moment

AT_ONCE = 200  # rows that are in memory together
STEPS = "alembic_version"


class HomeNotEmpty(ProblemError):
    """Something is there already: nothing is ever restored over it."""

    code = "keeping.home_not_empty"


def take(database: Database, path: Path, key: str) -> None:
    """Write a database as it stands at one moment; on the disk when this returns. Others may write meanwhile.

    Raises NoDatabase, WrongKey, Unreachable.
    """
    engine = databases.reading_engine(database, 1)
    try:
        if isinstance(database, Embedded):
            with engine.connect() as connection:
                plain: Any = connection.connection.driver_connection  # outside a transaction, as the statement asks
                plain.execute("VACUUM INTO ?", (str(path),))
        else:
            with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
                _write(connection, Embedded(path, key))
    finally:
        engine.dispose()
    path.chmod(0o600)
    with path.open("rb") as written:
        os.fsync(written.fileno())
    to_disk(path.parent)


def fill(taken: Embedded, database: Database) -> str:
    """Make an empty database what another was at that moment, step of migration included. Raises HomeNotEmpty."""
    engine = databases.writing_engine(database)
    try:
        with opened(taken) as source, engine.connect() as connection, connection.begin():
            if migration.current(connection) is not None:
                raise HomeNotEmpty(place="PostgreSQL")
            step = migration.current(source) or ""
            migration.make(connection, step)
            tables = _tables(connection)
            for name, table in tables.items():
                if name != STEPS:
                    _copy(source, connection, table)
            _count_on(connection, tables)
        return step
    finally:
        engine.dispose()


@contextmanager
def opened(taken: Embedded) -> Iterator[Connection]:
    """A snapshot, to be read: one transaction."""
    engine = embedded.reading_engine(taken, 1)
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


def counts(connection: Connection) -> dict[str, int]:
    """The number of rows of every table."""
    return {
        name: int(connection.scalar(select(func.count()).select_from(table)) or 0)
        for name, table in sorted(_tables(connection).items())
    }


def _write(source: Connection, target: Embedded) -> None:
    tables = _tables(source)
    engine = embedded.writing_engine(target)
    try:
        with engine.connect() as connection:
            with connection.begin():
                next(iter(tables.values())).metadata.create_all(connection)
                for table in tables.values():
                    _copy(source, connection, table)
            plain: Any = connection.connection.driver_connection
            plain.execute("PRAGMA journal_mode = DELETE").fetchall()  # one whole file
    finally:
        engine.dispose()


def _copy(source: Connection, target: Connection, table: Table) -> None:
    order = list(table.primary_key) or list(table.columns)
    result = source.execution_options(yield_per=AT_ONCE).execute(select(table).order_by(*order))
    with closing(result):
        for some in result.mappings().partitions():
            add_rows(target, table, [dict(row) for row in some])


def _tables(connection: Connection) -> dict[str, Table]:
    """The tables that are there, each after those it refers to, with types that mean the same in both databases."""
    found, plain = MetaData(), MetaData()
    found.reflect(connection)
    return {table.name: Table(table.name, plain, *map(_plain, table.columns)) for table in found.sorted_tables}


def _plain(column: Column[Any]) -> Column[Any]:
    kind = column.type.as_generic()
    same = Moment() if isinstance(kind, DateTime) else kind
    return Column(column.name, same, primary_key=column.primary_key, nullable=column.nullable, autoincrement=False)


def _count_on(connection: Connection, tables: Mapping[str, Table]) -> None:
    """A server that numbers rows by itself goes on after the last one."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables.values():
        for column in table.primary_key:
            of_column = {"table": table.name, "column": column.name}
            sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), of_column)
            last = connection.scalar(select(func.max(column))) if sequence else None
            if last is not None:
                connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})
