"""Who works with the service: devices that send, staff who read; each with as little right as it needs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from survey_api.collection.errors import BadName, NoSuchRole

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
SHORTEST_PASSWORD = 12


class Role(StrEnum):
    """What a member of staff is there for."""

    SUPERVISOR = "supervisor"
    ANALYST = "analyst"
    CUSTODIAN = "custodian"
    PROTECTION_OFFICER = "protection_officer"
    ADMINISTRATOR = "administrator"


class Page(StrEnum):
    """What a signed-in person may look at."""

    OVERVIEW = "overview"
    REPORT = "report"


MAY_SEE: Mapping[Role, frozenset[Page]] = {
    Role.SUPERVISOR: frozenset({Page.OVERVIEW, Page.REPORT}),
    Role.ANALYST: frozenset({Page.OVERVIEW, Page.REPORT}),
    Role.CUSTODIAN: frozenset({Page.OVERVIEW, Page.REPORT}),
    Role.PROTECTION_OFFICER: frozenset({Page.OVERVIEW, Page.REPORT}),
    Role.ADMINISTRATOR: frozenset({Page.OVERVIEW}),  # keeps the service running; sees counts, no results
}


@dataclass(frozen=True)
class Person:
    """A signed-in member of staff."""

    login: str
    role: Role

    def may_see(self, page: Page) -> bool:
        """Whether the person's role opens a page."""
        return page in MAY_SEE[self.role]


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
