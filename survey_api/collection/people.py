"""Who works with the service: staff by role, each with a name that a person can be called by."""

import re
from dataclasses import dataclass
from enum import StrEnum

from survey_api.collection.errors import BadName, NoSuchRole

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
SHORTEST_PASSWORD = 12


class Role(StrEnum):
    """What a person who signs in is there for."""

    INTERVIEWER = "interviewer"
    SUPERVISOR = "supervisor"
    QUALITY = "quality"  # headquarters: reviews the work of every team
    SAMPLING = "sampling"  # headquarters: frame, replicates, PSUs
    CODER = "coder"  # headquarters: gives codes to answers in words
    ANALYST = "analyst"
    CUSTODIAN = "custodian"
    PROTECTION_OFFICER = "protection_officer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Person:
    """A signed-in person. ``enrolling``: the password was right, the telephone for codes is yet to be named."""

    login: str
    role: Role
    team: str
    enrolling: bool = False


def is_name(text: str) -> bool:
    """Whether a device or a person may be called so: letters, digits, ``._-``."""
    return _NAME.fullmatch(text) is not None


def checked_name(name: str) -> str:
    """The name itself. Raises BadName where it has other than letters, digits, ``._-``."""
    if not is_name(name):
        raise BadName(name=name[:80])
    return name


def role_named(name: str) -> Role:
    """Raises NoSuchRole."""
    try:
        return Role(name)
    except ValueError:
        raise NoSuchRole(role=name, roles=", ".join(Role)) from None
