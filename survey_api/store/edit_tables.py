"""The tables of edits, of the texts that coders are given, and of their codes; what quotes an answer is locked."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from survey_api.store.tables import Moment


class EditValue(SQLModel, table=True):
    """The values of one proposed edit, locked with the key of the case; what became of it are decisions."""

    __tablename__: ClassVar[Any] = "edit_values"

    edit_id: str = Field(primary_key=True)  # the object and the version of the decision that proposed it
    case_id: str = Field(index=True)
    variable: str
    slot: int
    value: bytes = Field(sa_type=LargeBinary)


class CodingTask(SQLModel, table=True):
    """A text given to a coder: as the first, or blindly as the second. The text itself is in the record."""

    __tablename__: ClassVar[Any] = "coding_tasks"

    text_id: str = Field(primary_key=True)  # says nothing without the key of the case
    coder: str = Field(primary_key=True)
    case_id: str = Field(index=True)
    variable: str
    role: str
    drawn_at: datetime = Field(sa_type=Moment)


class CodingRow(SQLModel, table=True):
    """A code that somebody gave to a text: only ever added to; the code is locked with the key of the case."""

    __tablename__: ClassVar[Any] = "codings"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})  # 1, 2, 3 ...
    text_id: str
    case_id: str = Field(index=True)
    variable: str
    role: str
    coder: str
    list_version: str
    coded_at: datetime = Field(sa_type=Moment)
    slot: int
    value: bytes = Field(sa_type=LargeBinary)
