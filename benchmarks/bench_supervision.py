"""The supervisor's pages on a large field: 200,000 cases, 800,000 attempts, 25,000 interviews by default.

Prints how long the whole view takes from the store, one more interview, and each page: median and 95th percentile.
The store is generated; it holds no content, only envelopes, verdicts and facts. ``--cases N`` makes it smaller.
"""

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request
from sqlalchemy import Connection, insert

from questionnaires.tunisia.fieldwork import FIELD_FORMS
from survey_api.collection.people import Person, Role
from survey_api.collection.service import Service, opened
from survey_api.homes import Home
from survey_api.routes.supervision import OF_THE_BOARD
from survey_api.settings import Embedded, Settings
from survey_api.store.decision_tables import DecisionRow
from survey_api.store.fact_tables import RecordFact
from survey_api.store.tables import SAMPLE_TABLES, Device, Submission, Verdict, rows_of
from survey_api.supervision.board import Board
from survey_api.supervision.rendering import Looking, written

NOW = datetime(2026, 11, 24, 19, tzinfo=UTC)
PER_PSU, ATTEMPTS, TEAMS = 66, 4, 60
RESULTS = ("5", "6", "3", "9")
OUTCOMES = ("2.24", "2.25", "2.111", "2.25")
AT_ONCE = 20_000


