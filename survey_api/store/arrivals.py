"""What is handed to the writer, and what it says after the commit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from questionnaires.facts import RecordFacts
from survey_api.store.files import StoredFile


class Quarantine(StrEnum):
    """Why a submission is kept apart until a person decides."""

    OTHER_BYTES = "other_bytes"  # the same interview was received before with another content
    UNKNOWN_VERSION = "unknown_version"  # a version of the questionnaire that was not published here
    DELETED = "deleted"  # the interview was taken out of the survey; what comes again under its name is kept apart
    WITHDRAWN = "withdrawn"  # the person took back their interview: nothing of what it says is kept
    REPLACED = "replaced"  # a person decided that another content stands under this name
    UNCHECKED = "unchecked"  # the check itself broke off: a defect of the program, which no interview pays for


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came with a submission, locked on the disk already, under the name that the submission gives it."""

    name: str
    file: StoredFile


@dataclass(frozen=True, slots=True)
class Arrival:
    """One submission on its way to the disk."""

    digest: str
    form_id: str
    version: str
    instance_id: str
    deprecated_id: str | None
    unit_id: str | None
    case_id: str | None
    content: bytes = field(repr=False)
    device_id: str
    received_at: datetime
    quarantine: Quarantine | None = None
    enclosures: Sequence[Enclosure] = ()
    expects: frozenset[str] = frozenset()  # the files that it says belong to it
    original: str = field(default="", repr=False)  # as it came, sealed to the custodian, where that is not as stored
    clock_off: float | None = None  # seconds by which the tablet's clock goes before ours; None where it told no time

    @property
    def subject(self) -> str:
        """Whom or what it is about: the case, else the listed unit, else the record alone."""
        return self.case_id or self.unit_id or f"{self.form_id}/{self.instance_id}"


@dataclass(frozen=True, slots=True)
class Kept:
    """The submission is on the disk: its number, whether it is new, and whether it waits in quarantine."""

    number: int
    new: bool
    quarantine: str | None
    awaited: int = 0  # files that it says belong to it and that did not come yet
    spare: tuple[str, ...] = ()  # files that came and are there already: to be removed


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found: codes and places as JSON, never answers. ``problems`` is None where the check broke off.

    ``facts``: what the record says of the field; None where nobody asked for it.
    """

    n_problems: int
    problems: str | None
    facts: RecordFacts | None = None


BROKE_OFF = Findings(0, None)
