"""Tablets: each sends its submissions in order over HTTP, all at the same time, and waits when it is asked to."""

import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx

from questionnaires.problems import Problem, ProblemError
from simulation.submissions import Submission

ADDRESS = "/openrosa/submission"
MOST_TRIES = 8  # of one submission, when the service is busy or does not answer
WAIT_WITHOUT_ANSWER = 1.0  # seconds
LONGEST_WAIT = 10.0
TOLD = 300  # characters of the service's answer that are shown

_BOUNDARY = "amem-simulated-device"
_HEAD = (
    f"--{_BOUNDARY}\r\n"
    'Content-Disposition: form-data; name="xml_submission_file"; filename="submission.xml"\r\n'
    "Content-Type: text/xml\r\n\r\n"
).encode()
_TAIL = f"\r\n--{_BOUNDARY}--\r\n".encode()


class SubmissionRefused(ProblemError):
    """The service refused a submission: the demonstration stops at the first."""

    code = "simulation.submission_refused"


class ServiceSilent(ProblemError):
    """The service did not answer a device, or stayed busy, try after try."""

    code = "simulation.service_silent"


class UnknownSender(ProblemError):
    """A submission belongs to a device that nobody has credentials for."""

    code = "simulation.unknown_sender"


@dataclass(frozen=True)
class DeviceCredentials:
    """Who a device is to the service."""

    device: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class Receipts:
    """What the service answered: accepted submissions by HTTP status, and how often it asked to wait."""

    by_status: Mapping[int, int]
    waits: int

    @property
    def accepted(self) -> int:
        """Submissions with a receipt."""
        return sum(self.by_status.values())


def _nobody_listens(accepted: int) -> None:
    """Progress that nobody asked for."""


def send(
    base_url: str,
    devices: Sequence[DeviceCredentials],
    submissions: Sequence[Submission],
    on_progress: Callable[[int], None] = _nobody_listens,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Receipts:
    """Send everything; ``on_progress`` hears how many have been accepted so far.

    Raises SubmissionRefused, ServiceSilent, UnknownSender.
    """
    known = {credentials.device for credentials in devices}
    if strangers := sorted({submission.device for submission in submissions} - known):
        raise UnknownSender(device=strangers[0], n=len(strangers))
    post = _PostOffice(base_url, on_progress, sleep)
    with ThreadPoolExecutor(max(len(devices), 1), thread_name_prefix="tablet") as tablets:
        errands = [tablets.submit(post.deliver, credentials, submissions) for credentials in devices]
    refused = [error for errand in errands if isinstance(error := errand.exception(), ProblemError)]
    if refused:
        raise refused[0]
    for errand in errands:
        errand.result()
    return Receipts(dict(sorted(post.by_status.items())), post.waits)


@dataclass
class _PostOffice:
    """Counts what all tablets deliver; the first refusal stops them all."""

    base_url: str
    on_progress: Callable[[int], None]
    sleep: Callable[[float], None]
    by_status: Counter[int] = field(default_factory=Counter)
    waits: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    stop: threading.Event = field(default_factory=threading.Event)

    def deliver(self, credentials: DeviceCredentials, submissions: Sequence[Submission]) -> None:
        """One tablet's errand."""
        own = sorted((one for one in submissions if one.device == credentials.device), key=lambda one: one.sent_order)
        try:
            with httpx.Client(base_url=self.base_url, headers=_headers(credentials), timeout=60) as client:
                for submission in own:
                    if self.stop.is_set():
                        return
                    self._accepted(self._post(client, submission))
        except BaseException:
            self.stop.set()
            raise

    def _post(self, client: httpx.Client, submission: Submission) -> int:
        for _ in range(MOST_TRIES):
            try:
                answer = client.post(ADDRESS, content=_HEAD + submission.xml + _TAIL)
            except httpx.TransportError:
                self._wait(WAIT_WITHOUT_ANSWER)
                continue
            if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
                self._wait(_seconds(answer.headers.get("Retry-After", "")))
            elif answer.is_success:
                return answer.status_code
            else:
                raise SubmissionRefused([_refusal(submission, answer)])
        raise ServiceSilent(device=submission.device, instance=submission.instance_id, tries=MOST_TRIES)

    def _wait(self, seconds: float) -> None:
        with self.lock:
            self.waits += 1
        self.sleep(min(seconds, LONGEST_WAIT))

    def _accepted(self, status: int) -> None:
        with self.lock:
            self.by_status[status] += 1
            self.on_progress(sum(self.by_status.values()))


def _headers(credentials: DeviceCredentials) -> dict[str, str]:
    secret = b64encode(f"{credentials.device}:{credentials.token}".encode()).decode()
    return {
        "Authorization": f"Basic {secret}",
        "X-OpenRosa-Version": "1.0",
        "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
    }


def _seconds(text: str) -> float:
    return float(text) if text.isdecimal() else WAIT_WITHOUT_ANSWER


def _refusal(submission: Submission, answer: httpx.Response) -> Problem:
    return Problem(
        SubmissionRefused.code,
        {
            "form": submission.form_id,
            "instance": submission.instance_id,
            "device": submission.device,
            "status": answer.status_code,
            "answer": answer.text[:TOLD],
        },
    )
