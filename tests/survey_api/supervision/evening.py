"""An evening in the field: two teams, their PSUs, visits and interviews of the last days, what the checks found."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from questionnaires.contracts import SAMPLE
from questionnaires.files import table, write
from survey_api.administration import load_sample
from survey_api.registering import NewDevice, add_devices
from survey_api.supervision.board import Board
from survey_api.supervision.results import (
    BackCheck,
    Band,
    BandPoint,
    ErrorRate,
    Fieldwork,
    Flag,
    Level,
    Measure,
    Missing,
    Owner,
    Pair,
    Partial,
    Representativity,
    Rule,
    Scope,
    Scorecard,
    Severity,
    Words,
)
from tests.survey_api.builders import NOON, PROVENANCE, Field, interview, visit

PSUS: Mapping[str, str] = {"P1": "1", "P2": "1", "P3": "1", "P4": "2"}  # and their teams
CASES = 6  # in each
DOUBTFUL = "uuid:P1-2"


def make_evening(running: Field) -> dict[str, NewDevice]:
    """The field as it stands at noon; the tablets by name."""
    order = running.service.order
    with TemporaryDirectory() as folder:
        load_sample(order, _write_sample(Path(folder)))
    order("assign_psus", {"teams": dict(PSUS)})
    names = {"north-1": "1", "north-2": "1", "south-1": "2"}
    devices = {name: add_devices(order, [name], team)[0] for name, team in names.items()}
    for psu, team in PSUS.items():
        device = devices["north-1" if team == "1" else "south-1"]
        for number in range(1, CASES + 1):
            for record in _records(psu, number):
                send(running, device, record)
    running.settle()
    return devices


def send(running: Field, device: NewDevice, record: str) -> None:
    """Send one record from a tablet."""
    kept, running.client.auth = running.client.auth, (device.device_id, device.token)
    assert running.post(record).status_code in (201, 202)
    running.client.auth = kept


def show_found(running: Field) -> None:
    """Have the pages show what the checks found."""
    app: Any = running.client.app
    app.state.board = Board(running.service, lambda: (FOUND, None))


def _records(psu: str, number: int) -> list[str]:
    case = f"{psu}-{number}-01"
    named = {"unit_id": f"{psu}-{number}", "case_id": case, "interviewer_id": f"E00{1 + number % 3}"}
    days = [NOON - timedelta(days=n, hours=2) for n in (5, 3, 0)]
    visits = [
        visit(f"uuid:v-{psu}-{number}-{n}", **named, visit_no=str(n + 1), at=day.isoformat(timespec="milliseconds"))
        for n, day in enumerate(days[: number % 4])
    ]
    if number > 3:
        return visits
    start = NOON - timedelta(days=number - 1, hours=3)
    held = interview(
        f"uuid:{psu}-{number}",
        **named,
        start=start.isoformat(timespec="milliseconds"),
        end=(start + timedelta(minutes=14 if number == 2 else 41)).isoformat(timespec="milliseconds"),
        today=start.date().isoformat(),
    )
    return [*visits, held]


def _write_sample(folder: Path) -> Path:
    rows: dict[str, list[dict[str, Any]]] = {contract.name: [] for contract in SAMPLE}
    place = {"stratum": "s", "region": "Grand Tunis", "milieu": "1", "frame": "1", "frame_dwellings": 90}
    for psu in PSUS:
        governorate = "TN-11" if psu < "P3" else "TN-12"
        rows["psus"].append({"psu_id": psu, **place, "governorate": governorate, "p_psu": 0.1, "certainty": False})
        for number in range(1, CASES + 3):
            unit = f"{psu}-{number}"
            drawn = number <= CASES
            found: dict[str, Any] = {"status": "1" if drawn else "4", "p_dwelling": 1.0, "review_state": "received"}
            if drawn:
                found |= {"eligibility": "eligible", "disposition": None}
                found |= {"n_persons": 3, "n_foreign": 1, "n_eligible": 1, "n_selected": 1}
            else:
                found |= {"eligibility": "ineligible", "disposition": "4.60"}
            rows["listing_units"].append({"unit_id": unit, "psu_id": psu, **found, **PROVENANCE})
            if drawn:
                person = {"unit_id": unit, "line_no": 1, "sex": "2", "age": 30, "citizenship": "CI"}
                person |= {"months_in_tunisia": 20, "p_person": 1.0, "case_id": f"{unit}-01"}
                rows["roster"].append({**person, "eligibility": "eligible", "selected": True, **PROVENANCE})
                told = {name: PROVENANCE[name] for name in ("questionnaire_version", "frame")}
                rows["drawn_cases"].append({**person, "psu_id": psu, **told})
    tables = {contract: table(contract, rows[contract.name]) for contract in SAMPLE}
    write(folder, tables, made_by="tests", facts={"survey": "evening", "simulated": True}, inputs={})
    return folder


_SEEN = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
_DAYS = [date(2026, 11, 18) + timedelta(days=n) for n in range(14)]
FOUND = Fieldwork(
    as_of=_SEEN,
    version=3,
    seconds=4.0,
    simulated=True,
    interviews=12,
    rules=(
        Rule(
            "short",
            "supervision.quality",
            Level.INTERVIEW,
            Severity.RED,
            "supervision.do_flag",
            Owner.SUPERVISOR,
            24.0,
            {"share": 0.4},
            fired=6,
            judged=5,
            confirmed=4,
        ),
    ),
    flags=(
        Flag(
            key="short:uuid:P1-2",
            rule="short",
            level=Level.INTERVIEW,
            severity=Severity.RED,
            subject=DOUBTFUL,
            score=9.0,
            reasons=(Words("supervision.minutes", {"n": 14}),),
            raised_at=_SEEN,
            due_at=_SEEN + timedelta(hours=24),
            form_id="interview",
            record=DOUBTFUL,
            case_id="P1-2-01",
            psu_id="P1",
            team="1",
            interviewer="E003",
            pairs=(Pair("rooms", "2", "2"),),
        ),
    ),
    representativity=tuple(
        Representativity(
            scope,
            900,
            610,
            r=0.79,
            r_se=0.02,
            cv=0.15,
            cv_se=0.02,
            partials=(
                Partial("sex", "", 0.03, 0.02, 0.01, 0.05),
                Partial("sex", "1", -0.04, 0.02, -0.07, -0.01),
                Partial("sex", "2", 0.03, 0.02, 0.0, 0.06),
            ),
            missing=(Missing({"sex": "1", "age_group": "15-24"}, 31, "Grand Tunis"),),
        )
        for scope in (Scope(), Scope("team", "1"))
    ),
    scorecards=(Scorecard("E003", "1", 9, False, (Measure("supervision.rate_interview", 4, 9, 0.44, 0.2, 0.7, 0.6),)),),
    back_checks=(BackCheck("P1-1-01", "P1", "1", "E002", "interview", "risk", 0.3, _SEEN + timedelta(days=3)),),
    error_rates=(ErrorRate(Scope("team", "1"), "", 1, 40, 0.05, 0.01, 0.14),),
    bands=tuple(
        Band(
            scope,
            24.0,
            tuple(BandPoint(day, 1.5 * n, 2.0 * n, 2.5 * n) for n, day in enumerate(_DAYS)),
            date(2026, 12, 2),
        )
        for scope in (Scope(), Scope("team", "1"))
    ),
)
