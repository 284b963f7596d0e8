"""What the job found is read as it was written; anything else is said to be damaged."""

import json
from datetime import UTC, date, datetime

import pytest

from survey_api.supervision.results import (
    SCHEMA,
    BackCheck,
    Band,
    BandPoint,
    Failed,
    Fieldwork,
    Flag,
    Level,
    Measure,
    Missing,
    Owner,
    Pair,
    Representativity,
    Rule,
    Scope,
    Scorecard,
    Severity,
    Words,
    read,
    written,
)
from survey_api.supervision.values import DamagedResult

NIGHT = datetime(2026, 11, 24, 19, tzinfo=UTC)
FOUND = Fieldwork(
    as_of=NIGHT,
    version=7,
    seconds=12.5,
    rules=(Rule("short", "x.short", Level.INTERVIEW, Severity.RED, "x.call", Owner.SUPERVISOR, 24.0, {"share": 0.4}),),
    flags=(
        Flag(
            key="short:uuid:1",
            rule="short",
            level=Level.INTERVIEW,
            severity=Severity.RED,
            subject="uuid:1",
            score=3.5,
            reasons=(Words("x.minutes", {"minutes": 14, "expected": 41.5}),),
            raised_at=NIGHT,
            due_at=NIGHT,
            team="team-01",
            pairs=(Pair("hours", "40", "40"),),
        ),
    ),
    representativity=(Representativity(Scope(), 900, 610, r=0.81, missing=(Missing({"sex": "1"}, 31, "north"),)),),
    scorecards=(Scorecard("INT-1", "team-01", 9, False, (Measure("x.contact", 4, 9, 0.44, 0.2, 0.7),)),),
    back_checks=(BackCheck("C1", "P1", "team-01", "INT-1", "interview", "risk", 0.3, NIGHT),),
    bands=(Band(Scope("team", "team-01"), 94.0, (BandPoint(date(2026, 11, 24), 50.0, 58.0, 66.0, 49),)),),
    failed=(Failed("near_duplicates", "x.out_of_memory"),),
)


def test_a_result_is_read_as_it_was_written() -> None:
    assert read(written(FOUND)) == FOUND


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"schema": SCHEMA + 1}, "schema"),
        ({"as_of": "yesterday"}, "Fieldwork.as_of"),
        ({"version": True}, "Fieldwork.version"),
        ({"flags": {}}, "Fieldwork.flags"),
        ({"surprise": 1}, "Fieldwork.surprise"),
        ({"failed": [{"part": "checks"}]}, "Fieldwork.failed[0].code"),
    ],
)
def test_what_is_not_a_result_is_said_by_its_place(change: dict[str, object], place: str) -> None:
    said = json.loads(written(FOUND)) | change
    with pytest.raises(DamagedResult) as raised:
        read(json.dumps(said).encode())
    assert raised.value.problems[0].values == {"place": place}


def test_half_a_file_is_damaged() -> None:
    with pytest.raises(DamagedResult):
        read(written(FOUND)[:100])
