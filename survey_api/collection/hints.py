"""Hints that the devices of a team leave each other about dwellings: kept, read and forgotten for that team alone."""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from survey_api.collection.errors import NoHint, NoSuchUnit, NotAHint, PsuClosed, UnknownDevice
from survey_api.collection.service import Service
from survey_api.store import hints, people, sample
from survey_api.store.events import Deed, head, log

PREFIX = b"amemteam1:"  # format 1, encrypted with a key that only the devices of the team have
LARGEST = 2 * 1024  # bytes


@dataclass(frozen=True)
class KeptHint:
    """A hint, and the number that the server gave it: of two the larger one came last."""

    number: int
    content: bytes = field(repr=False)


def keep(service: Service, device_id: str, unit_id: str, content: bytes) -> int:
    """Keep a hint in the place of the team's former one; its number. Raises NotAHint, NoSuchUnit, PsuClosed."""
    if not content.startswith(PREFIX) or len(content) > LARGEST or not content.isascii():
        raise NotAHint(prefix=PREFIX.decode(), limit=LARGEST)

    def change(connection: Connection) -> int:
        team, psu_id = _team(connection, device_id), sample.psu_of(connection, unit_id)
        if psu_id is None:
            raise NoSuchUnit(unit=unit_id[:80])
        slot = hints.slot_of(connection, service.vault, psu_id)
        if slot is None:
            raise PsuClosed(psu=psu_id)
        _log(connection, service, device_id, "hint.kept", unit_id)
        number = head(connection).number
        hints.keep(connection, service.vault, team, unit_id, slot, number, content)
        return number

    return service.writer.change(change).result()


def read(service: Service, device_id: str, unit_id: str) -> KeptHint:
    """The hint of the device's team. Raises NoHint."""
    found = service.read(lambda c: hints.read(c, service.vault, _team(c, device_id), unit_id))
    if found is None:
        raise NoHint(unit=unit_id[:80])
    return KeptHint(*found)


def forget(service: Service, device_id: str, unit_id: str) -> None:
    """Forget the hint of the device's team; a second time changes nothing."""

    def change(connection: Connection) -> None:
        if hints.forget(connection, _team(connection, device_id), unit_id):
            _log(connection, service, device_id, "hint.forgotten", unit_id)

    service.writer.change(change).result()


def _team(connection: Connection, device_id: str) -> str:
    team = people.team_of_device(connection, device_id)
    if team is None:
        raise UnknownDevice()
    return team


def _log(connection: Connection, service: Service, device_id: str, action: str, unit_id: str) -> None:
    log(connection, Deed(service.settings.clock(), f"device:{device_id}", action, f"unit:{unit_id}"))
