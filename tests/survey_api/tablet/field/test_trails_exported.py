"""Trails that tablets attach: kept, exported as times and counts, told where they cannot be read."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from questionnaires.contracts import PARADATA, SECTION_TIMES, SYNCS, Contract
from questionnaires.files import read, read_manifest
from survey_api.export import export, export_for_checks
from survey_api.settings import Settings
from tests.survey_api.builders import NOON, Field, field, interview, load_small_sample

BEGUN = 1_764_000_000_000
TRAIL = (
    "event,node,start,end\n"
    f"code 4f0a1c2b3d4e,,{BEGUN},\n"
    f"form start,,{BEGUN},\n"
    f"position in_psu <50,,{BEGUN},\n"
    f"question,/data/age,{BEGUN},{BEGUN + 9_000}\n"
    f"question,/data/work/works,{BEGUN + 9_000},{BEGUN + 21_000}\n"
    f"form finalize,,{BEGUN + 22_000},\n"
).encode()


@pytest.fixture
def tablet(settings: Settings) -> Iterator[Field]:
    with field(settings) as running:
        load_small_sample(running.service.order, settings.home.folder / "sample")
        yield running


def rows(tablet: Field, contract: Contract) -> list[dict[str, Any]]:
    export(tablet.settings, tablet.settings.home.exports, survey="small")
    found: list[dict[str, Any]] = read(tablet.settings.home.exports, contract).to_pylist()
    return found


def test_a_trail_is_exported_as_times_and_counts(tablet: Field) -> None:
    tablet.post(interview(), {"audit.csv": TRAIL})
    [one] = rows(tablet, PARADATA)
    assert (one["record_id"], one["case_id"], one["interviewer_id"]) == ("uuid:i1", "A-1-01", "E001")
    assert (one["active_seconds"], one["n_questions"], one["n_pauses"]) == (21.0, 6, 0)
    assert one["app_version"] == "4f0a1c2b3d4e"
    assert (one["inside_psu"], one["distance_band"], one["language"]) == (True, "<50", "fr")
    assert (one["ended_at"] - one["started_at"]).total_seconds() == 22
    [work] = rows(tablet, SECTION_TIMES)
    assert (work["section"], work["active_seconds"], work["n_questions"]) == ("work", 12.0, 2)


def test_when_tablets_synchronised_is_told_to_whoever_checks_the_fieldwork_alone(tablet: Field) -> None:
    tablet.post(interview(), {"audit.csv": TRAIL}, {"X-AMEM-Clock": (NOON + timedelta(seconds=5)).isoformat()})
    folder = tablet.settings.home.folder / "checks"
    assert "syncs" not in export(tablet.settings, tablet.settings.home.exports, survey="small").manifest.tables
    assert "paradata" in export_for_checks(tablet.settings, folder, survey="small").manifest.tables
    [batch] = read(folder, SYNCS).to_pylist()
    assert (batch["device_id"], batch["n_records"], batch["clock_ahead_seconds"]) == ("tablet-1", 1, 5.0)


def test_of_an_interview_the_first_trail_counts(tablet: Field) -> None:
    tablet.post(interview(), {"audit.csv": TRAIL})
    later = TRAIL.replace(str(BEGUN + 21_000).encode(), str(BEGUN + 11_000).encode())
    tablet.post(interview("uuid:i2", replaces="uuid:i1", age="31"), {"audit.csv": later})
    assert [(one["record_id"], one["active_seconds"]) for one in rows(tablet, PARADATA)] == [("uuid:i1", 21.0)]


@pytest.mark.parametrize("trail", [b"", b"\xff\xfe", b"event,node\n1,2\n"])
def test_a_trail_that_cannot_be_read_is_told_and_refuses_nothing(tablet: Field, trail: bytes) -> None:
    assert tablet.post(interview(), {"audit.csv": trail}).status_code == 201
    assert rows(tablet, PARADATA) == []
    assert read_manifest(tablet.settings.home.exports).facts["trails_unreadable"] == ["uuid:i1"]


def test_withdrawing_an_interview_takes_its_trail(tablet: Field) -> None:
    tablet.post(interview(), {"audit.csv": TRAIL})
    tablet.settle()
    tablet.service.order("withdraw", {"case_id": "A-1-01"})
    assert rows(tablet, PARADATA) == []
