"""Opening the database of a home, embedded or PostgreSQL, for writing or for reading."""

from sqlalchemy import Connection, Engine

from survey_api.settings import Database, Embedded
from survey_api.store import embedded, postgres


def writing_engine(database: Database) -> Engine:
    """The engine that the one writing thread uses. Raises UnsafeSqlite, Unreachable, WrongKey."""
    if isinstance(database, Embedded):
        return embedded.writing_engine(database)
    engine = postgres.writing_engine(database)
    postgres.reachable(engine)
    return engine


def reading_engine(database: Database, connections: int = 8) -> Engine:
    """The engine for everything else; its connections cannot write. Raises NoDatabase, Unreachable, WrongKey."""
    if isinstance(database, Embedded):
        return embedded.reading_engine(database, connections)
    engine = postgres.reading_engine(database, connections)
    postgres.reachable(engine)
    return engine


def verify(database: Database, connection: Connection) -> None:
    """Refuse a database that could lose what was acknowledged. Raises UnsafeSetting, OtherWriter."""
    if isinstance(database, Embedded):
        embedded.verify(connection)
    else:
        postgres.verify(connection)
