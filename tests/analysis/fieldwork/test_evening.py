"""``amem fieldwork evening``: one value that the service reads, also where the field has not begun."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
from click.testing import CliRunner

import amem
from questionnaires import files
from questionnaires.contracts import Contract
from survey_api.supervision.results import Fieldwork, read
from tests.analysis.fieldwork.builders import simulated, tables_of


def evening(folder: Path, tables: Mapping[Contract, pa.Table]) -> Fieldwork:
    files.write(folder, tables, made_by="export", facts={"simulated": True}, inputs={})
    told = CliRunner().invoke(amem.main, ["fieldwork", "evening", str(folder)])
    assert told.exit_code == 0, told.output
    return read(told.stdout_bytes)


def kinds(found: Fieldwork) -> Sequence[str]:
    return sorted({one.scope.kind for one in found.representativity})


def test_the_service_reads_everything_there_is(tmp_path: Path) -> None:
    found = evening(tmp_path / "exports", simulated()[0])
    assert found.simulated
    assert found.failed == ()
    assert kinds(found) == ["region", "survey"]
    assert found.scorecards
    assert found.back_checks
    assert found.bands


def test_before_anything_is_listed_what_is_missing_is_told_as_failed(tmp_path: Path) -> None:
    found = evening(tmp_path / "exports", tables_of([]))
    assert {one.code for one in found.failed} >= {"fieldwork.nothing_listed"}
