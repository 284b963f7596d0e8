"""The table of decisions."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from survey_api.store.tables import Moment


class DecisionRow(SQLModel, table=True):
    """One decision of a person about a PSU, a case, a record ...: numbered within its object, only ever added to."""

    __tablename__: ClassVar[Any] = "decisions"
    __table_args__: ClassVar[Any] = (UniqueConstraint("object", "version"),)

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})  # 1, 2, 3 ... over all objects
    object: str  # kind:name, e.g. psu:TN11-0013
    version: int  # 1, 2, 3 ... within the object
    action: str
    by: str
    at: datetime = Field(sa_type=Moment)
    details: str = Field(default="{}", sa_type=Text)  # JSON: codes, names and counts, never answers
