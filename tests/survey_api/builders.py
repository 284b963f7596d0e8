"""A home, its service and what tablets send to it, in few words."""

import base64
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from httpx import Response
from nacl.public import PrivateKey
from sqlalchemy import Connection, select
from starlette.exceptions import StarletteDeprecationWarning

from questionnaires.contracts import SAMPLE
from questionnaires.files import table, write
from survey_api.administration import Orders, load_sample
from survey_api.app import create_app
from survey_api.collection.checking import Checker, CheckerHere
from survey_api.collection.service import Service
from survey_api.homes import Home
from survey_api.registering import NewDevice, add_devices
from survey_api.settings import Database, Embedded, Settings
from survey_api.store import attachments
from survey_api.store.attachments import Opened
from survey_api.store.tables import Submission, rows_of
from tests.survey_api.forms import FIELD_FORMS, FORMS, VERSION

with warnings.catch_warnings():  # the client asks for a successor of httpx that is not released
    warnings.simplefilter("ignore", StarletteDeprecationWarning)
    from fastapi.testclient import TestClient

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
KEY = "5a" * 32


def a_home(folder: Path) -> Home:
    """An empty home."""
    folder.mkdir(parents=True, exist_ok=True)
    return Home(folder)


def settings_of(home: Home, database: Database | None = None, **more: Any) -> Settings:
    """Settings of a home on its own encrypted database, at noon."""
    own = Embedded(home.database, KEY)
    more = {"check_patience": 60.0, **more}  # of tests, which run beside others
    return Settings(home, database or own, FIELD_FORMS, clock=lambda: NOON, **more)


def orders_of(settings: Settings) -> Orders:
    """Orders for a home, whoever writes there."""
    return Orders(settings.home, lambda: settings)


Order = Callable[[str, Mapping[str, Any]], dict[str, Any]]


CUSTODIAN = PrivateKey(bytes(range(1, 33)))  # of nobody


def appoint_custodian(order: Order) -> None:
    """Have what identifies people sealed to the custodian of the tests."""
    order("appoint_custodian", {"public": base64.b64encode(bytes(CUSTODIAN.public_key)).decode()})


def publish_all(order: Order) -> None:
    """Publish the three small questionnaires."""
    for form_id, xform in FORMS.items():
        publish_one(order, form_id, VERSION, xform(VERSION))


def publish_one(order: Order, form_id: str, version: str, xform: bytes) -> bool:
    """Publish one version; whether it was new."""
    arguments = {
        "form_id": form_id,
        "version": version,
        "title": form_id.title(),
        "xform": base64.b64encode(xform).decode(),
    }
    return bool(order("publish", arguments)["new"])


@dataclass(frozen=True)
class Field:
    """A running service with one tablet."""

    client: TestClient
    device: NewDevice
    settings: Settings

    @property
    def service(self) -> Service:
        """What runs behind the address."""
        service: Service = self.client.app.state.service  # type: ignore[attr-defined]  # an ASGI app of any kind
        return service

    def settle(self) -> None:
        """Wait until every verdict is on the disk."""
        deadline = time.monotonic() + 60
        while self.service.checks.waiting or self.service.checks.behind:
            assert time.monotonic() < deadline, "checking does not come to an end"
            time.sleep(0.002)

    def post(
        self, xml: bytes | str, files: Mapping[str, bytes] | None = None, headers: Mapping[str, str] | None = None
    ) -> Response:
        """Send one submission as Collect does."""
        content = xml.encode() if isinstance(xml, str) else xml
        parts = {"xml_submission_file": ("any name.xml", content, "text/xml")}
        parts |= {name: (name, file, "image/jpeg") for name, file in (files or {}).items()}
        answer: Response = self.client.post("/openrosa/submission", files=parts, headers=dict(headers or {}))
        return answer


def client_of(settings: Settings, checker: Callable[[], Checker | None] = CheckerHere) -> TestClient:
    """The service of a home; it runs inside ``with``, and checks in a thread."""
    return TestClient(create_app(settings, checker))


@contextmanager
def field(
    settings: Settings, *, device: str = "tablet-1", checker: Callable[[], Checker | None] = CheckerHere
) -> Iterator[Field]:
    """The service running with the small questionnaires published and one tablet signed in."""
    with client_of(settings, checker) as client:
        order = client.app.state.service.order  # type: ignore[attr-defined]  # an ASGI app of any kind
        publish_all(order)
        [added] = add_devices(order, [device], "north")
        client.auth = (added.device_id, added.token)
        yield Field(client, added, settings)


def held_files(tablet: Field) -> list[tuple[str, bytes]]:
    """Every file that came with a submission, under its name, as it was sent."""
    service = tablet.service

    def opened(connection: Connection) -> list[Opened]:
        numbers = connection.scalars(select(rows_of(Submission).c.number)).all()
        return [one for number in numbers for one in attachments.of(connection, service.vault, number)]

    return [(one.name, b"".join(service.files.read(one.file, one.key))) for one in service.read(opened)]


