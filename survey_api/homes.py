"""The folder of one survey: where the service keeps its things, and which process may write there."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from questionnaires.problems import ProblemError


class NoHome(ProblemError):
    """The folder given as the survey's home does not exist."""

    code = "service.no_home"


class AlreadyWriting(ProblemError):
    """Another process holds the right to write in this home."""

    code = "service.already_writing"


@dataclass(frozen=True)
class Home:
    """The paths inside a survey's home."""

    folder: Path

    @property
    def is_demo(self) -> bool:
        """Whether this home was made by the demonstration; only such a home keeps its own key."""
        return (self.folder / "DEMO").is_file()

    @property
    def service(self) -> Path:
        """What belongs to the service alone."""
        return self.folder / "service"

    @property
    def database(self) -> Path:
        """The embedded, encrypted database."""
        return self.service / "database.sqlite"

    @property
    def key_file(self) -> Path:
        """The key of a demonstration's database."""
        return self.service / "database.key"

    @property
    def vault(self) -> Path:
        """The keys of cases; what they lock is in the database and among the files."""
        return self.service / "vault.sqlite"

    @property
    def vault_key(self) -> Path:
        """What opens the vault where the database has no key of its own: on a PostgreSQL server."""
        return self.service / "vault.key"

    @property
    def files(self) -> Path:
        """The files that came with interviews, each locked."""
        return self.service / "files"

    @property
    def audit_key(self) -> Path:
        """The key with which the service signs the end of its log."""
        return self.service / "audit.key"

    @property
    def digest_key(self) -> Path:
        """The secret with which the service recognises what came before."""
        return self.service / "digest.key"

    @property
    def lock(self) -> Path:
        """What the process that writes holds."""
        return self.service / "lock"

    @property
    def socket(self) -> Path:
        """Where a running service takes writing commands."""
        return self.service / "control.sock"

    @property
    def address(self) -> Path:
        """Where a running service writes the address it answers on."""
        return self.service / "address"

    @property
    def report(self) -> Path:
        """The last report, shown to signed-in staff."""
        return self.folder / "report"

    @property
    def exports(self) -> Path:
        """Where exported tables go unless the command says otherwise."""
        return self.folder / "exports"

    @property
    def backups(self) -> Path:
        """Where the backups go that are made before a migration."""
        return self.folder / "backups"

    def prepare(self) -> None:
        """Make the service's folder, readable by its owner alone. Raises NoHome."""
        if not self.folder.is_dir():
            raise NoHome(folder=str(self.folder))
        self.service.mkdir(mode=0o700, exist_ok=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the right to write: one process at a time, given back by the system even after a crash.

        Raises AlreadyWriting.
        """
        self.prepare()
        handle = os.open(self.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyWriting(folder=str(self.folder)) from None
            yield
        finally:
            os.close(handle)
