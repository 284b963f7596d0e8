"""The job that has the field checked: one run at a time, a private folder that is gone, results that outlive it."""

import json
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from survey_api.collection.flags.draws import drawn
from survey_api.collection.service import Service
from survey_api.settings import KEY_FILE
from survey_api.supervision.checking import Checking, ChecksFailed, Ended, Plan, checking
from survey_api.supervision.results import BackCheck, Fieldwork, Flag, Level, Severity, Words, written
from tests.survey_api.builders import NOON, Field, interview

DRAWN = BackCheck("CASE-1", "P1", "1", "E1", "interview", "random", 0.25, NOON + timedelta(days=7))
WHY = (Words("quality.too_short_why", {"minutes": 9, "usual": 40}),)
DUE = NOON + timedelta(hours=24)
FLAG = Flag("too_short:uuid:1", "too_short", Level.INTERVIEW, Severity.AMBER, "uuid:1", 1.0, WHY, NOON, DUE)

# In place of the command line: the first word says what is asked for; the export is written, then the results told.
STUB = """
import json, os, pathlib, sys, time
told = pathlib.Path({told!r})
words = sys.argv[1:]
with told.open("a") as file:
    file.write(json.dumps([words, open(os.environ[{key!r}]).read() if {key!r} in os.environ else ""]) + "\\n")
{extra}
if words[0] == "export":
    pathlib.Path(words[words.index("--out") + 1]).mkdir()
else:
    context = json.loads(pathlib.Path(words[words.index("--context") + 1]).read_text())
    with told.open("a") as file:
        file.write(json.dumps(context) + "\\n")
    answer = json.loads(pathlib.Path({answer!r}).read_text())
    sys.stdout.write(json.dumps(answer | {{"version": context["version"]}}))
"""


class Stub:
    """A command line that answers what it is told, and tells how it was called."""

    def __init__(self, folder: Path, extra: str = "") -> None:
        self.told, self.answer, script = folder / "told", folder / "answer.json", folder / "stub.py"
        self.answer.write_bytes(written(Fieldwork(NOON, 1, 0.5, interviews=1, flags=(FLAG,))))
        script.write_text(STUB.format(told=str(self.told), answer=str(self.answer), key=KEY_FILE, extra=extra))
        self.words = (sys.executable, str(script))

    def calls(self) -> list[Any]:
        return [json.loads(line) for line in self.told.read_text().splitlines()] if self.told.exists() else []


def service_of(field: Field) -> Service:
    found: Service = field.client.app.state.service  # type: ignore[attr-defined]
    return found


def private_folders(service: Service) -> list[Path]:
    return list(service.settings.home.service.glob("checking-*"))


def test_a_run_exports_computes_keeps_the_results_and_leaves_no_export(tablet: Field, tmp_path: Path) -> None:
    service, stub = service_of(tablet), Stub(tmp_path)
    job = Checking(service, Plan(0, stub.words))
    assert job.found() == (None, None)
    assert job.run()
    found, failed = job.found()
    assert failed is None
    assert found is not None
    assert [one.key for one in found.flags] == [FLAG.key]
    assert private_folders(service) == []
    (export, key), (evening, _), context = stub.calls()
    assert export[:3] == ["export", "--for-checks", "--home"]
    assert evening[:2] == ["fieldwork", "evening"]
    assert key == service.settings.database.key  # type: ignore[union-attr]
    assert context["psus"] is not None
    assert context["verdicts"] == {}


def test_nothing_is_checked_again_before_something_new_comes(tablet: Field, tmp_path: Path) -> None:
    stub = Stub(tmp_path)
    job = Checking(service_of(tablet), Plan(0, stub.words))
    assert job.run()
    assert not job.run()
    assert tablet.post(interview()).status_code == 201
    assert job.run()
    found, _ = job.found()
    assert found is not None
    assert found.version == 2
    assert stub.calls()[-1]["raised"] == {FLAG.key: NOON.isoformat()}


def test_verdicts_go_into_the_next_run(tablet: Field, tmp_path: Path) -> None:
    service, stub = service_of(tablet), Stub(tmp_path)
    job = Checking(service, Plan(0, stub.words))
    job.run()
    service.order("judge_flag", {"key": FLAG.key, "verdict": "explained", "reason": "interrupted", "team": None})
    assert job.run()
    assert stub.calls()[-1]["verdicts"] == {FLAG.key: "explained"}