def visit(instance: str = "uuid:v1", **answers: str) -> str:
    """A visit of unit A-1's person, who was not at home."""
    usual = {
        "unit_id": "A-1",
        "case_id": "A-1-01",
        "visit_no": "1",
        "interviewer_id": "E001",
        "at": "2026-11-20T10:00:00.000+01:00",
        "how": "1",
        "result": "absent",
    }
    return _record("visit", usual | answers, instance)


def interview(instance: str = "uuid:i1", *, version: str = VERSION, replaces: str = "", **answers: str) -> str:
    """A complete interview of unit A-1's person."""
    usual = {
        "start": "2026-11-21T10:00:00.000+01:00",
        "end": "2026-11-21T10:40:00.000+01:00",
        "today": "2026-11-21",
        "unit_id": "A-1",
        "case_id": "A-1-01",
        "interviewer_id": "E001",
        "language": "fr",
        "agrees": "1",
        "age": "30",
        "too_young": "0",
        "work/works": "1",
        "work/remark": "something nobody should read",
        "life/rooms": "2",
    }
    return _record("interview", usual | answers, instance, version, replaces)


def _record(form_id: str, answers: Mapping[str, str], instance: str, version: str = VERSION, replaces: str = "") -> str:
    groups: dict[str, str] = {}
    for path, value in answers.items():
        group, _, name = path.rpartition("/")
        groups[group] = groups.get(group, "") + (f"<{name}>{escape(value)}</{name}>" if value else "")
    body = groups.pop("", "") + "".join(f"<{group}>{inside}</{group}>" for group, inside in groups.items())
    edits = f"<deprecatedID>{replaces}</deprecatedID>" if replaces else ""
    meta = f"<meta><instanceID>{instance}</instanceID>{edits}</meta>"
    return f'<data id="{form_id}" version="{version}">{body}{meta}</data>'


PROVENANCE = {"questionnaire_version": VERSION, "frame": "1", "mode": "capi"}


def write_sample(folder: Path) -> Path:
    """A sample of two units: in A-1 one person was drawn, B-1 is vacant."""
    person = {
        "unit_id": "A-1",
        "line_no": 1,
        "sex": "2",
        "age": 30,
        "citizenship": "CI",
        "months_in_tunisia": 20,
        "p_person": 1.0,
        "case_id": "A-1-01",
    }
    psu = {"stratum": "s", "governorate": "TN-11", "region": "GT", "milieu": "1", "frame": "1", "frame_dwellings": 90}
    rows: dict[str, list[dict[str, Any]]] = {
        "psus": [{"psu_id": name, **psu, "p_psu": 0.1, "certainty": False} for name in ("A", "B")],
        "listing_units": [
            _unit("A-1", "A", "1", None, "eligible", n_persons=3, n_foreign=1, n_eligible=1, n_selected=1),
            _unit("B-1", "B", "4", "4.60", "ineligible"),
        ],
        "roster": [{**person, "eligibility": "eligible", "selected": True, **PROVENANCE}],
        "drawn_cases": [{**person, "psu_id": "A", "questionnaire_version": VERSION, "frame": "1"}],
    }
    tables = {contract: table(contract, rows[contract.name]) for contract in SAMPLE}
    write(folder, tables, made_by="tests", facts={"survey": "small", "simulated": True}, inputs={})
    return folder


def _unit(unit: str, psu: str, status: str, disposition: str | None, eligibility: str, **counts: int) -> dict[str, Any]:
    found = {"status": status, "disposition": disposition, "eligibility": eligibility, **counts}
    return {"unit_id": unit, "psu_id": psu, **found, "p_dwelling": 1.0, **PROVENANCE, "review_state": "received"}


def load_small_sample(order: Order, folder: Path) -> None:
    """Load the sample of two units."""
    load_sample(order, write_sample(folder))


def listing(unit: str, instance: str = "", **answers: str) -> str:
    """The listing of a unit; where somebody answered, three persons, one of them foreign, eligible and drawn."""
    status = answers.get("status", "1")
    usual = {"unit_id": unit, "psu": unit[0], "status": status}
    if status == "1":
        usual |= {"agrees": "1", "persons": "3", "foreign": "1", "eligible": "1", "taken": "1"}
        member = {"line": "1", "sex": "2", "age": "30", "country": "CI", "months": "20", "in_scope": "1"}
        usual |= {f"members/{name}": value for name, value in member.items()} | {"draw/of": "1", "draw/hit": "1"}
    return _record("listing", usual | answers, instance or f"uuid:l-{unit}")
