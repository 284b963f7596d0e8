"""A running service is watched without telling anything about anybody."""

import json
import logging
import math
import re
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Connection

from survey_api.collection.service import Service
from survey_api.figures import PortTaken, told_on
from survey_api.logs import KEYS, written_to
from survey_api.settings import Settings
from tests.survey_api.builders import NOON, Field, client_of, field, interview
from tests.survey_api.proving import command, prepare, settings_on
from tests.survey_api.test_serving import post

ALWAYS = {"at", "level", "logger", "event"}
SECRET = "something nobody should read"  # noqa: S105 (part of an invented interview)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_an_event_is_one_line_that_holds_only_what_is_allowed(tmp_path: Path) -> None:
    with written_to(tmp_path / "log"):
        logging.getLogger("survey_api.test").info("it happened", extra={"device": "tablet-1", "answer": SECRET})
    [told] = lines(tmp_path / "log")
    assert told["event"] == "it happened"
    assert told["device"] == "tablet-1"
    assert told.keys() <= ALWAYS | set(KEYS)
    assert SECRET not in (tmp_path / "log").read_text()


def test_what_an_error_says_and_what_a_library_says_is_dropped(tmp_path: Path) -> None:
    with written_to(tmp_path / "log"):
        try:
            raise ValueError(SECRET)
        except ValueError:
            logging.getLogger("survey_api.test").exception("it broke")
            logging.getLogger("some.library").exception("while reading %s", SECRET)
            logging.getLogger("some.library").error(f"Task exception: {SECRET}")
            logging.getLogger("some.library").warning("an odd request")
    broke, library, task = lines(tmp_path / "log")
    assert (broke["event"], broke["error"]) == ("it broke", "ValueError")
    assert re.fullmatch(r"test_running\.py:\d+", str(broke["where"]))
    assert library["logger"] == task["logger"] == "some.library"
    assert SECRET not in (tmp_path / "log").read_text()


def test_the_log_of_others_is_as_before_when_the_service_has_ended(tmp_path: Path) -> None:
    before = list(logging.getLogger().handlers)
    with written_to(tmp_path / "log"):
        assert logging.getLogger().handlers != before
    assert logging.getLogger().handlers == before


def figures_of(tablet: Field) -> dict[str, float]:
    with told_on(0, tablet.service.figures.registry) as port:
        told = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
    shown = (line.rpartition(" ") for line in told.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in shown}


def test_the_figures_count_what_arrives_and_name_nobody(tablet: Field) -> None:
    for xml in (interview(), interview(), interview(age="31"), interview("uuid:i2", version="99")):
        tablet.post(xml)
    tablet.settle()
    found = figures_of(tablet)
    assert found['amem_submissions_total{kind="received",quarantine="none"}'] == 1
    assert found['amem_submissions_total{kind="repeated",quarantine="none"}'] == 1
    assert found['amem_submissions_total{kind="received",quarantine="other_bytes"}'] == 1
    assert found['amem_submissions_total{kind="received",quarantine="unknown_version"}'] == 1
    assert found["amem_records_checked_total"] >= 1
    assert found["amem_commit_seconds_count"] >= 4
    assert found["amem_waiting_to_be_written"] == found["amem_waiting_for_check"] == 0
    assert found["amem_oldest_check_seconds"] == 0
    assert found["amem_free_bytes"] > 0
    assert not [name for name in found if "tablet-1" in name or "uuid" in name or "A-1" in name]


def test_a_record_that_waits_for_its_check_is_seen_to_wait(own: Settings) -> None:
    later = replace(own, clock=lambda: NOON + timedelta(minutes=5))
    with field(own, checker=lambda: None) as tablet:
        assert tablet.post(interview()).status_code == 201
    with client_of(later, lambda: None) as client:
        service: Service = client.app.state.service  # type: ignore[attr-defined]  # an ASGI app of any kind
        assert service.checks.age() == 300.0


def test_the_age_of_the_last_backup_is_known_once_there_is_one(tablet: Field) -> None:
    assert math.isnan(figures_of(tablet)["amem_backup_age_seconds"])
    tablet.service.order("note_backup", {"backup": "2026-11-24T120000", "manifest": "digest"})
    assert figures_of(tablet)["amem_backup_age_seconds"] == 0


def test_a_port_that_is_taken_is_refused(tablet: Field) -> None:
    registry = tablet.service.figures.registry
    with told_on(0, registry) as port, pytest.raises(PortTaken), told_on(port, registry):
        pass


def test_without_a_port_nobody_is_told(tablet: Field) -> None:
    with told_on(None, tablet.service.figures.registry) as port:
        assert port is None


@pytest.fixture
def stuck(own: Settings) -> Iterator[Field]:
    gate = threading.Event()

    def wait(_: Connection) -> None:
        gate.wait(30)

    with field(own) as tablet:
        tablet.service.writer.change(wait)
        yield tablet
        gate.set()


def test_a_service_whose_writer_does_not_come_round_lives_but_is_not_ready(
    stuck: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey_api.collection.pulse.PATIENCE", 0.1)
    answer = stuck.client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "keeping.database_unavailable")
    assert stuck.client.get("/livez").status_code == 200


def test_a_service_that_takes_work_is_ready(own: Settings) -> None:
    with client_of(own) as client:
        assert client.get("/readyz").text == "ok"


LISTENS_IN = """if True:
    import ipaddress, socket, sys
    def heard(event, given):
        if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
            place = given[1] if event == "socket.connect" else given[0]
            if isinstance(place, tuple) or event != "socket.connect":
                sys.stderr.write(f"{event} {place}\\n")
        if event == "socket.sendto":
            sys.stderr.write(f"{event} {given[1]}\\n")
    sys.addaudithook(heard)
    sys.argv[0] = "amem"
    import amem
    amem.main()
"""


def test_a_service_that_receives_calls_nobody_and_its_log_names_nobody(own: Settings) -> None:
    settings = settings_on(own.home.folder)
    [device] = prepare(settings, 1)
    log = own.home.folder / "log"
    words = ("serve", "--port", "0", "--metrics-port", "0", "--log", str(log))
    process = command(settings, *words, program=LISTENS_IN)
    try:
        assert process.stdout is not None
        assert process.stdout.readline()
        address = settings.home.address.read_text().strip()
        assert post(address, device, interview()) == 201
        assert post(address, device, "<data") == 400
        httpx.get(f"{address}/login?login=someone", trust_env=False)
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=20)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, complaints) == (0, "")
    events = [line["event"] for line in lines(log)]
    assert events == ["the service starts", "submission received", "the service has ended"]
    told = log.read_text()
    assert not re.search(r"127\.0\.0\.1|someone|A-1|uuid|/login|E001", told)
    assert oct(log.stat().st_mode)[-3:] == "600"
    assert sys.executable not in told
