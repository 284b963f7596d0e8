"""Tables of tablets: codes to register with, public keys that they seal to, what is known of a team's own keys."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from survey_api.store.tables import Moment


class EnrolmentCode(SQLModel, table=True):
    """The one code that a device may still be registered with, as a keyed digest; gone once it was used."""

    __tablename__: ClassVar[Any] = "enrolment_codes"

    device_id: str = Field(primary_key=True, foreign_key="devices.device_id")
    digest: str = Field(unique=True)
    given_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)


class ReceivingKey(SQLModel, table=True):
    """The public half of a key that tablets seal interviews to; the highest number is the one in use.

    The private half lies with the keys of cases, never here.
    """

    __tablename__: ClassVar[Any] = "receiving_keys"

    key_id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    public: bytes = Field(sa_type=LargeBinary)
    drawn_at: datetime = Field(sa_type=Moment)
    destroyed_at: datetime | None = Field(default=None, sa_type=Moment)


class TeamKeys(SQLModel, table=True):
    """What the service knows of keys that a team has on paper: enough to seal to it, and to tell a slip of the hand."""

    __tablename__: ClassVar[Any] = "team_keys"

    team: str = Field(primary_key=True)
    recovery_public: bytes = Field(sa_type=LargeBinary)
    hint_check: str
    drawn_at: datetime = Field(sa_type=Moment)
