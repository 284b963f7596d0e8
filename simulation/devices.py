"""Tablets: each sends its records in order over HTTP, all at the same time, and waits when it is asked to."""

import asyncio
import re
import resource
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import TYPE_CHECKING

import httpx

from questionnaires.problems import Problem, ProblemError
from simulation.filling.submissions import Submission
from simulation.patience import Patience
from simulation.tally import PutAway, Refusal, Silence, Tally

if TYPE_CHECKING:
    import ssl

ADDRESS = "/openrosa/submission"
WAIT_WITHOUT_ANSWER = 0.5  # seconds before the second try; each further wait is twice as long
LONGEST_WAIT_WITHOUT_ANSWER = 15.0
WAIT_WHEN_BUSY = 2.0  # where the service does not say how long
TIMEOUT = 60  # seconds, as Collect's
LONGEST_WAIT = 3600.0  # whatever the service asks for
TOLD = 300  # characters of the service's answer that are kept
FILES_BESIDE_CONNECTIONS = 100

LATER = frozenset({408, 425, 429, 500, 502, 503, 504, 507})  # nothing is wrong with the record: it is sent again
NOT_LET_IN = frozenset({401, 403})

Sleep = Callable[[float], Awaitable[None]]

_MESSAGE = re.compile(r"<message[^>]*>(.*?)</message>", re.DOTALL)
_BOUNDARY = "amem-simulated-device"
_HEAD = (
    f"--{_BOUNDARY}\r\n"
    'Content-Disposition: form-data; name="xml_submission_file"; filename="submission.xml"\r\n'
    "Content-Type: text/xml\r\n\r\n"
).encode()
_TAIL = f"\r\n--{_BOUNDARY}--\r\n".encode()


class UnknownSender(ProblemError):
    """Records belong to devices that nobody has credentials for."""

    code = "simulation.unknown_sender"


class ServiceNotThere(ProblemError):
    """Nobody answers at the address given."""

    code = "simulate.service_not_there"


class TokenRefused(ProblemError):
    """The service does not know a device, or its token."""

    code = "simulate.token_refused"


class NotDelivered(ProblemError):
    """Some records were refused, or are still on devices that were not let in or heard nothing."""


class NotTheService(ProblemError):
    """Something answers at the address that does not take submissions."""

    code = "simulate.not_the_service"


@dataclass(frozen=True)
class DeviceCredentials:
    """Who a device is to the service."""

    device: str
    token: str = field(repr=False)

    @property
    def headers(self) -> Mapping[str, str]:
        """What every request of the device carries."""
        secret = b64encode(f"{self.device}:{self.token}".encode()).decode()
        return {
            "Authorization": f"Basic {secret}",
            "X-OpenRosa-Version": "1.0",
            "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
        }


@dataclass(frozen=True)
class Parcel:
    """One record on its way from a device, due at a moment of simulated time (seconds since the epoch)."""

    submission: Submission
    device: str
    at: float
    cut_after: int | None = None
    """Bytes of the record that reach the service before the line breaks; None when it does not."""


Due = Callable[[float], float]  # seconds of real time, from the start, at which a moment of simulated time comes


def at_once(_moment: float) -> float:
    """No waiting: as fast as the service takes them."""
    return 0.0


@dataclass(frozen=True)
class Line:
    """How devices reach the service: its address, when a record is due, how a device waits and by which clock."""

    base_url: str
    due: Due = at_once
    sleep: Sleep = asyncio.sleep
    clock: Callable[[], float] = time.monotonic


def knock(base_url: str, credentials: DeviceCredentials) -> None:
    """Ask the service whether a device may send. Raises ServiceNotThere, TokenRefused, NotTheService."""
    try:
        with httpx.Client(base_url=base_url, headers=credentials.headers, timeout=15, trust_env=False) as client:
            answer = client.head(ADDRESS)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise ServiceNotThere(url=base_url, reason=str(error) or type(error).__name__) from None
    if answer.status_code in NOT_LET_IN:
        raise TokenRefused(url=base_url, device=credentials.device, status=answer.status_code)
    if answer.status_code not in LATER and answer.status_code != httpx.codes.NO_CONTENT:
        raise NotTheService(url=base_url, status=answer.status_code)


def require_known(devices: Iterable[DeviceCredentials], senders: Iterable[str]) -> None:
    """Raises UnknownSender where a device that sends has no credentials."""
    if strangers := sorted(set(senders) - {credentials.device for credentials in devices}):
        raise UnknownSender(devices=" ".join(strangers), n=len(strangers))


def deliver(
    line: Line, devices: Sequence[DeviceCredentials], parcels: Mapping[str, Iterable[Parcel]], tally: Tally
) -> None:
    """Send what each device has, in its order; all devices at once, one connection each. ``tally`` is kept up to date.

    A refused record is told there and the device goes on with the next; a device that is not let in, or hears nothing
    any more, keeps the rest. Raises UnknownSender before anything is sent.
    """
    require_known(devices, parcels)
    known = {credentials.device: credentials for credentials in devices}
    with _room_for(len(parcels)):
        asyncio.run(_all_at_once(line, known, parcels, tally))


async def _all_at_once(
    line: Line, known: Mapping[str, DeviceCredentials], parcels: Mapping[str, Iterable[Parcel]], tally: Tally
) -> None:
    trust = httpx.create_ssl_context() if line.base_url.startswith("https") else False
    started = line.clock()
    tablets = [_Tablet(line, known[name], tally, lambda: line.clock() - started) for name in parcels]
    async with asyncio.TaskGroup() as group:
        for tablet in tablets:
            group.create_task(tablet.send(parcels[tablet.name], trust))


