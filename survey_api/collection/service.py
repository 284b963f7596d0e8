"""A running service: its settings, its writer, its readers, and what it knows by heart."""

import logging
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from questionnaires.problems import ProblemError
from survey_api.collection.cases.warning import Refusals
from survey_api.collection.checking import Checker
from survey_api.collection.checks import Checks
from survey_api.collection.intake import Intake
from survey_api.collection.known import Known
from survey_api.collection.occasion import BACKUP_MADE, COMMAND_LINE, Occasion
from survey_api.collection.orders import perform
from survey_api.collection.psus.screening import Screening
from survey_api.collection.pulse import Pulse
from survey_api.figures import Figures, free_bytes
from survey_api.keeping.backup import back_up
from survey_api.security.signing import signer
from survey_api.settings import Server, Settings
from survey_api.store import attachments, contents, databases, listing, migration, tablets
from survey_api.store.events import Deed, last_time, log, sign_head
from survey_api.store.failures import failure_of
from survey_api.store.files import FileFolder
from survey_api.store.room import Room
from survey_api.store.submissions import keep
from survey_api.store.vault import Vault
from survey_api.store.writer import Writer

T = TypeVar("T")
READERS = 8
LOG = logging.getLogger("survey_api.service")


class Service:
    """What the routes work with. Everything that writes goes through ``writer``; submissions through ``intake``."""

    def __init__(
        self,
        settings: Settings,
        writer: Writer,
        readers: Engine,
        vault: Vault,
        checker: Checker | None,
        figures: Figures,
    ) -> None:
        self.settings = settings
        self.figures = figures
        self.vault = vault
        self.digest_key = settings.digest_key
        self.files = FileFolder(settings.home.files)
        self.room = Room(settings.home.service, settings.least_free)
        self.writer = writer
        self.intake = Intake(writer, settings.queue)
        self._readers = readers
        self.known = self.read(Known.read)
        self.refusals = self.read(Refusals.read)
        self._sweep()
        self.screening = Screening(
            writer, vault, settings.field_forms, settings.clock, approved=self.read(listing.any_frozen)
        )
        self.checks = Checks(
            checker,
            writer,
            self.read,
            vault,
            settings.clock,
            settings.field_forms,
            settings.check_patience,
            figures.checked,
            self.refusals.learn,
            self.screening.look,
        )
        self.screening.look()
        self.checks.look_back()
        self.destroy_withdrawn()
        self._pulse = Pulse(writer)
        figures.watch(self._looked_up())

    def read(self, question: Callable[[Connection], T]) -> T:
        """The answer of one query, on a connection that cannot write."""
        try:
            with self._readers.connect() as connection:
                return question(connection)
        except DBAPIError as error:
            raise failure_of(error) or error from None

    def require_ready(self) -> None:
        """Raises DiskFull, Unavailable, Stopped, Busy, MigrationNeeded, MadeByNewer: why nothing can be taken now."""
        self.read(migration.require_newest)
        self._pulse.require()
        self.room.require()

    def order(self, name: str, arguments: Mapping[str, Any], by: str = COMMAND_LINE) -> dict[str, Any]:
        """Carry out an order through the writer, and learn what it changed. Raises Busy, Stopped, the order's own."""
        settings = self.settings
        occasion = Occasion(settings.clock(), lambda: self.vault, by, settings.field_forms, lambda: self.digest_key)
        result = self.writer.change(lambda connection: perform(connection, name, arguments, occasion)).result()
        self.known = self.read(lambda connection: Known.read(connection, self.known))
        self.files.remove(result.get("files", ()))
        for case_id in result.get("refused_for_good", ()):
            self.refusals.add(case_id)
        if name == "approve_psu":
            self.screening.approved = True
        if name == "publish" or result.get("look_back"):
            self.checks.look_back()
        self.destroy_withdrawn()
        return result

    def destroy_withdrawn(self) -> None:
        """Destroy the keys of what was withdrawn, if any still stands, and what they locked."""
        self.vault.destroy(self.read(contents.withdrawn_slots))
        self.vault.destroy_receiving(self.read(tablets.destroyed_keys))
        self.files.remove(self.read(attachments.withdrawn_files))

    def _sweep(self) -> None:
        orphans = self.files.sweep(self.read(attachments.spoken_of))
        if orphans:
            LOG.warning("files that no submission speaks of were put apart", extra={"count": orphans})

    def _looked_up(self) -> Mapping[str, tuple[str, Callable[[], float]]]:
        return {
            "amem_waiting_to_be_written": ("Submissions in the line before the writer", lambda: self.intake.waiting),
            "amem_waiting_for_check": ("Records in the line before the check", lambda: self.checks.waiting),
            "amem_oldest_check_seconds": ("Since the oldest record without a verdict came", self.checks.age),
            "amem_backup_age_seconds": ("Since the last backup was made", self._backup_age),
            "amem_free_bytes": ("Room on the disk of the home", free_bytes(self.settings.home.service)),
        }

    def _backup_age(self) -> float:
        """Not a number where none was made, or nobody can tell."""
        try:
            made = self.read(lambda connection: last_time(connection, BACKUP_MADE))
        except ProblemError:
            made = None
        return math.nan if made is None else (self.settings.clock() - made).total_seconds()

    def close(self) -> None:
        """Write what waits, then let go of everything; the writer goes last and leaves one whole file."""
        self.checks.close()
        self._readers.dispose()
        self.writer.close()
        self.vault.close()


