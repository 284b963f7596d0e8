"""Registering devices and people, and refusing them: what is drawn or hashed is made here, then ordered."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from survey_api.collection.errors import PasswordTooShort
from survey_api.collection.people import SHORTEST_PASSWORD, checked_name, role_named
from survey_api.security.enrolment import new_code
from survey_api.security.locking import new_key
from survey_api.security.passwords import hash_password
from survey_api.security.sealed_interviews import new_pair
from survey_api.security.team_keys import check_of, grouped
from survey_api.security.tokens import digest, new_token

Order = Callable[[str, Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class NewDevice:
    """A device just registered; its token and its code are shown here and never again.

    ``token`` is for ODK Collect, ``code`` for the tablet's own application, which draws a token of its own with it.
    """

    device_id: str
    token: str
    code: str = ""


def add_devices(order: Order, names: Sequence[str], team: str) -> tuple[NewDevice, ...]:
    """Register devices with a fresh token and a code each. Raises DeviceExists, BadName."""
    devices = tuple(NewDevice(checked_name(name), new_token(), new_code()) for name in names)
    rows = [
        {"device_id": one.device_id, "token_sha256": digest(one.token), "team": team, "code": one.code}
        for one in devices
    ]
    order("add_devices", {"devices": rows})
    return devices


def give_code(order: Order, device_id: str) -> str:
    """A new code for a device, good once. Raises NoSuchTablet, DeviceRevoked."""
    code = new_code()
    order("give_code", {"device_id": device_id, "code": code})
    return code


@dataclass(frozen=True)
class TeamKeysOnPaper:
    """What a team keeps on paper: the service learns the public half of one, and a check of the other."""

    team: str
    hint_key: str = field(repr=False)  # base64: what the team's tablets lock hints with
    recovery_code: str = field(repr=False)  # what opens a tablet of the team whose passphrase was forgotten
    replaced: bool  # the team had others before


def draw_team_keys(order: Order, team: str) -> TeamKeysOnPaper:
    """Draw the keys of a team, shown this once. Raises BadName."""
    checked_name(team)
    hint_key, (private, public) = new_key(), new_pair()
    known = {"recovery_public": base64.b64encode(public).decode(), "hint_check": check_of(hint_key)}
    replaced = order("keep_team_keys", {"team": team, **known})["replaced"]
    return TeamKeysOnPaper(team, base64.b64encode(hint_key).decode(), grouped(private.hex()), replaced)


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
