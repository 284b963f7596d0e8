"""Tablets against a small service on this machine that answers as it is told."""

import threading
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from simulation.devices import DeviceCredentials, ServiceSilent, SubmissionRefused, UnknownSender, send
from simulation.submissions import Submission

DEVICES = [DeviceCredentials("T01", "secret one"), DeviceCredentials("T02", "secret two")]


@dataclass
class Service:
    """What arrived, by device, and what is answered to the n-th request (201 unless told)."""

    address: str = ""
    answer: Callable[[int], tuple[int, dict[str, str]]] = lambda _n: (201, {})
    arrived: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    headers: list[dict[str, str]] = field(default_factory=list)
    requests: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@pytest.fixture
def service() -> Iterator[Service]:
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with state.lock:
                state.requests += 1
                status, headers = state.answer(state.requests)
                state.headers.append(dict(self.headers))
                if status == 201:
                    who = b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
                    state.arrived[who].append(_part(self.headers["Content-Type"], body))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_words: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.address = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def submissions(n: int = 6) -> list[Submission]:
    return [
        Submission("contact", "1", f"uuid:{n}", f"<data>{n}</data>".encode(), f"T0{1 + n % 2}", float(-n))
        for n in range(n)
    ]


def test_each_device_sends_its_own_submissions_in_order_under_its_own_name(service: Service) -> None:
    heard: list[int] = []
    receipts = send(service.address, DEVICES, submissions(), heard.append)
    assert service.arrived == {
        "T01:secret one": [b"<data>4</data>", b"<data>2</data>", b"<data>0</data>"],
        "T02:secret two": [b"<data>5</data>", b"<data>3</data>", b"<data>1</data>"],
    }
    assert heard == [1, 2, 3, 4, 5, 6]
    assert (dict(receipts.by_status), receipts.accepted, receipts.waits) == ({201: 6}, 6, 0)
    assert {headers["X-OpenRosa-Version"] for headers in service.headers} == {"1.0"}


def test_a_busy_service_is_left_alone_for_the_time_it_asks(service: Service) -> None:
    service.answer = lambda n: (503, {"Retry-After": "3"}) if n == 1 else (201, {})
    slept: list[float] = []
    receipts = send(service.address, DEVICES, submissions(), sleep=slept.append)
    assert (slept, receipts.waits, receipts.accepted) == ([3.0], 1, 6)


def test_the_first_refusal_stops_every_tablet_and_is_told(service: Service) -> None:
    service.answer = lambda _n: (401, {})
    with pytest.raises(SubmissionRefused) as refused:
        send(service.address, DEVICES, submissions(200))
    values = refused.value.problems[0].values
    assert (values["status"], values["form"], values["answer"]) == (401, "contact", "ok")
    assert str(values["instance"]).startswith("uuid:")
    assert service.requests <= len(DEVICES)


def test_a_service_that_stays_busy_is_given_up(service: Service) -> None:
    service.answer = lambda _n: (503, {"Retry-After": "1"})
    with pytest.raises(ServiceSilent):
        send(service.address, DEVICES, submissions(1), sleep=lambda _seconds: None)


def test_a_service_that_is_not_there_is_given_up() -> None:
    with pytest.raises(ServiceSilent):
        send("http://127.0.0.1:9", DEVICES, submissions(1), sleep=lambda _seconds: None)


def test_a_submission_of_an_unknown_device_is_not_sent(service: Service) -> None:
    with pytest.raises(UnknownSender) as refused:
        send(service.address, DEVICES[:1], submissions())
    assert refused.value.problems[0].values == {"device": "T02", "n": 1}
    assert service.requests == 0


def test_the_token_of_a_device_is_not_shown() -> None:
    assert "secret" not in repr(DEVICES[0])


def _part(content_type: str, body: bytes) -> bytes:
    message = BytesParser().parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_param("name", header="Content-Disposition") for part in parts] == ["xml_submission_file"]
    content = parts[0].get_payload(decode=True)
    assert isinstance(content, bytes)
    return content
