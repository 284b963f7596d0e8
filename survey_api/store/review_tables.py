"""The tables of comments: who said what about which question, and their words, locked with the key of the case."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from survey_api.store.tables import Moment


class ReviewComment(SQLModel, table=True):
    """One comment on a question of a record, or what an accusation rests on; only ever added to."""

    __tablename__: ClassVar[Any] = "review_comments"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})  # 1, 2, 3 ... over all records
    thread: int  # the number of its first comment
    submission: int = Field(foreign_key="submissions.number", index=True)  # the version that was looked at
    kind: str
    path: str  # of the question; empty where it is about the record
    position: str  # of the repeat instance; empty outside repeats
    by: str
    at: datetime = Field(sa_type=Moment)


class ReviewText(SQLModel, table=True):
    """The words of a comment: they may quote an answer, so they are locked like one and go with it."""

    __tablename__: ClassVar[Any] = "review_texts"

    comment: int = Field(
        primary_key=True, foreign_key="review_comments.number", sa_column_kwargs={"autoincrement": False}
    )
    slot: int = Field(index=True)
    text: bytes = Field(sa_type=LargeBinary)
