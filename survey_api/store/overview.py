"""What has arrived, in counts."""

from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, and_, case, func, select

from survey_api.store.attachments import incomplete
from survey_api.store.sample import n_cases
from survey_api.store.tables import Device, Submission, Verdict, rows_of

_SUBMISSIONS = rows_of(Submission)
_VERDICTS = rows_of(Verdict)
_DEVICES = rows_of(Device)


@dataclass(frozen=True)
class Arrived:
    """The submissions of one version of one questionnaire."""

    form_id: str
    version: str
    received: int
    accepted: int
    quarantined: int
    with_problems: int
    last_received: datetime
    incomplete: int = 0  # accepted, and a file that they name has not come


@dataclass(frozen=True)
class Heard:
    """One device in use and what it sent."""

    device_id: str
    team: str
    received: int
    last_heard: datetime | None


@dataclass(frozen=True)
class Overview:
    """The state of collection at one moment."""

    arrived: tuple[Arrived, ...]
    heard: tuple[Heard, ...]
    cases_drawn: int
    cases_interviewed: int

    @property
    def received(self) -> int:
        """All submissions."""
        return sum(line.received for line in self.arrived)

    @property
    def quarantined(self) -> int:
        """Submissions that wait for a person's decision."""
        return sum(line.quarantined for line in self.arrived)

    @property
    def with_problems(self) -> int:
        """Accepted records in which checking found something."""
        return sum(line.with_problems for line in self.arrived)

    @property
    def incomplete(self) -> int:
        """Accepted records that await a file."""
        return sum(line.incomplete for line in self.arrived)

    @property
    def devices_heard(self) -> int:
        """Devices that sent at least once."""
        return sum(1 for device in self.heard if device.received)

    @property
    def last_received(self) -> datetime | None:
        """When the last submission came."""
        return max((line.last_received for line in self.arrived), default=None)


def overview(connection: Connection, interview_form: str) -> Overview:
    """Count what the store holds. An interview is counted as held once every file that it names is here."""
    awaiting = incomplete(connection)
    return Overview(
        arrived=_arrived(connection, awaiting),
        heard=_heard(connection),
        cases_drawn=n_cases(connection),
        cases_interviewed=_interviewed(connection, interview_form, awaiting),
    )


def _arrived(connection: Connection, awaiting: Set[int]) -> tuple[Arrived, ...]:
    accepted = _SUBMISSIONS.c.quarantine.is_(None)
    counted = (
        select(
            _SUBMISSIONS.c.form_id,
            _SUBMISSIONS.c.version,
            func.count(),
            func.sum(case((accepted, 1), else_=0)),
            func.sum(case((accepted, 0), else_=1)),
            func.sum(case((and_(accepted, _VERDICTS.c.n_problems > 0), 1), else_=0)),
            func.max(_SUBMISSIONS.c.received_at),
        )
        .join(_VERDICTS, _VERDICTS.c.submission == _SUBMISSIONS.c.number, isouter=True)
        .group_by(_SUBMISSIONS.c.form_id, _SUBMISSIONS.c.version)
        .order_by(_SUBMISSIONS.c.form_id, _SUBMISSIONS.c.version)
    )
    n_awaiting = Counter(_versions_of(connection, awaiting))
    return tuple(replace(Arrived(*row), incomplete=n_awaiting[row[0], row[1]]) for row in connection.execute(counted))


def _versions_of(connection: Connection, numbers: Set[int]) -> Iterator[tuple[str, str]]:
    """The version of each of these submissions that were accepted."""
    columns = (_SUBMISSIONS.c.number, _SUBMISSIONS.c.form_id, _SUBMISSIONS.c.version)
    if numbers:
        for row in connection.execute(select(*columns).where(_SUBMISSIONS.c.quarantine.is_(None))):
            if row[0] in numbers:
                yield row[1], row[2]


def _heard(connection: Connection) -> tuple[Heard, ...]:
    sent = (
        select(
            _DEVICES.c.device_id,
            _DEVICES.c.team,
            func.count(_SUBMISSIONS.c.number),
            func.max(_SUBMISSIONS.c.received_at),
        )
        .join(_SUBMISSIONS, _SUBMISSIONS.c.device_id == _DEVICES.c.device_id, isouter=True)
        .where(_DEVICES.c.revoked_at.is_(None))
        .group_by(_DEVICES.c.device_id, _DEVICES.c.team)
        .order_by(_DEVICES.c.device_id)
    )
    return tuple(Heard(*row) for row in connection.execute(sent))


def _interviewed(connection: Connection, interview_form: str, awaiting: Set[int]) -> int:
    accepted = (_SUBMISSIONS.c.form_id == interview_form) & _SUBMISSIONS.c.quarantine.is_(None)
    if not awaiting:
        return int(connection.scalar(select(func.count(func.distinct(_SUBMISSIONS.c.case_id))).where(accepted)) or 0)
    held = connection.execute(select(_SUBMISSIONS.c.number, _SUBMISSIONS.c.case_id).where(accepted))
    return len({row.case_id for row in held if row.case_id is not None and row.number not in awaiting})
