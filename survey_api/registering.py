"""Registering devices and people, and refusing them: what is drawn or hashed is made here, then ordered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey_api.collection.errors import PasswordTooShort
from survey_api.collection.people import SHORTEST_PASSWORD, checked_name, role_named
from survey_api.security.passwords import hash_password
from survey_api.security.tokens import digest, new_token

Order = Callable[[str, Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class NewDevice:
    """A device just registered; its token is shown here and never again."""

    device_id: str
    token: str


def add_devices(order: Order, names: Sequence[str], team: str) -> tuple[NewDevice, ...]:
    """Register devices with a fresh token each. Raises DeviceExists, BadName."""
    devices = tuple(NewDevice(checked_name(name), new_token()) for name in names)
    rows = [{"device_id": device.device_id, "token_sha256": digest(device.token), "team": team} for device in devices]
    order("add_devices", {"devices": rows})
    return devices


def revoke_device(order: Order, device_id: str) -> None:
    """Refuse a device from now on. Raises NoSuchDevice."""
    order("revoke_device", {"device_id": device_id})


def add_staff(order: Order, login: str, role: str, password: str, team: str = "1") -> None:
    """Register a member of staff. Raises PasswordTooShort, StaffExists, BadName, NoSuchRole."""
    checked_name(login)
    role_named(role)
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort(least=SHORTEST_PASSWORD)
    order("add_staff", {"login": login, "role": role, "team": team, "password_hash": hash_password(password)})


def revoke_staff(order: Order, login: str) -> None:
    """Refuse a person from now on. Raises NoSuchStaff."""
    order("revoke_staff", {"login": login})


def forget_codes(order: Order, login: str) -> None:
    """Forget the telephone of a person's one-time codes. Raises NoSuchStaff."""
    order("forget_codes", {"login": login})