def test_a_back_check_keeps_the_chance_that_it_had_when_it_was_drawn(tablet: Field, tmp_path: Path) -> None:
    service, stub = service_of(tablet), Stub(tmp_path)
    for probability in (0.25, 0.5):
        again = replace(DRAWN, probability=probability)
        stub.answer.write_bytes(written(Fieldwork(NOON, 1, 0.5, interviews=1, flags=(FLAG,), back_checks=(again,))))
        assert Checking(service, Plan(0, stub.words)).run()
    [kept] = service.read(drawn)
    assert (kept["name"], kept["kind"], kept["probability"]) == ("CASE-1", "interview", 0.25)
    assert stub.calls()[-1]["drawn"] == [kept]


def test_a_field_is_checked_for_the_first_time_as_soon_as_it_is_quiet(
    tablet: Field, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey_api.supervision.checking.QUIET", 0.02)
    assert tablet.post(interview()).status_code == 201
    deadline = time.monotonic() + 30
    with checking(service_of(tablet), Plan(3600, Stub(tmp_path).words)) as job:
        while job.found()[0] is None and time.monotonic() < deadline:
            time.sleep(0.02)
        assert job.found()[0] is not None


def test_what_a_run_draws_is_nothing_new_to_check(tablet: Field, tmp_path: Path) -> None:
    stub = Stub(tmp_path)
    stub.answer.write_bytes(written(Fieldwork(NOON, 1, 0.5, interviews=1, back_checks=(DRAWN,))))
    job = Checking(service_of(tablet), Plan(0, stub.words))
    assert job.run()
    assert not job.run()


def test_results_are_there_after_a_restart_and_what_a_killed_run_left_is_removed(tablet: Field, tmp_path: Path) -> None:
    service, stub = service_of(tablet), Stub(tmp_path)
    Checking(service, Plan(0, stub.words)).run()
    (service.settings.home.service / "checking-left").mkdir()
    again = Checking(service, Plan(0, stub.words))
    found, failed = again.found()
    assert failed is None
    assert found is not None
    assert private_folders(service) == []


def test_a_failure_is_told_and_the_results_before_stay(tablet: Field, tmp_path: Path) -> None:
    service, stub = service_of(tablet), Stub(tmp_path)
    job = Checking(service, Plan(0.05, stub.words))
    job.run()
    (tmp_path / "broken").mkdir()
    broken = Stub(tmp_path / "broken", extra="sys.exit(1)")
    job = Checking(service, Plan(0.05, broken.words))
    with pytest.raises(ChecksFailed):
        job.run()
    assert private_folders(service) == []
    thread = threading.Thread(target=job.repeat)
    thread.start()
    deadline = time.monotonic() + 20
    while job.found()[1] is None and time.monotonic() < deadline:
        time.sleep(0.02)
    job.end()
    thread.join(10)
    found, failed = job.found()
    assert failed == ChecksFailed.code
    assert found is not None


def test_damaged_results_are_an_error_and_never_no_data(tablet: Field, tmp_path: Path) -> None:
    service, stub = service_of(tablet), Stub(tmp_path)
    Checking(service, Plan(0, stub.words)).run()
    (service.settings.home.service / "supervision" / "found.json").write_text("{}")
    assert Checking(service, Plan(0, stub.words)).found() == (None, ChecksFailed.code)


def test_a_service_that_ends_ends_the_run_with_it(tablet: Field, tmp_path: Path) -> None:
    service, stub = service_of(tablet), Stub(tmp_path, extra="time.sleep(60)")
    raised: list[BaseException] = []

    def run(job: Checking) -> None:
        try:
            job.run()
        except Ended as ended:
            raised.append(ended)

    with checking(service, Plan(0, stub.words)) as job:
        thread = threading.Thread(target=run, args=(job,))
        thread.start()
        while not stub.calls():
            time.sleep(0.02)
        assert job.under_way
        assert not job.run()  # one run at a time
    thread.join(10)
    assert len(raised) == 1
    assert private_folders(service) == []
