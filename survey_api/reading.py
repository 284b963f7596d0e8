"""Commands that only read: they open the database read-only, beside a running service or without one."""

from collections.abc import Callable
from contextlib import closing
from typing import TypeVar

from sqlalchemy import Connection

from survey_api.settings import Database, Server, Settings
from survey_api.store import databases, migration
from survey_api.store.vault import Vault

T = TypeVar("T")


def read(database: Database, question: Callable[[Connection], T]) -> T:
    """The answer of one question, in one transaction: one moment of the store.

    Raises NoDatabase, WrongKey, Unreachable, MigrationNeeded.
    """
    engine = databases.reading_engine(database, connections=1)
    try:
        with engine.connect() as connection:
            if isinstance(database, Server):  # where otherwise each statement has a moment of its own
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                migration.require_newest(connection)
                return question(connection)
    finally:
        engine.dispose()


def read_contents(settings: Settings, question: Callable[[Connection, Vault], T]) -> T:
    """The same for a question about what interviews say, which needs the keys of their cases."""

    def ask(connection: Connection) -> T:
        with closing(Vault(settings.home.vault, settings.vault_key, writing=False)) as vault:
            return question(connection, vault)

    return read(settings.database, ask)