@contextmanager
def opened(
    settings: Settings,
    checker: Checker | None = None,
    *,
    migrate: bool = False,
    failed: Callable[[], None] = lambda: None,
) -> Iterator[Service]:
    """The service on its database, closed at the end. The caller holds the home's lock.

    Without a checker nothing is checked now; it is at the next start with one.

    Raises UnsafeSqlite, UnsafeSetting, WrongKey, Unreachable, OtherWriter, MigrationNeeded.
    """
    writing = databases.writing_engine(settings.database)
    connection = writing.connect()
    try:
        prepare(settings, connection, migrate=migrate)
        readers = databases.reading_engine(settings.database, READERS)
        vault = Vault(settings.home.vault, settings.vault_key, writing=True)
    except BaseException:
        connection.close()
        writing.dispose()
        raise
    figures = Figures()
    sign = signer(settings.home.audit_key)
    writer = Writer(
        connection,
        lambda writing, arrivals: keep(writing, vault, arrivals),
        lambda writing: sign_head(writing, sign),
        capacity=settings.queue,
        renew=_again(settings, writing) if isinstance(settings.database, Server) else None,
        failed=failed,
        written=figures.written,
    )
    service = Service(settings, writer, readers, vault, checker, figures)
    try:
        yield service
    finally:
        service.close()
        writing.dispose()


def _again(settings: Settings, writing: Engine) -> Callable[[], Connection]:
    """Connects anew to a server that was gone, as when the service started."""

    def connected() -> Connection:
        writing.dispose()
        connection = writing.connect()
        try:
            with connection.begin():
                databases.verify(settings.database, connection)
        except BaseException:
            connection.close()
            raise
        return connection

    return connected


def prepare(settings: Settings, connection: Connection, *, migrate: bool) -> None:
    """Verify what durability depends on, and bring an empty database its tables.

    An older one that holds anything is moved on only when asked, and only after a backup of it was written and
    verified in the home.
    """
    with connection.begin():
        databases.verify(settings.database, connection)
    with connection.begin():
        former = migration.to_move(connection, asked=migrate)
    made = back_up(settings, settings.home.backups) if former else None
    with connection.begin():
        migration.prepare(connection, asked=migrate)
        if made is not None:
            told = {"from": former, "to": migration.newest(), "backup": made.folder.name, "manifest": made.digest}
            log(connection, Deed(settings.clock(), COMMAND_LINE, "database.migrated", "database", told))
            sign_head(connection, signer(settings.home.audit_key))
