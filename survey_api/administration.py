"""Changes ordered from outside: by the service when it is up, under the home's lock when it is down."""

import base64
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from questionnaires.media import among
from questionnaires.named_files import read_named_files
from questionnaires.problems import Problem, ProblemError
from questionnaires.versions import Release
from questionnaires.xform import compile_form
from survey_api.collection.errors import NotAForm
from survey_api.collection.occasion import Occasion
from survey_api.collection.orders import perform
from survey_api.collection.service import prepare
from survey_api.control import ask
from survey_api.homes import AlreadyWriting, Home
from survey_api.registering import Order
from survey_api.security.signing import signer
from survey_api.settings import Settings
from survey_api.store import attachments, contents, databases, tablets
from survey_api.store.events import sign_head
from survey_api.store.failures import failure_of
from survey_api.store.files import FileFolder
from survey_api.store.vault import Vault

PATIENCE = 10.0  # seconds a command waits for a service that is starting or for another command


@dataclass(frozen=True)
class Orders:
    """Carries out orders on a home, whoever holds the right to write there.

    ``settings`` is asked for when the service is down: only then is the database's key needed.
    """

    home: Home
    settings: Callable[[], Settings]

    def __call__(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Carry out one order. Raises what the order raises, AlreadyWriting when nobody answers in time."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with self.home.writing():
                    return self._here(name, arguments)
            except AlreadyWriting:
                try:
                    return ask(self.home.socket, name, arguments)
                except OSError:
                    if time.monotonic() > deadline:
                        raise AlreadyWriting(folder=str(self.home.folder)) from None
            time.sleep(0.05)

    def _here(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        settings = self.settings()
        engine = databases.writing_engine(settings.database)
        try:
            with ExitStack() as held:
                connection = held.enter_context(closing(engine.connect()))
                prepare(settings, connection, migrate=False)
                keys = cache(lambda: held.enter_context(closing(_vault(settings))))
                occasion = Occasion(
                    settings.clock(), keys, forms=settings.field_forms, digest_key=lambda: settings.digest_key
                )
                with connection.begin():
                    result = perform(connection, name, arguments, occasion)
                    sign_head(connection, signer(settings.home.audit_key))
                _destroy_withdrawn(settings, connection)
                FileFolder(settings.home.files).remove(result.get("files", ()))
                return result
        except (DBAPIError, OSError) as error:
            raise failure_of(error) or error from None
        finally:
            engine.dispose()


def _destroy_withdrawn(settings: Settings, connection: Connection) -> None:
    slots, sealed_to = contents.withdrawn_slots(connection), tablets.destroyed_keys(connection)
    if slots or sealed_to:
        with closing(_vault(settings)) as vault:
            vault.destroy(slots)
            vault.destroy_receiving(sealed_to)
        FileFolder(settings.home.files).remove(attachments.withdrawn_files(connection))


def _vault(settings: Settings) -> Vault:
    return Vault(settings.home.vault, settings.vault_key, writing=True)


def publish(order: Order, releases: Iterable[Release]) -> dict[Release, bool]:
    """Publish released questionnaires; for each, whether it was new. Raises NotAForm, VersionTaken."""
    return {release: _publish(order, release) for release in releases}


def _publish(order: Order, release: Release) -> bool:
    xform = release.xform()
    media = read_named_files(xform, release.folder)
    try:
        form = compile_form(xform, among(media))
    except ProblemError as error:
        about = Problem(NotAForm.code, {"form": release.form_id, "version": release.version})
        raise NotAForm([about, *error.problems]) from error
    arguments = {
        "form_id": form.form_id,
        "version": form.version,
        "title": form.title,
        "xform": base64.b64encode(xform).decode(),
        "media": {name: base64.b64encode(content).decode() for name, content in media.items()},
    }
    return bool(order("publish", arguments)["new"])


def load_sample(order: Order, folder: Path) -> dict[str, int]:
    """Load a sample from its contract tables, each as the folder's manifest says: listed already, or only drawn.

    Raises NoSuchTable, ContractBroken, TableAltered, SampleInUse, SampleDecided, DrawBroken.
    """
    from questionnaires.contracts import JOINT_PROBABILITIES, PSU_DRAW, PSU_RELEASES, PSU_SEGMENTS, SAMPLE
    from questionnaires.files import read, read_manifest

    manifest = read_manifest(folder)
    contracts = [*SAMPLE]
    if PSU_DRAW.name in manifest.tables:
        contracts += [PSU_DRAW, PSU_RELEASES]
    contracts += [PSU_SEGMENTS] if PSU_SEGMENTS.name in manifest.tables else []
    tables = {contract.name: read(folder, contract).to_pylist() for contract in contracts}
    if JOINT_PROBABILITIES.name in manifest.tables:
        read(folder, JOINT_PROBABILITIES)  # for the statistics, which read them there: here only as the manifest says
    return order("load_sample", {"tables": tables, "facts": dict(manifest.facts), "digests": dict(manifest.tables)})
