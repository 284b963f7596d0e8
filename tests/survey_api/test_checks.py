"""Checking apart from receiving: it may be late, break off or die, and no record stays without a verdict."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import NoReturn

import pytest
from sqlalchemy import select

from survey_api.app import create_app
from survey_api.collection import check_process, checks
from survey_api.collection.check_process import CheckProcess, Died
from survey_api.collection.checking import Checker, CheckerHere, Published, ToCheck
from survey_api.settings import Settings
from survey_api.store.arrivals import BROKE_OFF, Findings
from survey_api.store.tables import Event, Submission, Verdict, rows_of
from tests.survey_api.builders import Field, TestClient, field, interview, settings_of, visit
from tests.survey_api.forms import VERSION, interview_form, visit_form

INTERVIEWS = ("interview", VERSION)


class AtGate(CheckerHere):
    """Checks when it is let."""

    def __init__(self, gate: threading.Event) -> None:
        super().__init__()
        self.gate = gate
        self.batches: list[int] = []

    def check(self, records: Sequence[ToCheck]) -> list[Findings]:
        self.batches.append(len(records))
        self.gate.wait(30)
        return super().check(records)


class Breaks(CheckerHere):
    """Meets a defect of the program in each record."""

    def form(self, _: tuple[str, str]) -> NoReturn:
        raise ValueError("something nobody should read")


def verdicts(tablet: Field) -> dict[str, int]:
    tablet.settle()
    table, kept = rows_of(Submission), rows_of(Verdict)
    wanted = select(table.c.instance_id, kept.c.n_problems).join(kept, kept.c.submission == table.c.number)
    return tablet.service.read(lambda connection: {row[0]: row[1] for row in connection.execute(wanted)})


def apart(tablet: Field) -> list[str | None]:
    table = rows_of(Submission)
    return tablet.service.read(lambda connection: list(connection.scalars(select(table.c.quarantine))))


def again(tablet: Field, checker: Callable[[], Checker | None]) -> TestClient:
    """The service of the same home, started again."""
    client = TestClient(create_app(tablet.settings, checker))
    client.auth = (tablet.device.device_id, tablet.device.token)
    return client


@pytest.mark.parametrize(
    ("language", "told"), [("fr", "La relecture suit"), ("ar", "ستُجرى المراجعة لاحقا"), ("en", "The check follows")]
)
def test_a_late_check_does_not_hold_up_the_receipt(own: Settings, language: str, told: str) -> None:
    gate = threading.Event()
    with field(settings_of(own.home, check_patience=0.0), checker=lambda: AtGate(gate)) as tablet:
        answer = tablet.post(interview(language=language, age="130"))
        assert answer.status_code == 201
        assert told in answer.text
        assert "130" not in answer.text
        gate.set()
        assert verdicts(tablet) == {"uuid:i1": 1}
        assert "age" in tablet.post(interview(language=language, age="130")).text


def test_what_was_not_checked_is_checked_by_the_next_service(settings: Settings) -> None:
    with field(settings, checker=lambda: None) as tablet:
        for n in range(70):
            assert tablet.post(interview(f"uuid:{n:02}", age="130" if n % 2 else "30")).status_code == 201
    with again(tablet, CheckerHere) as client:
        found = verdicts(Field(client, tablet.device, settings))
    assert found == {f"uuid:{n:02}": n % 2 for n in range(70)}


def test_the_line_is_short_and_what_does_not_fit_is_taken_up_from_the_store(
    own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "LONGEST_LINE", 3)
    gate, made = threading.Event(), list[AtGate]()

    def checker() -> AtGate:
        made.append(AtGate(gate))
        return made[-1]

    with field(settings_of(own.home, check_patience=0.0), checker=checker) as tablet:
        for n in range(12):
            tablet.post(visit(f"uuid:{n}"))
        assert tablet.service.checks.waiting <= 3
        assert tablet.service.checks.behind
        gate.set()
        assert len(verdicts(tablet)) == 12


def test_records_of_a_version_published_later_are_checked_then(tablet: Field) -> None:
    assert tablet.post(interview(version="8")).status_code == 202
    assert verdicts(tablet) == {}
    publish(tablet, "8")
    assert verdicts(tablet) == {"uuid:i1": 0}
    assert apart(tablet) == ["unknown_version"]


def publish(tablet: Field, version: str) -> None:
    from tests.survey_api.builders import publish_one

    publish_one(tablet.service.order, "interview", version, interview_form(version))


def test_an_interview_whose_check_breaks_off_waits_for_a_person_until_the_program_is_repaired(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with field(settings, checker=Breaks) as tablet:
        assert tablet.post(interview()).status_code == 202
        assert verdicts(tablet) == {}
        assert apart(tablet) == ["unchecked"]
        assert tablet.post(interview()).status_code == 202
    assert "a check broke off" in caplog.text
    assert "nobody should read" not in caplog.text
    with again(tablet, CheckerHere) as client:
        repaired = Field(client, tablet.device, settings)
        assert verdicts(repaired) == {"uuid:i1": 0}
        assert apart(repaired) == [None]
        assert repaired.post(interview()).status_code == 201
        actions = repaired.service.read(lambda c: list(c.scalars(select(rows_of(Event).c.action))))
    assert actions[-3:] == ["submission.received", "submission.quarantined", "submission.released"]


@pytest.fixture
def process() -> Iterator[CheckProcess]:
    running = CheckProcess()
    running.learn(INTERVIEWS, Published(interview_form()))
    running.learn(("visit", VERSION), Published(visit_form()))
    yield running
    running.close()


def to_check(**answers: str) -> ToCheck:
    return ToCheck(INTERVIEWS, interview(**answers).encode())


def test_the_process_finds_what_is_found_here(process: CheckProcess) -> None:
    here = CheckerHere()
    here.learn(INTERVIEWS, Published(interview_form()))
    records = [to_check(), to_check(age="130"), to_check(age=""), ToCheck(INTERVIEWS, b"<no record")]
    assert process.check(records) == here.check(records)
    assert process.check([]) == []


def test_a_process_that_died_is_started_again(process: CheckProcess) -> None:
    before = process.check([to_check(age="130")])
    child = process._child
    assert child is not None
    os.kill(child._process.pid, signal.SIGKILL)
    assert process.check([to_check(age="130")] * 3) == before * 3
    assert process._child is not child


DIES_OF_POISON = """
import os
from survey_api.collection import check_process
found = check_process.CheckerHere.found
def dies(self, record):
    if b"poison" in record.content:
        os._exit(9)
    return found(self, record)
