"""What the service is started with: read once from arguments and environment, then carried as a value."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from presentation.text import Language
from questionnaires.fieldwork import FieldForms
from questionnaires.problems import ProblemError
from survey_api.homes import Home

KEY_FILE = "AMEM_DATABASE_KEY_FILE"
URL = "AMEM_DATABASE_URL"
MEGABYTE = 1024 * 1024


class KeyRequired(ProblemError):
    """The encrypted database cannot be opened: no key was given."""

    code = "service.key_required"


class KeyUnreadable(ProblemError):
    """The file named as key file is absent or holds no key."""

    code = "service.key_unreadable"


class KeyLost(ProblemError):
    """The demonstration's database is there and its key is not: a new one would not open it."""

    code = "service.key_lost"


class UrlUnusable(ProblemError):
    """The database address is not one of PostgreSQL."""

    code = "service.url_unusable"


@dataclass(frozen=True)
class Embedded:
    """The SQLCipher database inside the home."""

    path: Path
    key: str = field(repr=False)


@dataclass(frozen=True)
class Server:
    """A PostgreSQL database; its address may carry a password and is never shown."""

    url: str = field(repr=False)


Database = Embedded | Server


def now_utc() -> datetime:
    """The clock of the machine, for the edges only."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Settings:
    """Everything a running service depends on."""

    home: Home
    database: Database
    field_forms: FieldForms
    language: Language = "fr"
    largest_request: int = 100 * MEGABYTE
    largest_file: int = 25 * MEGABYTE
    least_free: int | None = None  # bytes on the disk below which nothing more is taken; None: see ``store.room``
    queue: int = 2_048  # submissions that may wait to be written: those of a thousand tablets that come back at once
    check_patience: float = 0.15  # seconds that a receipt waits for what checking finds
    session_hours: int = 12
    clock: Callable[[], datetime] = now_utc

    @property
    def vault_key(self) -> str:
        """What opens the keys of cases: the database's own key, or on a server one that the home keeps."""
        return self.database.key if isinstance(self.database, Embedded) else _drawn_key(self.home.vault_key)

    @property
    def digest_key(self) -> bytes:
        """What the bytes of records are digested with, drawn by the home the first time."""
        return bytes.fromhex(_drawn_key(self.home.digest_key))


def database_of(home: Home, environment: Mapping[str, str], ask: Callable[[], str] | None) -> Database:
    """The database a home uses: the address in the environment, else its own encrypted file.

    ``ask`` prompts a person for the key; None where nobody is there to answer.
    Raises KeyRequired, KeyUnreadable, KeyLost, UrlUnusable.
    """
    if url := environment.get(URL, ""):
        return Server(_psycopg(url))
    return Embedded(home.database, _key(home, environment, ask))


def _psycopg(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise UrlUnusable(variable=URL)
    return f"postgresql+psycopg://{rest}"


def _key(home: Home, environment: Mapping[str, str], ask: Callable[[], str] | None) -> str:
    if named := environment.get(KEY_FILE, ""):
        return key_in(Path(named))
    if home.is_demo:
        return _own_key(home)
    if ask is None:
        raise KeyRequired(variable=KEY_FILE)
    return ask()


def key_in(path: Path) -> str:
    """The key in a file. Raises KeyUnreadable."""
    try:
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise KeyUnreadable(path=str(path)) from None
    if not re.fullmatch(r"[0-9a-fA-F]{64}", key):
        raise KeyUnreadable(path=str(path))
    return key


def _own_key(home: Home) -> str:
    if not home.key_file.exists() and home.database.exists():
        raise KeyLost(path=str(home.key_file))
    home.prepare()
    return _drawn_key(home.key_file)


def _drawn_key(path: Path) -> str:
    """A key that is drawn the first time it is asked for."""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
    return key_in(path)
