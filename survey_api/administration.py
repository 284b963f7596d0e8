"""Changes ordered from outside: by the service when it is up, under the home's lock when it is down."""

import base64
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questionnaires.problems import Problem, ProblemError
from questionnaires.versions import Release
from questionnaires.xform import compile_form
from survey_api.collection.errors import NotAForm, PasswordTooShort
from survey_api.collection.orders import perform
from survey_api.collection.people import SHORTEST_PASSWORD, checked_name, role_named
from survey_api.collection.service import prepare
from survey_api.control import ask
from survey_api.homes import AlreadyWriting, Home
from survey_api.security.passwords import hash_password
from survey_api.security.tokens import digest, new_token
from survey_api.settings import Settings
from survey_api.store import databases

PATIENCE = 10.0  # seconds a command waits for a service that is starting or for another command


Order = Callable[[str, Mapping[str, Any]], dict[str, Any]]


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
            with closing(engine.connect()) as connection:
                prepare(settings, connection, migrate=False)
                with connection.begin():
                    return perform(connection, name, arguments, settings.clock())
        finally:
            engine.dispose()


@dataclass(frozen=True)
class NewDevice:
    """A device just registered; its token is shown here and never again."""

    device_id: str
    token: str


def publish(order: Order, releases: Iterable[Release]) -> dict[Release, bool]:
    """Publish released questionnaires; for each, whether it was new. Raises NotAForm, VersionTaken."""
    return {release: _publish(order, release) for release in releases}


def _publish(order: Order, release: Release) -> bool:
    xform = release.xform()
    try:
        form = compile_form(xform)
    except ProblemError as error:
        about = Problem(NotAForm.code, {"form": release.form_id, "version": release.version})
        raise NotAForm([about, *error.problems]) from error
    arguments = {
        "form_id": form.form_id,
        "version": form.version,
        "title": form.title,
        "xform": base64.b64encode(xform).decode(),
    }
    return bool(order("publish", arguments)["new"])


def load_sample(order: Order, folder: Path) -> dict[str, int]:
    """Load a drawn sample from its contract tables. Raises NoSuchTable, ContractBroken, SampleInUse."""
    from questionnaires.contracts import SAMPLE
    from questionnaires.files import read, read_manifest

    facts = dict(read_manifest(folder).facts)
    tables = {contract.name: read(folder, contract).to_pylist() for contract in SAMPLE}
    return order("load_sample", {"tables": tables, "facts": facts})


def add_devices(order: Order, names: Sequence[str], team: str) -> tuple[NewDevice, ...]:
    """Register devices with a fresh token each. Raises DeviceExists, BadName."""
    devices = tuple(NewDevice(checked_name(name), new_token()) for name in names)
    rows = [{"device_id": device.device_id, "token_sha256": digest(device.token), "team": team} for device in devices]
    order("add_devices", {"devices": rows})
    return devices


def revoke_device(order: Order, device_id: str) -> None:
    """Refuse a device from now on. Raises NoSuchDevice."""
    order("revoke_device", {"device_id": device_id})


def add_staff(order: Order, login: str, role: str, password: str) -> None:
    """Register a member of staff. Raises PasswordTooShort, StaffExists, BadName, NoSuchRole."""
    checked_name(login)
    role_named(role)
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(least=SHORTEST_PASSWORD)
    order("add_staff", {"login": login, "role": role, "password_hash": hash_password(password)})
