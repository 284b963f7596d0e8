"""Many rows in one statement: a busy writer meets the database once a table, not once a row."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table

Bind = Callable[[Any], Any] | None  # how a value goes into the database; None where it goes as it is
MOST_VALUES = 30_000  # in one statement, below what both databases take


def add_rows(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, unless_there: bool = False
) -> None:
    """Insert rows that all name the same columns; ``unless_there`` leaves alone what has their key already."""
    if not rows:
        return
    columns = tuple(rows[0])
    binds = _binds(connection.dialect, table, columns)
    at_once = MOST_VALUES // len(columns)
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        statement = _statement(connection.dialect, table, columns, len(some), unless_there=unless_there)
        values = [row[name] if bind is None else bind(row[name]) for row in some for name, bind in binds]
        connection.exec_driver_sql(statement, tuple(values))


@lru_cache(1024)
def _statement(dialect: Dialect, table: Table, columns: tuple[str, ...], n: int, *, unless_there: bool) -> str:
    quote = dialect.identifier_preparer.quote
    mark = "?" if dialect.paramstyle == "qmark" else "%s"
    row = f"({', '.join([mark] * len(columns))})"
    into = f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, columns))})"
    return f"{into} VALUES {', '.join([row] * n)}{' ON CONFLICT DO NOTHING' if unless_there else ''}"


@lru_cache(64)
def _binds(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> tuple[tuple[str, Bind], ...]:
    types = ((name, table.c[name].type.dialect_impl(dialect)) for name in columns)
    return tuple((name, kind.bind_processor(dialect)) for name, kind in types)
