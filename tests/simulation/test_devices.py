"""Tablets against a small service on this machine that answers as it is told."""

import io
import os
import re
import signal
import threading
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from rich.console import Console

from presentation.messages import say
from presentation.text import LANGUAGES, Language
from simulation.devices import (
    DeviceCredentials,
    Line,
    NotDelivered,
    NotTheService,
    Parcel,
    ServiceNotThere,
    TokenRefused,
    UnknownSender,
    deliver,
    knock,
    require_delivered,
    require_known,
    send,
)
from simulation.filling.submissions import Submission
from simulation.patience import ERRING_FOR, MOST_TRIES, WITHOUT_PROGRESS
from simulation.roads.replay import Screen, replay
from simulation.tally import Tally

DEVICES = [DeviceCredentials("T01", "secret one"), DeviceCredentials("T02", "secret two")]


@dataclass
class Service:
    """What arrived, by device, and what is answered to the n-th request (201 unless told; 0: the line is cut).

    ``doors``: status of everything that a device asks.
    """

    address: str = ""
    answer: Callable[[int], tuple[int, dict[str, str]]] = lambda _n: (201, {})
    arrived: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    doors: dict[str, int] = field(default_factory=dict)
    headers: list[dict[str, str]] = field(default_factory=list)
    requests: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@pytest.fixture
