"""Verifying a home as it stands, read-only, beside a running service or without one."""

from contextlib import closing

from sqlalchemy import Connection

from survey_api.keeping.verifying import Progress, Store, Verified, silent, verify_store
from survey_api.reading import read
from survey_api.security.signing import public_key
from survey_api.settings import Settings
from survey_api.store.files import FileFolder
from survey_api.store.vault import Vault


def verify_home(settings: Settings, progress: Progress = silent) -> Verified:
    """One moment of the store. Raises StoreDamaged, AuditBroken, NoDatabase, WrongKey, MigrationNeeded."""
    home = settings.home

    def verified(connection: Connection) -> Verified:
        with closing(Vault(home.vault, settings.vault_key, writing=False)) as vault:
            store = Store(connection, vault, FileFolder(home.files), public_key(home.audit_key))
            return verify_store(store, progress)

    return read(settings.database, verified)
