"""What is handed to the writer, and what it says after the commit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Quarantine(StrEnum):
    """Why a submission is kept apart until a person decides."""

    OTHER_BYTES = "other_bytes"  # the same interview was received before with another content
    UNKNOWN_VERSION = "unknown_version"  # a version of the questionnaire that was not published here
    UNCHECKED = "unchecked"  # the check itself broke off: a defect of the program, which no interview pays for


@dataclass(frozen=True)
class Enclosure:
    """A file that came with a submission."""

    name: str
    sha256: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Summary:
    """What checking found: the case it is about, codes and places; never an answer."""

    unit_id: str | None
    case_id: str | None
    deprecated_id: str | None
    n_problems: int
    problems: str  # JSON


@dataclass(frozen=True)
class Arrival:
    """One submission on its way to the disk."""

    sha256: str
    form_id: str
    version: str
    instance_id: str
    content: bytes = field(repr=False)
    device_id: str
    received_at: datetime
    quarantine: Quarantine | None
    summary: Summary | None  # None where it could not be checked
    enclosures: Sequence[Enclosure] = ()


@dataclass(frozen=True)
class Kept:
    """The submission is on the disk: whether it is new, and whether it waits in quarantine."""

    new: bool
    quarantine: str | None