check_process.CheckerHere.found = dies
check_process.main()
"""


def test_a_record_that_ends_the_process_takes_no_other_with_it(
    process: CheckProcess, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(check_process, "WORDS", ("-c", DIES_OF_POISON))
    records = [to_check(age="130"), to_check(**{"work/remark": "poison"}), to_check()]
    first, second, third = process.check(records)
    assert (first.n_problems, second, third.n_problems) == (1, BROKE_OFF, 0)
    assert "poison" not in caplog.text


def test_a_record_without_end_is_given_up(process: CheckProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_process, "WORDS", ("-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(check_process, "PATIENCE", 0.1)
    assert process.check([to_check()]) == [BROKE_OFF]


def test_closing_ends_a_check_under_way(process: CheckProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_process, "WORDS", ("-c", "import time; time.sleep(60)"))
    ended = []

    def check() -> None:
        with pytest.raises(Died):
            process.check([to_check()])
        ended.append(True)

    thread = threading.Thread(target=check)
    thread.start()
    while process._child is None:
        threading.Event().wait(0.001)
    process.close()
    thread.join(20)
    assert ended
    with pytest.raises(Died):
        process.check([to_check()])


def test_the_service_checks_in_the_process(own: Settings) -> None:
    with field(own, checker=CheckProcess) as tablet:
        assert "age" in tablet.post(interview(age="130")).text
        assert verdicts(tablet) == {"uuid:i1": 1}
