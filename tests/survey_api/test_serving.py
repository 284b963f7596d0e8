"""The process that serves: it starts, says where, and ends without losing anything; killed, it has lost nothing."""

import base64
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from survey_api.reading import read
from survey_api.registering import NewDevice, add_devices
from survey_api.serving import Certificate, warnings_of
from survey_api.settings import Settings
from survey_api.store.tables import Submission, rows_of
from tests.survey_api.builders import KEY, interview, orders_of, publish_all, settings_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def prepared(own: Settings) -> tuple[Settings, NewDevice]:
    """A home with questionnaires and one tablet, its key in a file, its clock the machine's."""
    order = orders_of(own)
    publish_all(order)
    [device] = add_devices(order, ["tablet-1"], "north")
    (own.home.folder / "key").write_text(KEY)
    return settings_of(own.home), device


def amem(settings: Settings, *arguments: str, script: str = "import amem; amem.main()") -> "subprocess.Popen[str]":
    home = settings.home.folder
    environment = {**os.environ, "AMEM_DATABASE_KEY_FILE": str(home / "key"), "AMEM_LANGUAGE": "en"}
    command = [sys.executable, "-c", script, *arguments, "--home", str(home)]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


@contextmanager
def serving(settings: Settings) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    process = amem(settings, "serve", "--port", "0")
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("The service answers at http://127.0.0.1:"), process.communicate(timeout=20)
        yield process, settings.home.address.read_text().strip()
    finally:
        process.kill()
        process.communicate(timeout=20)


def post(address: str, device: NewDevice, xml: str) -> int:
    part = {"xml_submission_file": ("a.xml", xml.encode(), "text/xml")}
    answer = httpx.post(
        f"{address}/openrosa/submission", files=part, auth=(device.device_id, device.token), timeout=20, trust_env=False
    )
    return answer.status_code


def stored(settings: Settings) -> int:
    counted = select(func.count()).select_from(rows_of(Submission))
    return int(read(settings.database, lambda connection: connection.scalar(counted)) or 0)


def test_it_says_where_it_answers_and_ends_calmly_when_asked(prepared: tuple[Settings, NewDevice]) -> None:
    settings, device = prepared
    with serving(settings) as (process, address):
        assert post(address, device, interview()) == 201
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=20)
    assert process.returncode == 0
    assert complaints == ""
    assert not settings.home.address.exists()
    assert not settings.home.socket.exists()
    assert stored(settings) == 1


def test_what_was_acknowledged_survives_a_kill(prepared: tuple[Settings, NewDevice]) -> None:
    settings, device = prepared
    with serving(settings) as (process, address):
        acknowledged = [post(address, device, interview(f"uuid:{n}")) for n in range(5)]
        process.kill()
        process.wait(20)
    assert acknowledged == [201] * 5
    assert stored(settings) == 5
    with serving(settings) as (_, address):
        assert post(address, device, interview("uuid:0")) == 201
        assert stored(settings) == 5


def test_a_second_service_is_refused_with_a_sentence(prepared: tuple[Settings, NewDevice]) -> None:
    settings, _ = prepared
    with settings.home.writing():
        second = amem(settings, "serve", "--port", "0")
        _, complaint = second.communicate(timeout=30)
    assert second.returncode == 1
    assert "Another program is writing" in complaint
    assert "Traceback" not in complaint


def test_a_port_that_is_taken_is_refused_with_a_sentence(prepared: tuple[Settings, NewDevice]) -> None:
    settings, _ = prepared
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = amem(settings, "serve", "--port", str(taken.getsockname()[1]))
        _, complaint = refused.communicate(timeout=30)
    assert refused.returncode == 1
    assert "is in use" in complaint


def test_the_process_loads_none_of_the_heavy_libraries() -> None:
    heavy = ("pandas", "statsmodels", "scipy", "pyarrow", "pyxform", "samplics", "numpy", "analysis", "weighting")
    script = f"import sys, survey_api.serving; print(sorted(set({heavy!r}) & set(sys.modules)))"
    asked = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == "[]"


def test_the_environment_cannot_make_it_call_out(
    prepared: tuple[Settings, NewDevice], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, device = prepared
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{listener.getsockname()[1]}")
        monkeypatch.setenv("OTEL_TRACES_EXPORTER", "otlp")
        with serving(settings) as (process, address):
            assert post(address, device, interview()) == 201
            time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize(
    ("host", "demo", "encrypted", "told"),
    [
        ("127.0.0.1", True, False, []),
        ("::1", True, False, []),
        ("localhost", False, False, []),
        ("0.0.0.0", False, True, []),  # noqa: S104 (nothing is opened)
        ("0.0.0.0", False, False, ["service.line_in_clear"]),  # noqa: S104
        ("192.0.2.1", True, False, ["service.demo_exposed", "service.line_in_clear"]),
        ("survey.example", True, True, ["service.demo_exposed"]),
    ],
)
def test_before_other_machines_can_reach_it_a_person_is_told_what_that_means(
    own: Settings, host: str, demo: bool, encrypted: bool, told: list[str]
) -> None:
    if demo:
        (own.home.folder / "DEMO").touch()
    certificate = Certificate(own.home.folder, own.home.folder) if encrypted else None
    assert warnings_of(own.home, host, certificate) == told


def test_asked_to_end_while_it_opens_its_database_it_ends_calmly(prepared: tuple[Settings, NewDevice]) -> None:
    settings, _ = prepared
    script = """if True:
        import os, signal
        import amem, survey_api.app
        opened = survey_api.app.opened
        def asked_meanwhile(*given, **more):
            os.kill(os.getpid(), signal.SIGTERM)
            return opened(*given, **more)
        survey_api.app.opened = asked_meanwhile
        amem.main()
    """
    _, complaints = (process := amem(settings, "serve", "--port", "0", script=script)).communicate(timeout=30)
    assert (process.returncode, complaints) == (0, "")
    assert not settings.home.address.exists()


def test_a_tablet_whose_network_breaks_leaves_no_trace(prepared: tuple[Settings, NewDevice]) -> None:
    settings, device = prepared
    with serving(settings) as (process, address):
        host, port = address.removeprefix("http://").split(":")
        secret = base64.b64encode(f"{device.device_id}:{device.token}".encode())
        with socket.create_connection((host, int(port))) as line:
            line.sendall(b"POST /openrosa/submission HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n")
            line.sendall(b"Content-Type: multipart/form-data; boundary=b\r\nAuthorization: Basic " + secret)
            line.sendall(b"\r\n\r\n--b\r\n")
            time.sleep(0.2)
        assert post(address, device, interview()) == 201
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=20)[1] == ""
    assert stored(settings) == 1
