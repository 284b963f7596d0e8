"""Whether the database has the tables this program expects, and the steps that bring it there when asked."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, literal, select, table

from questionnaires.problems import ProblemError


class MigrationNeeded(ProblemError):
    """The database was made by another version of the program."""

    code = "service.migration_needed"


class MadeByNewer(ProblemError):
    """The database was made by a version of the program that this one does not know."""

    code = "service.made_by_newer"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


@cache
def newest() -> str | None:
    """The step this program needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


@cache
def _steps() -> frozenset[str]:
    """Every step this program knows."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def current(connection: Connection) -> str | None:
    """The step the database is at; None for an empty database."""
    return MigrationContext.configure(connection).get_current_revision()


def prepare(connection: Connection, *, asked: bool) -> None:
    """Make the tables of a new database; move an older one forward only when asked.

    Raises MigrationNeeded, MadeByNewer.
    """
    found = current(connection)
    if found == newest():
        return
    if found is not None and found not in _steps():
        raise MadeByNewer(found=found, needed=str(newest()))
    if found is not None and not asked:
        raise MigrationNeeded(found=found, needed=str(newest()))
    command.upgrade(_config(connection), "head")


def to_move(connection: Connection, *, asked: bool) -> str | None:
    """The step of an older database that holds something and is to be moved on; None where there is none."""
    found = current(connection)
    if not asked or found in (None, newest()) or found not in _steps():
        return None
    tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
    held = (connection.scalar(select(literal(1)).select_from(table(name)).limit(1)) for name in sorted(tables))
    return found if any(held) else None


def make(connection: Connection, step: str) -> None:
    """Make the tables that a database had at some step. Raises MadeByNewer."""
    if step not in _steps():
        raise MadeByNewer(found=step, needed=str(newest()))
    command.upgrade(_config(connection), step)


def require_newest(connection: Connection) -> None:
    """For readers, which never change tables. Raises MigrationNeeded, MadeByNewer."""
    if (found := current(connection)) != newest():
        if found is not None and found not in _steps():
            raise MadeByNewer(found=found, needed=str(newest()))
        raise MigrationNeeded(found=str(found), needed=str(newest()))
