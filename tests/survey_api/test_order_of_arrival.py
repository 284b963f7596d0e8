"""A database of before keeps everything when its submissions are numbered: order, content, verdicts, files."""

from datetime import datetime, timedelta

from alembic import command
from sqlalchemy import Connection, text

from survey_api.settings import Settings
from survey_api.store import databases
from survey_api.store.migration import _config
from tests.survey_api.builders import NOON

SENT = [
    ("b", "uuid:1", None),
    ("a", "uuid:2", None),
    ("c", "uuid:1", "other_bytes"),
    ("d", "uuid:3", "unknown_version"),
]


def fill(connection: Connection) -> None:
    """Four submissions as the first version kept them, the last one unchecked, the first one with a file."""

    def add(table: str, **values: object) -> None:
        marks = ", ".join(f":{name}" for name in values)
        statement = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})"  # noqa: S608 (names of this file)
        connection.execute(text(statement), values)

    add("devices", device_id="t", token_sha256="", team="1", added_at=moment(connection, 0))
    for minute, (digest, instance, quarantine) in enumerate(SENT):
        about = {"sha256": digest, "form_id": "interview", "version": "7"}
        at = moment(connection, minute)
        sent = {"instance_id": instance, "content": digest.encode(), "device_id": "t", "received_at": at}
        add("submissions", **about, **sent, quarantine=quarantine)
        if quarantine != "unknown_version":
            add(
                "records", **about, deprecated_id="uuid:0", unit_id="A-1", case_id="A-1-01", n_problems=1, problems="[]"
            )
    add("attachments", submission="b", name="photo.jpg", sha256="f", content=b"file")


def moment(connection: Connection, minute: int) -> object:
    at: datetime = NOON + timedelta(minutes=minute)
    return at.replace(tzinfo=None).isoformat(" ") if connection.dialect.name == "sqlite" else at


def test_submissions_are_numbered_as_they_came_and_nothing_is_lost(settings: Settings) -> None:
    settings.home.prepare()
    engine = databases.writing_engine(settings.database)
    with engine.connect() as connection:
        for step, then in (("0003", fill), ("0004", None)):
            with connection.begin():
                command.upgrade(_config(connection), step)
                if then:
                    then(connection)
        with connection.begin():
            found = connection.execute(
                text(
                    "SELECT s.number, s.digest, s.instance_id, s.quarantine, s.case_id, c.content, v.n_problems, "
                    "a.name "
                    "FROM submissions s JOIN contents c ON c.submission = s.number "
                    "LEFT JOIN verdicts v ON v.submission = s.number "
                    "LEFT JOIN attachments a ON a.submission = s.number ORDER BY s.number"
                )
            ).all()
    engine.dispose()
    assert [(row.number, row.digest, row.instance_id, row.quarantine) for row in found] == [
        (number, *sent) for number, sent in enumerate(SENT, 1)
    ]
    assert [bytes(row.content).decode() for row in found] == ["b", "a", "c", "d"]
    assert [row.n_problems for row in found] == [1, 1, 1, None]
    assert [row.case_id for row in found] == ["A-1-01"] * 3 + [None]
    assert [row.name for row in found] == ["photo.jpg", None, None, None]