def service() -> Iterator[Service]:
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body leave together

        def do_HEAD(self) -> None:
            self.send_response(state.doors.get(self._who(), 204))
            self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if len(body) < int(self.headers["Content-Length"]):
                self.close_connection = True
                return
            with state.lock:
                state.requests += 1
                status, headers = state.answer(state.requests)
                status = state.doors.get(self._who(), status)
                state.headers.append({**dict(self.headers), "peer": str(self.client_address)})
                if status in (201, 202):
                    state.arrived[self._who()].append(_part(self.headers["Content-Type"], body))
            if not status:
                self.close_connection = True
                return
            said = b"<OpenRosaResponse><message nature='error'>say &lt;what&gt;</message></OpenRosaResponse>"
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def _who(self) -> str:
            return b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()

        def log_message(self, *_words: object) -> None:
            """Nothing on the terminal."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 400

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
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


def parcel(record: Submission, cut_after: int | None = None) -> Parcel:
    return Parcel(record, record.device, record.sent_order, cut_after)


def deliver_all(service: Service, records: list[Submission], slept: list[float]) -> Tally:
    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    tally = Tally(len(records))
    queues = {name: [parcel(one) for one in records if one.device == name] for name in {one.device for one in records}}
    deliver(Line(service.address, sleep=sleep), DEVICES, queues, tally)
    return tally


def test_each_device_sends_its_own_submissions_in_order_under_its_own_name(service: Service) -> None:
    heard: list[int] = []
    tally = send(service.address, DEVICES, submissions(), Tally(6, heard.append))
    assert service.arrived == {
        "T01:secret one": [b"<data>4</data>", b"<data>2</data>", b"<data>0</data>"],
        "T02:secret two": [b"<data>5</data>", b"<data>3</data>", b"<data>1</data>"],
    }
    assert heard == [1, 2, 3, 4, 5, 6]
    assert (dict(tally.receipts), tally.acknowledged, tally.waiting, tally.waits) == ({201: 6}, 6, 0, 0)
    assert {headers["X-OpenRosa-Version"] for headers in service.headers} == {"1.0"}


def test_a_device_keeps_one_connection(service: Service) -> None:
    send(service.address, DEVICES, submissions(12))
    assert len({headers["peer"] for headers in service.headers}) == len(DEVICES)


@pytest.mark.parametrize("status", [503, 429])
def test_a_busy_service_is_left_alone_for_the_time_it_asks(service: Service, status: int) -> None:
    service.answer = lambda n: (status, {"Retry-After": "13"}) if n == 1 else (201, {})
    slept: list[float] = []
    tally = deliver_all(service, submissions(), slept)
    assert (slept, tally.waits, tally.acknowledged, tally.answers[status]) == ([13.0], 1, 6, 1)


def test_a_moment_to_come_back_is_understood(service: Service) -> None:
    then = datetime.now(UTC) + timedelta(seconds=100)
    service.answer = lambda n: (503, {"Retry-After": format_datetime(then, usegmt=True)}) if n == 1 else (201, {})
    slept: list[float] = []
    deliver_all(service, submissions(), slept)
    assert len(slept) == 1
    assert 90 < slept[0] <= 100


def test_what_was_taken_for_later_counts_as_received(service: Service) -> None:
    service.answer = lambda _n: (202, {})
    assert dict(deliver_all(service, submissions(), []).receipts) == {202: 6}


def test_a_lost_connection_is_no_loss(service: Service) -> None:
    service.answer = lambda n: (0, {}) if n in (2, 3, 5) else (201, {})
    slept: list[float] = []
    tally = deliver_all(service, submissions(), slept)
    assert (tally.acknowledged, tally.unanswered, len(slept)) == (6, 3, 3)
    assert sorted(record for sent in service.arrived.values() for record in sent) == [
        f"<data>{n}</data>".encode() for n in range(6)
    ]


def test_a_refused_record_is_told_and_stops_nobody(service: Service) -> None:
    service.answer = lambda n: (400, {}) if n == 1 else (201, {})
    tally = deliver_all(service, submissions(), [])
    assert (tally.acknowledged, tally.waiting, len(tally.refusals)) == (5, 0, 1)
    with pytest.raises(NotDelivered) as told:
        require_delivered(tally)
    values = told.value.problems[0].values
    assert (values["n"], values["status"], values["form_id"], values["answer"]) == (1, 400, "contact", "say <what>")


def test_a_device_that_is_not_let_in_keeps_its_records_and_the_others_go_on(service: Service) -> None:
    service.doors["T01:secret one"] = 401
    tally = deliver_all(service, submissions(20), [])
    assert (tally.acknowledged, len(tally.refusals), tally.kept, tally.waiting) == (10, 1, {"T01": 9}, 9)
    with pytest.raises(NotDelivered) as told:
        require_delivered(tally)
    assert [problem.code for problem in told.value.problems] == ["simulate.refused", "simulate.put_away"]


def test_a_service_that_stays_busy_is_given_up_and_nothing_is_forgotten(service: Service) -> None:
    service.answer = lambda _n: (503, {"Retry-After": "1"})
    tally = deliver_all(service, submissions(6), [])
    assert (tally.acknowledged, tally.waiting, tally.kept) == (0, 6, {"T01": 3, "T02": 3})
    with pytest.raises(NotDelivered) as told:
        require_delivered(tally)
    assert {problem.code for problem in told.value.problems} == {"simulate.silent"}


def test_a_service_that_goes_away_is_given_up() -> None:
    slept: list[float] = []
    tally = deliver_all(Service("http://127.0.0.1:9"), submissions(1), slept)
    assert tally.kept == {"T01": 1}
    assert slept == sorted(slept)
    assert tally.unanswered == len(slept) + 1 == MOST_TRIES


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_interrupt_tells_how_much_has_arrived_and_that_the_command_can_be_given_again(
    service: Service, language: Language
) -> None:
    def interrupted(n: int) -> tuple[int, dict[str, str]]:
        if n == 3:
            os.kill(os.getpid(), signal.SIGINT)
            return 503, {"Retry-After": "30"}
        return 201, {}

    service.answer = interrupted
    said = io.StringIO()
    screen = Screen(Console(file=said, width=200), language)
    alone = {"T01": [parcel(one) for one in submissions(20)[::2]]}
    with pytest.raises(KeyboardInterrupt):
        replay(service.address, DEVICES, alone, None, screen)
    assert service.requests == 3
    expected = say("simulate.interrupted", language, {"acknowledged": "2", "total": "10"})
    assert expected in re.sub("[\u2066\u2069]", "", said.getvalue())


@dataclass
class Waiting:
    """A clock that moves only while a tablet waits."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def wait_and_deliver(service: Service, records: list[Submission]) -> tuple[Tally, float]:
    waiting, tally = Waiting(), Tally(len(records))
    queues = {name: [parcel(one) for one in records if one.device == name] for name in {one.device for one in records}}
    deliver(Line(service.address, sleep=waiting.sleep, clock=waiting), DEVICES, queues, tally)
    return tally, waiting.now


@pytest.mark.parametrize("status", [500, 502, 504, 507])
def test_a_service_that_fails_at_a_record_is_given_up_after_a_minute(service: Service, status: int) -> None:
    service.answer = lambda _n: (status, {"Retry-After": "7"})
    tally, seconds = wait_and_deliver(service, submissions(1))
    assert seconds == ERRING_FOR
    with pytest.raises(NotDelivered) as told:
        require_delivered(tally)
    (problem,) = told.value.problems
    assert problem.code == "simulate.erring"
    assert (problem.values["status"], problem.values["kept"], problem.values["device"]) == (status, 1, "T01")


