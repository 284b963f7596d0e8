"""The tables of what records say of the field, and of what tablets were given to work."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from survey_api.store.tables import Moment


class RecordFact(SQLModel, table=True):
    """What one submission says of the field, found with its verdict: no reasons, no answers about a person."""

    __tablename__: ClassVar[Any] = "record_facts"

    submission: int = Field(
        primary_key=True, foreign_key="submissions.number", sa_column_kwargs={"autoincrement": False}
    )
    kind: str
    psu_id: str | None = None
    unit_id: str | None = Field(default=None, index=True)
    case_id: str | None = Field(default=None, index=True)
    interviewer_id: str | None = None
    at: datetime | None = Field(default=None, sa_type=Moment)  # the tablet's clock
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str  # disposition, or empty
    result: str | None = None
    mode: str | None = None
    closes: bool
    language_needed: str | None = None
    appointment: datetime | None = Field(default=None, sa_type=Moment)
    selection: float | None = None


class AssignmentFetch(SQLModel, table=True):
    """When a tablet last fetched its assignment, and which one it was given."""

    __tablename__: ClassVar[Any] = "assignment_fetches"

    device_id: str = Field(primary_key=True, foreign_key="devices.device_id")
    fetched_at: datetime = Field(sa_type=Moment)
    digest: str
    cases: str = Field(default="{}", sa_type=Text)  # JSON: each case on it, and since when


class StaffLanguage(SQLModel, table=True):
    """A language that a person interviews in, by its code in the questionnaires."""

    __tablename__: ClassVar[Any] = "staff_languages"

    login: str = Field(primary_key=True, foreign_key="staff.login")
    language: str = Field(primary_key=True)
