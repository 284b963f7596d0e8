"""The tables of the service."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine
from sqlmodel import Field, SQLModel

from questionnaires.contracts import SAMPLE, Contract, Kind

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA: MetaData = SQLModel.metadata


class Moment(TypeDecorator[datetime]):
    """A moment in UTC on both databases (SQLite forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into the database: always UTC."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Out of the database: the zone said again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Staff(SQLModel, table=True):
    """A person who signs in: one role, a hashed password, the secret of a telephone's one-time codes."""

    __tablename__: ClassVar[Any] = "staff"

    login: str = Field(primary_key=True)
    role: str
    team: str = "1"
    password_hash: str
    added_at: datetime = Field(sa_type=Moment)
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)
    code_secret: str | None = None  # none until a telephone is named
    code_step: int | None = None  # of the last code used: each is good once


class StaffSession(SQLModel, table=True):
    """A signed-in browser: the digest of its cookie, and until when it holds."""

    __tablename__: ClassVar[Any] = "staff_sessions"

    token_sha256: str = Field(primary_key=True)
    login: str = Field(foreign_key="staff.login", index=True)
    started_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    enrolling: bool = False  # the password was right; the telephone for codes is yet to be named


class Device(SQLModel, table=True):
    """A registered tablet or phone: it may send, and nothing else."""

    __tablename__: ClassVar[Any] = "devices"

    device_id: str = Field(primary_key=True)
    token_sha256: str
    team: str
    added_at: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment)


class QuestionnaireVersion(SQLModel, table=True):
    """One published version of a questionnaire, never changed afterwards."""

    __tablename__: ClassVar[Any] = "questionnaire_versions"
    __table_args__: ClassVar[Any] = (UniqueConstraint("form_id", "version"),)

    number: int | None = Field(default=None, primary_key=True)  # order of publication
    form_id: str
    version: str
    title: str
    xform: bytes = Field(sa_type=LargeBinary)
    md5: str
    sha256: str
    file_questions: str = Field(default="[]", sa_type=Text)  # JSON: where its records name files
    published_at: datetime = Field(sa_type=Moment)


class Submission(SQLModel, table=True):
    """The envelope of a record as received; ``number`` is its place in the order in which the server took it."""

    __tablename__: ClassVar[Any] = "submissions"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})  # given by the writer
    digest: str  # of the bytes received: the same bytes are kept once
    form_id: str
    version: str
    instance_id: str
    deprecated_id: str | None = None  # the instance that this one replaces
    unit_id: str | None = None
    case_id: str | None = Field(default=None, index=True)
    device_id: str = Field(foreign_key="devices.device_id")
    received_at: datetime = Field(sa_type=Moment)
    quarantine: str | None = None  # why it waits for a person's decision


def _of_submissions(*names: str) -> tuple[Any, ...]:  # as the database layer takes them
    return tuple(getattr(Submission, name) for name in names)


_ACCEPTED = getattr(Submission, "quarantine").is_(None)  # noqa: B009 (typed as text on the class)
_APART = getattr(Submission, "quarantine").is_not(None)  # noqa: B009
# Two halves, so that what is accepted, nearly everything, costs one entry.
Index(
    "uq_submissions_accepted",
    *_of_submissions("instance_id", "form_id"),
    unique=True,
    sqlite_where=_ACCEPTED,
    postgresql_where=_ACCEPTED,
)
Index(
    "uq_submissions_apart",
    *_of_submissions("instance_id", "form_id", "digest"),
    unique=True,
    sqlite_where=_APART,
    postgresql_where=_APART,
)
_REPLACING = getattr(Submission, "deprecated_id").is_not(None)  # noqa: B009
Index(  # what replaces a record is looked for by its name
    "ix_submissions_replacing",
    *_of_submissions("deprecated_id"),
    sqlite_where=_REPLACING,
    postgresql_where=_REPLACING,
)


class KeySlot(SQLModel, table=True):
    """Which slot of the vault holds the key of a case (or of whatever a record is about); withdrawn for good."""

    __tablename__: ClassVar[Any] = "key_slots"

    subject: str = Field(primary_key=True)
    slot: int | None = Field(default=None, unique=True)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)


class Content(SQLModel, table=True):
    """What was received, locked with the key of its case; read and written by ``store.contents`` alone."""

    __tablename__: ClassVar[Any] = "contents"

    submission: int = Field(
        primary_key=True, foreign_key="submissions.number", sa_column_kwargs={"autoincrement": False}
    )
    slot: int = Field(index=True)
    content: bytes = Field(sa_type=LargeBinary)


class SealedOriginal(SQLModel, table=True):
    """A record that identifies somebody as it came: sealed to the custodian, locked with the key of its case."""

    __tablename__: ClassVar[Any] = "sealed_originals"

    submission: int = Field(
        primary_key=True, foreign_key="submissions.number", sa_column_kwargs={"autoincrement": False}
    )
    slot: int = Field(index=True)
    original: bytes = Field(sa_type=LargeBinary)


class CustodianKey(SQLModel, table=True):
    """The public key of a custodian; what identifies somebody is sealed to the one with the highest number."""

    __tablename__: ClassVar[Any] = "custodian_keys"

    name: str = Field(primary_key=True)
    number: int = Field(unique=True)
    public: bytes = Field(sa_type=LargeBinary)
    appointed_at: datetime = Field(sa_type=Moment)