class _Tablet:
    """One device on its round: a connection of its own, one record after the other."""

    def __init__(self, line: Line, credentials: DeviceCredentials, tally: Tally, elapsed: Callable[[], float]) -> None:
        self.line, self.credentials, self.tally, self.elapsed = line, credentials, tally, elapsed
        self.name = credentials.device

    async def send(self, parcels: Iterable[Parcel], trust: "ssl.SSLContext | bool") -> None:
        """Send everything, unless the device is put away."""
        left, kept = iter(parcels), 0
        async with self._connection(trust) as client:
            for parcel in left:
                if (wait := self.line.due(parcel.at) - self.elapsed()) > 0:
                    await self.line.sleep(wait)
                self.tally.reached(self.name, parcel.at)
                if parcel.cut_after is not None:
                    await self._break_off(client, parcel.submission.xml, parcel.cut_after)
                elif not await self._settle(client, parcel.submission):
                    kept = len(list(left)) + (self.name in self.tally.silences)
        self.tally.finish(self.name, kept)

    def _connection(self, trust: "ssl.SSLContext | bool") -> httpx.AsyncClient:
        one = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=None)
        return httpx.AsyncClient(
            base_url=self.line.base_url,
            headers=self.credentials.headers,
            timeout=TIMEOUT,
            trust_env=False,
            transport=httpx.AsyncHTTPTransport(verify=trust, limits=one, trust_env=False),
        )

    async def _break_off(self, client: httpx.AsyncClient, xml: bytes, cut_after: int) -> None:
        """The network is lost in the middle of a request: the service sees a part of it, the device no answer."""

        async def part() -> AsyncIterator[bytes]:
            yield _HEAD + xml[:cut_after]
            raise httpx.WriteError("the line broke")

        self.tally.broken += 1
        with suppress(httpx.TransportError):
            whole = len(_HEAD) + len(xml) + len(_TAIL)
            await client.post(ADDRESS, content=part(), headers={"Content-Length": str(whole)})

    async def _settle(self, client: httpx.AsyncClient, record: Submission) -> bool:
        """Send one record until its fate is known. False when the device does not go on."""
        body = _HEAD + record.xml + _TAIL
        patience = Patience(self.elapsed, lambda: self.tally.settled_at)
        while patience.left:
            try:
                answer = await client.post(ADDRESS, content=body)
            except httpx.TransportError:
                self.tally.unanswered += 1
                patience.not_answered()
                longer = WAIT_WITHOUT_ANSWER * 2 ** (patience.unheard - 1)
                await self._wait(min(longer, LONGEST_WAIT_WITHOUT_ANSWER), patience)
                continue
            self.tally.answered(answer.status_code)
            if answer.is_success:
                self.tally.acknowledge(answer.status_code)
                self.tally.settled_at = self.elapsed()
                return True
            if answer.status_code not in LATER:
                self.tally.refuse(self._refusal(record, answer))
                self.tally.settled_at = self.elapsed()
                return answer.status_code not in NOT_LET_IN
            patience.answered(answer.status_code)
            await self._wait(_seconds(answer), patience)
        self.tally.fall_silent(self.name, Silence(record.instance_id, patience.tries, patience.error))
        return False

    def _refusal(self, record: Submission, answer: httpx.Response) -> Refusal:
        found = _MESSAGE.search(answer.text)
        said = unescape(found[1]) if found else answer.text
        return Refusal(answer.status_code, said.strip()[:TOLD], record.form_id, record.instance_id, self.name)

    async def _wait(self, seconds: float, patience: Patience) -> None:
        """As long as it should be, unless patience runs out before."""
        self.tally.waits += 1
        wait = min(seconds, LONGEST_WAIT)
        while (step := min(wait, patience.left)) > 0:
            await self.line.sleep(step)
            wait -= step


def _seconds(answer: httpx.Response) -> float:
    """What the service asks for: seconds, or the moment of an HTTP date."""
    text = answer.headers.get("Retry-After", "")
    if text.isdecimal():
        return float(text)
    try:
        return max((parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return WAIT_WHEN_BUSY


@contextmanager
def _room_for(connections: int) -> Iterator[None]:
    """As many open files as there are devices, where the system lets us have them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + FILES_BESIDE_CONNECTIONS
    if wanted <= soft:
        yield
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard) if hard != resource.RLIM_INFINITY else wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def send(
    base_url: str,
    devices: Sequence[DeviceCredentials],
    submissions: Sequence[Submission],
    tally: Tally | None = None,
) -> Tally:
    """Send everything as fast as the service takes it; ``tally`` is kept up to date.

    Raises UnknownSender, and NotDelivered when all devices are done and something was not taken.
    """
    queues: dict[str, list[Parcel]] = {}
    for one in sorted(submissions, key=lambda one: one.sent_order):
        queues.setdefault(one.device, []).append(Parcel(one, one.device, one.sent_order))
    tally = tally or Tally(len(submissions))
    deliver(Line(base_url), devices, queues, tally)
    require_delivered(tally)
    return tally


def require_delivered(tally: Tally) -> None:
    """Raises NotDelivered naming each kind of refusal once, and every device that keeps records."""
    by_kind: dict[tuple[int, str], list[Refusal]] = {}
    for refusal in tally.refusals:
        by_kind.setdefault((refusal.status, refusal.answer), []).append(refusal)
    problems = [Problem("simulate.refused", {"n": len(kind), **vars(kind[0])}) for kind in by_kind.values()]
    problems += [Problem(_reason(one), vars(one)) for one in tally.put_away]
    if problems:
        raise NotDelivered(problems)


def _reason(one: PutAway) -> str:
    if one.status:
        return "simulate.erring"
    return "simulate.silent" if one.tries else "simulate.put_away"
