"""The keys of cases, apart from what they lock: when a key is destroyed, no copy of the database can be read there.

Beside them lie the keys that tablets seal interviews to, by their names.

Keys lie ready in numbered slots before anybody needs one, so that receiving never waits for this file; which case has
which slot is written with the content, in the service's database. Backups of this file replace one another.
"""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from survey_api.security.locking import new_key
from survey_api.settings import Embedded
from survey_api.store.embedded import reading_engine, writing_engine

READY = 4_096  # slots made at a time
REMEMBERED = 100_000  # keys in memory
REMEMBERS = 1  # what the file calls itself while it may still hold what was destroyed


class Vault:
    """The file of keys. ``writing``: the one process that may make and destroy keys."""

    def __init__(self, path: Path, key: str, *, writing: bool) -> None:
        place = Embedded(path, key)
        self._lock = threading.Lock()
        self._known: dict[int, bytes] = {}
        self._receiving: dict[str, bytes] | None = None  # once asked for
        self._last = 0
        self._empty = not writing and not path.exists()  # nothing was received yet
        if self._empty:
            return
        self._engine = writing_engine(place) if writing else reading_engine(place, 1)
        with self._transaction() as connection:
            if writing:
                connection.execute(text("CREATE TABLE IF NOT EXISTS keys (slot INTEGER PRIMARY KEY, key BLOB)"))
                connection.execute(text("CREATE TABLE IF NOT EXISTS receiving (name TEXT PRIMARY KEY, key BLOB)"))
            self._last = int(connection.scalar(text("SELECT max(slot) FROM keys")) or 0)

    @property
    def last(self) -> int:
        """The last slot that has, or had, a key."""
        return self._last

    def unused(self, last: int, count: int) -> list[int]:
        """Slots after the last one that is in use, with a key in each; on the disk when this returns."""
        found: list[int] = []
        while len(found) < count:
            self._make_up_to(last + count)
            ahead = range(last + 1, self._last + 1)
            found += sorted(self.keys(ahead[: 2 * count]).keys())[: count - len(found)]
            last = ahead[min(2 * count, len(ahead)) - 1]
        return found

    def _make_up_to(self, last: int) -> None:
        if last <= self._last:
            return
        slots = range(self._last + 1, last + READY + 1)
        with self._transaction() as connection:
            made = [{"slot": slot, "key": new_key()} for slot in slots]
            connection.execute(text("INSERT INTO keys (slot, key) VALUES (:slot, :key)"), made)
        self._last = slots[-1]

    def keys(self, slots: Iterable[int]) -> Mapping[int, bytes]:
        """The keys in these slots; a destroyed one is not among them."""
        wanted = set(slots)
        if not self._empty and (missing := sorted(wanted - self._known.keys())):
            self._fetch(missing)
        return {slot: self._known[slot] for slot in wanted if slot in self._known}

    def destroyed(self, slots: Iterable[int]) -> frozenset[int]:
        """Which of these slots once held a key."""
        wanted = set(slots)
        if self._empty or not wanted:
            return frozenset()
        with self._transaction() as connection:
            found = connection.scalars(text("SELECT slot FROM keys WHERE key IS NULL")).all()
        return frozenset(wanted & set(found))

    def destroy(self, slots: Iterable[int]) -> None:
        """Destroy keys: in memory, in the file, and in what the file remembers of itself.

        Where the last of it fails, on a full disk, it is done the next time that this is called, whatever the slots.
        """
        gone = [{"slot": slot} for slot in self.keys(slots)]
        if gone:
            with self._transaction() as connection:
                connection.execute(text("UPDATE keys SET key = NULL WHERE slot = :slot"), gone)
                connection.execute(text(f"PRAGMA user_version = {REMEMBERS}"))
            for one in gone:
                self._known.pop(one["slot"], None)
        with self._lock, self._engine.connect() as connection:
            plain: Any = connection.connection.driver_connection  # outside a transaction, as these statements ask
            if plain.execute("PRAGMA user_version").fetchone()[0] == REMEMBERS:
                self._wipe(plain)

    def receiving(self) -> Mapping[str, bytes]:
        """The private keys that open what tablets sealed, by their names."""
        if self._receiving is None:
            self._receiving = self._read_receiving()
        return self._receiving

    def keep_receiving(self, name: str, key: bytes) -> None:
        """Keep a private key; on the disk when this returns."""
        with self._transaction() as connection:
            added = {"name": name, "key": key}
            connection.execute(text("INSERT INTO receiving (name, key) VALUES (:name, :key)"), added)
        self._receiving = None

    def destroy_receiving(self, names: Iterable[str]) -> None:
        """Destroy private keys that are still there: in the file, and in what the file remembers of itself."""
        gone = [{"name": name} for name in names if name in self.receiving()]
        if not gone:
            return
        with self._transaction() as connection:
            connection.execute(text("DELETE FROM receiving WHERE name = :name"), gone)
            connection.execute(text(f"PRAGMA user_version = {REMEMBERS}"))
        self._receiving = None
        self.destroy(())

    def _read_receiving(self) -> dict[str, bytes]:
        if self._empty:
            return {}
        with self._transaction() as connection:
            there = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'receiving'"
            if not connection.scalar(text(there)):  # a file that an older program wrote, and nothing was added to
                return {}
            found = connection.execute(text("SELECT name, key FROM receiving")).all()
        return {str(row.name): bytes(row.key) for row in found}

    def _wipe(self, plain: Any) -> None:  # a DB-API connection, which has no common type
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        plain.execute("VACUUM")
        plain.execute("PRAGMA user_version = 0")
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def copy_to(self, path: Path) -> None:
        """A copy under the same key, in the place of the one before; on the disk when this returns."""
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with self._lock, self._engine.connect() as connection:
            plain: Any = connection.connection.driver_connection
            plain.execute("VACUUM INTO ?", (str(fresh),))
        fresh.replace(path)

    def close(self) -> None:
        """Let go of the file."""
        if not self._empty:
            self._engine.dispose()

    def _fetch(self, slots: list[int]) -> None:
        if len(self._known) > REMEMBERED:
            self._known.clear()
        with self._transaction() as connection:
            for start in range(0, len(slots), 500):
                some = ", ".join(map(str, slots[start : start + 500]))
                found = connection.execute(text(f"SELECT slot, key FROM keys WHERE slot IN ({some})"))  # noqa: S608
                self._known |= {row.slot: bytes(row.key) for row in found if row.key is not None}

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._lock, self._engine.connect() as connection, connection.begin():
            yield connection
