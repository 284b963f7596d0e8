"""The proof that no request of any shape meets an error of ours: every operation of the service's own description.

    python -m tests.survey_api.prove_openapi [EXAMPLES [SEED]]

Schemathesis draws requests for every operation of the OpenAPI document, allowed and not; nobody, a device and a
signed-in administrator send them, with the token of a form they were served. No answer may be of 500 or more, and each
must be one that the document names. A minute on two cores.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import schemathesis
from httpx import InvalidURL
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode

from survey_api.collection.people import Role
from tests.survey_api.browsing import HTML, field_in, sign_in
from tests.survey_api.builders import Field, a_home, settings_of
from tests.survey_api.builders import field as served
from tests.survey_api.proving import say

EXAMPLES = 30
SEED = 20261124
NOBODY, DEVICE, ADMINISTRATOR = "nobody", "a device", "an administrator"
CALLERS = (NOBODY, DEVICE, ADMINISTRATOR)
TAKEN = ("method", "url", "params", "headers", "data", "files", "json")
ENDS_A_SESSION = "/logout"
NOT_DOCUMENTED = 405  # an address that knows other methods


@dataclass
class Explored:
    """What one caller was answered: how often which status, and what should not have been."""

    statuses: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    not_sent: int = 0

    def note(self, method: str, path: str, status: int, documented: Mapping[str, object]) -> None:
        """One more answer."""
        self.statuses[status] += 1
        if status >= 500 or (str(status) not in documented and status != NOT_DOCUMENTED):
            self.broken.append(f"{method} {path} answered {status}")


@contextmanager
def service(folder: Path) -> Iterator[Field]:
    """A service with what can be asked for."""
    with served(settings_of(a_home(folder), least_free=0)) as running:
        running.client.follow_redirects = False
        yield running


def explore(running: Field, caller: str, examples: int, drawn_with: int) -> Explored:
    """Send so many requests of each shape to every operation."""
    form_token = _become(running, caller)
    document = running.client.app.openapi()  # type: ignore[attr-defined]  # an ASGI app of any kind
    explored = Explored()
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        operation = found.ok()
        if operation.path == ENDS_A_SESSION and caller == ADMINISTRATOR:
            continue
        described = document["paths"][operation.path][operation.method]
        sender = _Sender(running, form_token, explored, described["responses"])
        for mode in _modes(described):
            with suppress(Unsatisfiable):
                _drawn(operation.as_strategy(generation_mode=mode), examples, drawn_with, sender)
    return explored


def _modes(described: Mapping[str, Any]) -> Iterator[GenerationMode]:
    """As described, and otherwise where that is possible: any text may be part of a path."""
    yield GenerationMode.POSITIVE
    if "requestBody" in described or any(one["in"] != "path" for one in described.get("parameters", ())):
        yield GenerationMode.NEGATIVE


@dataclass
class _Sender:
    """Sends what is drawn for one operation."""

    running: Field
    form_token: str
    explored: Explored
    documented: Mapping[str, object]

    def send(self, case: Any) -> None:
        """Send it, and note the answer."""
        drawn = _sendable(case.as_transport_kwargs(base_url="http://testserver"), self.form_token)
        try:
            status = self.running.client.request(**drawn).status_code
        except (InvalidURL, UnicodeEncodeError, TypeError):
            self.explored.not_sent += 1  # what no client can put into a request
        else:
            self.explored.note(case.method, case.operation.path, status, self.documented)


def _drawn(strategy: Any, examples: int, drawn_with: int, sender: _Sender) -> None:
    """Draw so many requests, and have them sent."""
    quiet = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )

    @seed(drawn_with)
    @quiet
    @given(strategy)
    def send(case: Any) -> None:
        sender.send(case)

    send()


def _sendable(drawn: Mapping[str, Any], form_token: str) -> dict[str, Any]:
    """The request as the client takes it; a form carries the token of one that was served."""
    sent = {
        name: value
        for name, value in drawn.items()
        if name in ("method", "url", "params", "headers", "data", "files", "json", "cookies")
    }
    sent.pop("cookies", None)
    if isinstance(sent.get("data"), dict) and "form_token" in sent["data"]:
        sent["data"] = {**sent["data"], "form_token": form_token}
    elif isinstance(sent.get("data"), bytes | str):
        sent["content"] = sent.pop("data")
    elif sent.get("data") is not None and not isinstance(sent["data"], dict):
        sent["content"] = repr(sent.pop("data")).encode()
    return sent


def _become(running: Field, caller: str) -> str:
    client = running.client
    client.cookies.clear()
    client.auth = (running.device.device_id, running.device.token) if caller == DEVICE else None
    if caller == ADMINISTRATOR:
        assert sign_in(running, Role.ADMINISTRATOR) == 303
        return field_in(client.get("/account", headers=HTML).text, "form_token")
    return field_in(client.get("/login", headers=HTML).text, "form_token")


def main(arguments: list[str]) -> int:
    """Prove it; 1 where an answer was not as it should be."""
    examples = int(arguments[0]) if arguments else EXAMPLES
    drawn_with = int(arguments[1]) if len(arguments) > 1 else SEED
    say(f"Requests drawn from the OpenAPI document, {examples} of each kind to each operation; seed {drawn_with}")
    broken = 0
    for caller in CALLERS:
        with TemporaryDirectory() as folder, service(Path(folder) / "home") as running:
            explored = explore(running, caller, examples, drawn_with)
        answers = ", ".join(f"{status}: {times}" for status, times in sorted(explored.statuses.items()))
        say(f"  {caller}: {explored.statuses.total()} requests; answers {answers}; not to be sent: {explored.not_sent}")
        for line in sorted(set(explored.broken)):
            say(f"    NOT AS PROMISED: {line}")
        broken += len(explored.broken)
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