def rows(cases: int, interviews: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Every row of the store, table by table within a PSU."""
    number = 0
    every = max(cases // max(interviews, 1), 1)
    for n in range(cases):
        psu, case = f"P{n // PER_PSU:05d}", f"P{n // PER_PSU:05d}-{n % PER_PSU:03d}-01"
        unit, team = case[:-3], n // PER_PSU % TEAMS
        device, who = f"t-{team:02d}", f"E{team:02d}{n % 5}"
        held = n % every == 0
        for attempt in range(ATTEMPTS):
            number += 1
            at = NOW - timedelta(days=9 - 2 * attempt, minutes=n % 600)
            yield from _record(number, FIELD_FORMS.contact.form_id, f"v{number}", unit, case, device, at)
            last = held and attempt == ATTEMPTS - 1
            slot = (n + attempt) % len(RESULTS) if n % 10 == 0 else attempt % 2  # a tenth is refused
            told = {"outcome": "2.36" if last else OUTCOMES[slot], "result": "1" if last else RESULTS[slot]}
            yield RecordFact, _fact(number, "visit", psu, unit, case, who, at) | told | {"mode": "1"}
        if held:
            number += 1
            at = NOW - timedelta(days=3, minutes=n % 600)
            yield from _record(number, FIELD_FORMS.individual.form_id, f"i{number}", unit, case, device, at)
            ended = {"ended_at": at + timedelta(minutes=41), "outcome": "1.1"}
            yield RecordFact, _fact(number, "interview", psu, unit, case, who, at) | ended


def _record(
    number: int, form: str, instance: str, unit: str, case: str, device: str, at: datetime
) -> Iterator[tuple[Any, dict[str, Any]]]:
    named = {"form_id": form, "version": "2026.1", "instance_id": instance, "unit_id": unit, "case_id": case}
    envelope = {"number": number, "digest": f"{number:064x}", **named, "device_id": device, "received_at": at}
    yield Submission, envelope | {"deprecated_id": None, "quarantine": None}
    yield Verdict, {"submission": number, "n_problems": 0, "problems": "[]", "checked_at": at}


def _fact(number: int, kind: str, psu: str, unit: str, case: str, who: str, at: datetime) -> dict[str, Any]:
    empty = dict.fromkeys(("ended_at", "result", "mode", "language_needed", "appointment", "selection"))
    named = {"psu_id": psu, "unit_id": unit, "case_id": case, "interviewer_id": who}
    return {"submission": number, "kind": kind, **named, "at": at, **empty, "closes": False, "outcome": ""}


def fill(connection: Connection, cases: int, interviews: int) -> None:
    """Write the store, as a sample that came listed with everything assigned."""
    psus = -(-cases // PER_PSU)
    place = {"governorate": "TN-11", "region": "GT", "milieu": "1", "frame": "1", "frame_dwellings": 90}
    drawn = {"line_no": 1, "sex": "1", "age": 30, "citizenship": "CI", "months_in_tunisia": 20, "p_person": 1.0}
    made = {"questionnaire_version": "2026.1", "frame": "1"}
    listed = {"status": "1", "disposition": None, "eligibility": "eligible", "n_persons": 3, "n_foreign": 1}
    listed |= {"n_eligible": 1, "n_selected": 1, "p_dwelling": 1.0, "mode": "capi", "review_state": "received"}
    names = [(f"P{n // PER_PSU:05d}", f"P{n // PER_PSU:05d}-{n % PER_PSU:03d}") for n in range(cases)]
    devices = [
        {"device_id": f"t-{n:02d}", "team": f"team-{n:02d}", "token_sha256": f"{n:064x}", "added_at": NOW}
        for n in range(TEAMS)
    ]
    sample: Mapping[str, list[dict[str, Any]]] = {
        "psus": [
            {"psu_id": f"P{n:05d}", "stratum": f"s{n % 4}", **place, "p_psu": 0.1, "certainty": False}
            for n in range(psus)
        ],
        "listing_units": [{"unit_id": unit, "psu_id": psu, **listed, **made} for psu, unit in names],
        "drawn_cases": [
            {"case_id": f"{unit}-01", "unit_id": unit, "psu_id": psu, **drawn, **made} for psu, unit in names
        ],
    }
    connection.execute(insert(rows_of(Device)), devices)
    for name, told in sample.items():
        table = SAMPLE_TABLES[name]
        columns = {column.name for column in table.columns}
        for start in range(0, len(told), AT_ONCE):
            some = [{key: row[key] for key in columns if key in row} for row in told[start : start + AT_ONCE]]
            connection.execute(insert(table), some)
    assigned = [
        {
            "number": n + 1,
            "object": f"psu:P{n:05d}",
            "version": 1,
            "action": "assign",
            "by": "bench",
            "at": NOW,
            "details": f'{{"team": "team-{n % TEAMS:02d}"}}',
        }
        for n in range(psus)
    ]
    connection.execute(insert(rows_of(DecisionRow)), assigned)
    waiting: dict[Any, list[dict[str, Any]]] = {}
    for table, row in rows(cases, interviews):
        waiting.setdefault(table, []).append(row)
        if table is RecordFact and len(waiting[table]) >= AT_ONCE:
            _flush(connection, waiting)
    _flush(connection, waiting)


def _flush(connection: Connection, waiting: dict[Any, list[dict[str, Any]]]) -> None:
    for table in (Submission, Verdict, RecordFact):
        if waiting.get(table):
            connection.execute(insert(rows_of(table)), waiting[table])
            waiting[table] = []


def request_for(app: FastAPI, path: str) -> Request:
    """What a page is asked with."""
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "app": app}
    return Request({**scope, "scheme": "https", "server": ("bench", 443)})


def measure(service: Service, cases: int, interviews: int) -> None:
    """The figures, one a line."""
    app = FastAPI()
    app.state.service = service
    board = Board(service)
    started, busy = time.perf_counter(), time.process_time()
    board._begin()  # without the patience of a visitor
    took, busy = time.perf_counter() - started, time.process_time() - busy
    print(f"view of {cases:,} cases: {took:.1f} s, {busy:.1f} s of it computing (budget 20)")
    total = board.view().of_team(None).total.counts
    assert total.drawn == cases
    assert total.complete > interviews * 0.9
    print(f"memory at its peak: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    number = board.view().mark.submission
    moved = []
    for n in range(1, 6):
        unit, at = "P00000-001", NOW + timedelta(minutes=n)

        def arrive(connection: Connection, n: int = number + n, unit: str = unit, at: datetime = at) -> None:
            for table, row in _record(n, FIELD_FORMS.contact.form_id, f"late{n}", unit, f"{unit}-01", "t-00", at):
                connection.execute(insert(rows_of(table)), [row])
            told = _fact(n, "visit", "P00000", unit, f"{unit}-01", "E000", at) | {"outcome": "2.24", "result": "5"}
            connection.execute(insert(rows_of(RecordFact)), [told | {"mode": "1"}])

        service.writer.change(arrive).result()
        started = time.perf_counter()
        board._look()
        moved.append(time.perf_counter() - started)
    print(f"one more visit: {statistics.median(moved) * 1000:7.1f} ms until it is on the pages")
    person = Person("bench", Role.QUALITY, "team-00")
    for team in (None, "team-00"):
        for name, (path, make) in OF_THE_BOARD.items():
            times = []
            for _ in range(20):
                part = board.view().of_team(team)
                looking = Looking(request_for(app, path), person, part, NOW, ZoneInfo(FIELD_FORMS.zone))
                started = time.perf_counter()
                written(looking, *make(looking))
                times.append(time.perf_counter() - started)
            warm = sorted(times[1:])
            p95 = warm[int(len(warm) * 0.95) - 1]
            scope = team or "all teams"
            middle = statistics.median(warm) * 1000
            print(f"{name:18s} {scope:10s} {middle:7.1f} ms   p95 {p95 * 1000:7.1f} ms (budget 150)")


def main() -> None:
    """Generate, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--interviews", type=int, default=25_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        settings = Settings(home, Embedded(home.database, "5a" * 32), FIELD_FORMS, clock=lambda: NOW)
        with home.writing(), opened(settings) as service:
            started = time.perf_counter()
            service.writer.change(lambda connection: fill(connection, given.cases, given.interviews)).result()
            print(f"store written in {time.perf_counter() - started:.1f} s")
            measure(service, given.cases, given.interviews)


if __name__ == "__main__":
    main()
