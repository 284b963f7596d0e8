"""Nothing acknowledged is lost, sent twice is stored once: on both databases."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from survey_api.collection import service as service_module
from survey_api.settings import Settings
from survey_api.store.arrivals import Arrival, Kept
from survey_api.store.submissions import keep
from survey_api.store.tables import Attachment, Event, Submission, Verdict, rows_of
from survey_api.store.vault import Vault
from tests.survey_api.builders import Field, client_of, field, interview, visit


@pytest.fixture
def running(settings: Settings) -> Iterator[Field]:
    with field(settings) as tablet:
        yield tablet


def count(tablet: Field, table: type[Submission] | type[Verdict] | type[Attachment] | type[Event]) -> int:
    tablet.settle()
    counted = select(func.count()).select_from(rows_of(table))
    return int(tablet.service.read(lambda connection: connection.scalar(counted)) or 0)


def test_an_interview_sent_twice_is_stored_once(running: Field) -> None:
    first, second = running.post(interview()), running.post(interview())
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert count(running, Submission) == count(running, Verdict) == 1


def test_an_interview_sent_by_64_at_once_is_stored_once_and_acknowledged_64_times(running: Field) -> None:
    with ThreadPoolExecutor(64) as tablets:
        answers = list(tablets.map(lambda _: running.post(interview()), range(64)))
    assert Counter(answer.status_code for answer in answers) == {201: 64}
    assert len({answer.content for answer in answers}) == 1
    assert count(running, Submission) == count(running, Verdict) == 1


def test_of_two_contents_sent_at_once_one_is_accepted_and_both_are_kept(running: Field) -> None:
    ages = [str(20 + n) for n in range(8)]
    with ThreadPoolExecutor(8) as tablets:
        answers = list(tablets.map(lambda age: running.post(interview(age=age)).status_code, ages))
    assert Counter(answers) == {201: 1, 202: 7}
    assert count(running, Submission) == 8
    assert count(running, Verdict) == 8


def test_each_submission_leaves_one_event(running: Field) -> None:
    before = count(running, Event)
    running.post(interview())
    running.post(interview())
    running.post(visit())
    assert count(running, Event) == before + 2


def test_the_record_holds_codes_and_places_and_no_answers(running: Field) -> None:
    running.post(interview(age="130"))
    running.settle()
    row = running.service.read(lambda connection: connection.execute(select(rows_of(Verdict))).mappings().one())
    assert row["n_problems"] == 1
    assert '"checks.constraint"' in row["problems"]
    assert "130" not in row["problems"]


def test_attachments_arrive_in_several_requests(running: Field) -> None:
    assert running.post(interview(), files={"a.jpg": b"first"}).status_code == 201
    assert running.post(interview(), files={"a.jpg": b"first", "b.jpg": b"second"}).status_code == 201
    assert count(running, Submission) == 1
    assert count(running, Attachment) == 2


@pytest.mark.parametrize("name", ["../x.jpg", "a/b.jpg", "C:\\x.jpg", ".hidden", "x" * 300, "\u202egpj.exe"])
def test_an_attachment_with_an_impossible_name_is_refused(tablet: Field, name: str) -> None:
    assert tablet.post(interview(), files={name: b"x"}).status_code == 400
    assert count(tablet, Submission) == 0


def test_what_was_acknowledged_is_there_after_a_restart(settings: Settings) -> None:
    with field(settings) as tablet:
        assert tablet.post(interview()).status_code == 201
    with client_of(settings) as again:
        again.auth = (tablet.device.device_id, tablet.device.token)
        restarted = Field(again, tablet.device, settings)
        assert restarted.post(interview()).status_code == 201
        assert count(restarted, Submission) == 1


def test_a_failing_commit_gives_no_receipt_and_stops_the_service(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with field(settings) as tablet:
        connection = tablet.service.writer._connection.connection.dbapi_connection
        assert connection is not None

        class Broken:
            def __getattr__(self, name: str) -> object:
                if name == "commit":
                    raise OSError("no space left on device")
                return getattr(connection, name)

        monkeypatch.setattr(tablet.service.writer._connection.connection, "dbapi_connection", Broken())
        answer = tablet.post(interview())
        assert answer.status_code == 503
        assert "rien enregistré" in answer.text
        assert tablet.post(visit()).status_code == 503
        assert tablet.client.get("/readyz").status_code == 503
        monkeypatch.undo()
        assert count(tablet, Submission) == 0


def test_a_row_that_cannot_be_written_does_not_take_its_neighbours_with_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_one(connection: Connection, vault: Vault, arrivals: Sequence[Arrival]) -> list[Kept]:
        if any(b"poison" in arrival.content for arrival in arrivals):
            raise DBAPIError("insert", {}, Exception("bad row"))
        return keep(connection, vault, arrivals)

    monkeypatch.setattr(service_module, "keep", refuse_one)
    sent = [interview(f"uuid:{n}", **{"work/remark": "poison" if n == 3 else "fine"}) for n in range(12)]
    with field(settings) as tablet:
        with ThreadPoolExecutor(12) as tablets:
            answers = list(tablets.map(lambda xml: tablet.post(xml).status_code, sent))
        assert Counter(answers) == {201: 11, 500: 1}
        assert answers[3] == 500
        assert count(tablet, Submission) == 11


def test_the_log_of_events_is_only_ever_added_to(running: Field) -> None:
    def execute(statement: str) -> None:
        running.service.writer.change(lambda connection: connection.execute(text(statement)) and None).result(10)

    for statement in ("UPDATE events SET actor = 'x'", "DELETE FROM events", "DELETE FROM questionnaire_versions"):
        with pytest.raises(DBAPIError, match="only ever added to"):
            execute(statement)
    assert running.post(interview()).status_code == 201


def test_an_identifier_that_no_index_holds_does_not_keep_an_interview_out(running: Field) -> None:
    endless = "".join(sha256(str(n).encode()).hexdigest() for n in range(1600))  # no database can shorten it
    assert running.post(interview(case_id=endless)).status_code == 201
    assert running.post(visit(unit_id=endless)).status_code == 201
    assert count(running, Verdict) == 2
