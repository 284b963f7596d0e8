"""The table of what tablets brought and when, and of their clocks."""

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from survey_api.store.tables import Moment


class TabletSync(SQLModel, table=True):
    """One batch of a tablet: the requests that came within a few minutes. No content, no name of an interview."""

    __tablename__: ClassVar[Any] = "tablet_syncs"

    device_id: str = Field(primary_key=True, foreign_key="devices.device_id")
    synced_at: datetime = Field(primary_key=True, sa_type=Moment)  # when it began to arrive
    heard_at: datetime = Field(sa_type=Moment)  # last
    n_records: int  # that the service did not have yet
    n_sendings: int  # with those sent again
    n_bytes: int
    clock_ahead: float | None = None  # seconds, of the tablet; None where it told no time
