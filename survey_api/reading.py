"""Commands that only read: they open the database read-only, beside a running service or without one."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from survey_api.settings import Database
from survey_api.store import databases, migration

T = TypeVar("T")


def read(database: Database, question: Callable[[Connection], T]) -> T:
    """The answer of one question, in one transaction: one moment of the store.

    Raises NoDatabase, WrongKey, Unreachable, MigrationNeeded.
    """
    engine = databases.reading_engine(database, connections=1)
    try:
        with engine.connect() as connection, connection.begin():
            migration.require_newest(connection)
            return question(connection)
    finally:
        engine.dispose()