class Hint(SQLModel, table=True):
    """What leads a team back to a dwelling: encrypted by its devices, and locked with the key of the PSU."""

    __tablename__: ClassVar[Any] = "hints"

    team: str = Field(primary_key=True)
    unit_id: str = Field(primary_key=True)
    number: int  # of the event of the log that tells of it: later is larger
    slot: int = Field(index=True)
    hint: bytes = Field(sa_type=LargeBinary)


class Removal(SQLModel, table=True):
    """What was taken out of a stored record when its time had come."""

    __tablename__: ClassVar[Any] = "removals"

    submission: int = Field(
        primary_key=True, foreign_key="submissions.number", sa_column_kwargs={"autoincrement": False}
    )
    what: str = Field(primary_key=True)
    removed_at: datetime = Field(sa_type=Moment)


class Verdict(SQLModel, table=True):
    """What checking found in one submission: codes and places, never answers. A submission without one waits."""

    __tablename__: ClassVar[Any] = "verdicts"

    submission: int = Field(
        primary_key=True, foreign_key="submissions.number", sa_column_kwargs={"autoincrement": False}
    )
    n_problems: int
    problems: str = Field(sa_type=Text)  # JSON
    checked_at: datetime = Field(sa_type=Moment)


class StoredFile(SQLModel, table=True):
    """A file that came with interviews, by the name of its locked bytes; its key is locked with that of its case."""

    __tablename__: ClassVar[Any] = "stored_files"
    __table_args__: ClassVar[Any] = (UniqueConstraint("slot", "digest"),)

    name: str = Field(primary_key=True)
    slot: int
    digest: str  # of what it holds, keyed with the key of its case: the same file of a case is kept once
    size: int
    kind: str  # by its first bytes
    key: bytes = Field(sa_type=LargeBinary)


class Attachment(SQLModel, table=True):
    """A file sent with a submission, under the name that the submission gives it."""

    __tablename__: ClassVar[Any] = "attachments"

    submission: int = Field(
        primary_key=True, foreign_key="submissions.number", sa_column_kwargs={"autoincrement": False}
    )
    name: str = Field(primary_key=True)
    file: str = Field(primary_key=True, foreign_key="stored_files.name")


class ExpectedFile(SQLModel, table=True):
    """A file that a submission says belongs to it: until it is here, the interview is not complete."""

    __tablename__: ClassVar[Any] = "expected_files"

    submission: int = Field(
        primary_key=True, foreign_key="submissions.number", sa_column_kwargs={"autoincrement": False}
    )
    name: str = Field(primary_key=True)


class FormFile(SQLModel, table=True):
    """A file that lies beside a published version: a picture, a recording, an external list."""

    __tablename__: ClassVar[Any] = "form_files"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(
            ["form_id", "version"], ["questionnaire_versions.form_id", "questionnaire_versions.version"]
        ),
    )

    form_id: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    md5: str
    sha256: str
    content: bytes = Field(sa_type=LargeBinary)


class Event(SQLModel, table=True):
    """One thing that was done, by whom, to what: only ever added to."""

    __tablename__: ClassVar[Any] = "events"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})  # 1, 2, 3 ... without a gap
    at: datetime = Field(sa_type=Moment)
    actor: str
    action: str
    object: str
    details: str = Field(default="{}", sa_type=Text)  # JSON
    digest: str  # of this event and of the digest before it


class AuditHead(SQLModel, table=True):
    """The end of the chain of events, signed: what is cut off at the end is missed."""

    __tablename__: ClassVar[Any] = "audit_head"

    id: int = Field(primary_key=True)
    number: int
    digest: str
    at: datetime = Field(sa_type=Moment)
    signature: str


class AuditDay(SQLModel, table=True):
    """The signed end of the chain at the end of one day (UTC)."""

    __tablename__: ClassVar[Any] = "audit_days"

    day: date = Field(primary_key=True)
    number: int
    digest: str
    signature: str


class SampleFact(SQLModel, table=True):
    """What the manifest of the loaded sample says of it: survey, simulated."""

    __tablename__: ClassVar[Any] = "sample_facts"

    name: str = Field(primary_key=True)
    value: str = Field(sa_type=Text)  # JSON


_SQL_TYPES: Mapping[Kind, TypeEngine[Any]] = {
    Kind.TEXT: String(),
    Kind.WHOLE: Integer(),
    Kind.NUMBER: Float(),
    Kind.TRUTH: Boolean(),
    Kind.DATE: Date(),
    Kind.MOMENT: Moment(),
}


def sample_table(contract: Contract) -> Table:
    """A table that holds the rows of a contract."""
    columns = [
        Column(
            column.name,
            _SQL_TYPES[column.kind],
            primary_key=column.name in contract.key,
            nullable=not column.required,
            autoincrement=False,
        )
        for column in contract.columns
    ]
    return Table(f"sample_{contract.name}", METADATA, *columns)


SAMPLE_TABLES: Mapping[str, Table] = {contract.name: sample_table(contract) for contract in SAMPLE}


def rows_of(model: type[SQLModel]) -> Table:
    """The table behind a model, for statements over many rows at once."""
    table: Table = getattr(model, "__table__")  # noqa: B009 (added by the framework, unknown to its types)
    return table
