"""Tables of a sample that is listed in the field: its draw, the numbers given to tablets, what an approval froze."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Table
from sqlmodel import Field, SQLModel

from questionnaires.contracts import PSU_DRAW, PSU_RELEASES, PSU_SEGMENTS
from survey_api.store.tables import Moment, sample_table

DRAWN = (PSU_DRAW, PSU_RELEASES, PSU_SEGMENTS)
DRAW_TABLES: Mapping[str, Table] = {contract.name: sample_table(contract) for contract in DRAWN}


class SerialBlock(SQLModel, table=True):
    """A block of serial numbers of a PSU that one tablet alone lists with, on the line or not."""

    __tablename__: ClassVar[Any] = "serial_blocks"

    psu_id: str = Field(primary_key=True)
    block: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})  # 0, 1, 2 ...
    device_id: str = Field(foreign_key="devices.device_id")
    given_at: datetime = Field(sa_type=Moment)


class FrozenUnit(SQLModel, table=True):
    """Which record the frozen row of a listed unit was made from."""

    __tablename__: ClassVar[Any] = "frozen_units"

    unit_id: str = Field(primary_key=True)
    submission: int = Field(foreign_key="submissions.number")
    frozen_at: datetime = Field(sa_type=Moment)