def test_a_service_that_mends_itself_is_no_failure(service: Service) -> None:
    service.answer = lambda n: (500, {"Retry-After": "50"}) if n % 2 else (201, {})
    tally, _ = wait_and_deliver(service, submissions(6)[::2])
    assert (tally.acknowledged, tally.put_away) == (3, [])


@pytest.mark.parametrize(("status", "asked"), [(503, "3600"), (429, "40"), (503, "290")])
def test_a_busy_service_is_given_up_after_five_minutes_in_which_nothing_gets_through(
    service: Service, status: int, asked: str
) -> None:
    service.answer = lambda _n: (status, {"Retry-After": asked})
    tally, seconds = wait_and_deliver(service, submissions(1))
    assert seconds == WITHOUT_PROGRESS
    assert [one.status for one in tally.put_away] == [0]


def test_a_service_that_is_slow_but_takes_a_record_now_and_then_is_not_given_up(service: Service) -> None:
    service.answer = lambda n: (201, {}) if n % 3 == 0 else (503, {"Retry-After": "140"})
    tally, seconds = wait_and_deliver(service, submissions(8)[::2])
    assert tally.acknowledged == 4
    assert seconds > 2 * WITHOUT_PROGRESS


def test_a_submission_of_an_unknown_device_is_not_sent(service: Service) -> None:
    with pytest.raises(UnknownSender) as refused:
        send(service.address, DEVICES[:1], submissions())
    assert refused.value.problems[0].values == {"devices": "T02", "n": 1}
    assert service.requests == 0


def test_every_tablet_without_credentials_is_named_once() -> None:
    with pytest.raises(UnknownSender) as refused:
        require_known(DEVICES[:1], ["T09", "T01", "S02", "T09"])
    assert refused.value.problems[0].values == {"devices": "S02 T09", "n": 2}


def test_a_line_that_breaks_leaves_half_a_record_and_the_tablet_goes_on(service: Service) -> None:
    record = submissions(1)[0]
    tally = Tally(2)
    deliver(Line(service.address), DEVICES, {"T01": [parcel(record, cut_after=3), parcel(record)]}, tally)
    assert (tally.broken, tally.acknowledged, tally.waiting) == (1, 1, 0)
    assert service.arrived == {"T01:secret one": [record.xml]}


def test_records_wait_for_their_time(service: Service) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    records = submissions(2)
    line = Line(service.address, due=lambda moment: 1000.0 + moment, sleep=sleep)
    deliver(line, DEVICES, {one.device: [parcel(one)] for one in records}, Tally(2))
    assert [round(seconds) for seconds in sorted(slept)] == [999, 1000]


def test_hundreds_of_devices_send_at_once(service: Service) -> None:
    devices = [DeviceCredentials(f"T{n:04d}", "secret") for n in range(300)]
    records = [Submission("contact", "1", f"uuid:{n}", b"<data/>", devices[n].device, 0.0) for n in range(300)]
    assert send(service.address, devices, records).acknowledged == 300
    assert len(service.arrived) == 300


def test_the_door_is_tried_before_anything_is_made(service: Service) -> None:
    knock(service.address, DEVICES[0])
    service.doors["T01:secret one"] = 401
    with pytest.raises(TokenRefused):
        knock(service.address, DEVICES[0])
    service.doors["T01:secret one"] = 404
    with pytest.raises(NotTheService):
        knock(service.address, DEVICES[0])
    for address in ("http://127.0.0.1:9", "127.0.0.1:9", "http://", "nowhere", "ftp://127.0.0.1", "http://[::1"):
        with pytest.raises(ServiceNotThere):
            knock(address, DEVICES[0])


def test_the_token_of_a_device_is_not_shown() -> None:
    assert "secret" not in repr(DEVICES[0])


def _part(content_type: str, body: bytes) -> bytes:
    message = BytesParser().parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts = [part for part in message.walk() if not part.is_multipart()]
    assert [part.get_param("name", header="Content-Disposition") for part in parts] == ["xml_submission_file"]
    content = parts[0].get_payload(decode=True)
    assert isinstance(content, bytes)
    return content
