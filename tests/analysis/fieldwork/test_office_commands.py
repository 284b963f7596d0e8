"""``amem fieldwork book``, ``back-checks``, ``scorecards`` and ``pay`` on exported tables."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import amem
from questionnaires import files
from tests.analysis.fieldwork.builders import simulated

TARIFF = """
currency = "TND"
source = "invented for this test"
held_back = "0.25"
[amounts]
visit = "2.5"
day = "15"
"""


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "exports"
    files.write(folder, simulated()[0], made_by="export", facts={"simulated": True}, inputs={})
    return folder


@pytest.fixture(scope="module")
def context(exports: Path) -> Path:
    path = exports.parent / "context.json"
    told = {"as_of": datetime(2026, 10, 20, tzinfo=UTC).isoformat(), "interviewers": {"E001": "T1"}, "psus": {}}
    path.write_text(json.dumps({**told, "published": {}, "verdicts": {}, "raised": {}, "version": 1}), encoding="utf-8")
    return path


def run(*arguments: str, language: str = "en") -> Result:
    return CliRunner().invoke(amem.main, ["--language", language, "fieldwork", *arguments])


def lines(told: Result) -> list[dict[str, str]]:
    assert told.exit_code == 0, told.output
    return list(csv.DictReader(told.stdout.splitlines()))


def test_a_book_is_written_whole(exports: Path, context: Path, tmp_path: Path) -> None:
    told = run("book", str(exports), str(tmp_path / "t.xlsx"), "--team", "T1", "--context", str(context), language="fr")
    assert told.exit_code == 0, told.output
    assert "7 pages" in told.output
    assert (tmp_path / "t.xlsx").read_bytes()[:2] == b"PK"


def test_a_team_that_is_not_there_is_refused_with_those_that_are(exports: Path, context: Path, tmp_path: Path) -> None:
    told = run("book", str(exports), str(tmp_path / "t.xlsx"), "--team", "T9", "--context", str(context))
    assert told.exit_code == 1
    assert "T1" in told.output


def test_back_checks_are_the_same_with_the_same_seed(exports: Path) -> None:
    first = lines(run("back-checks", str(exports), "--seed", "7"))
    assert first == lines(run("back-checks", str(exports), "--seed", "7"))
    assert all(0 < float(one["probability"]) <= 1 for one in first)


def test_scorecards_of_one_team_are_of_its_interviewers(exports: Path, context: Path) -> None:
    found = lines(run("scorecards", str(exports), "--team", "T1", "--context", str(context)))
    assert {one["interviewer"] for one in found} == {"E001"}


def test_pay_counts_once_and_a_closed_period_stays_closed(exports: Path, tmp_path: Path) -> None:
    (tmp_path / "tariff.toml").write_text(TARIFF, encoding="utf-8")
    asked = ("pay", str(exports), "--ledger", str(tmp_path / "ledger"), "--tariff", str(tmp_path / "tariff.toml"))
    first = lines(run(*asked, "--period", "2026-W41", "--until", "2026-10-11", "--lock"))
    visits = [one for one in first if one["item"] == "visit"]
    assert all(float(one["amount"]) == 2.5 * int(one["units"]) for one in visits)
    assert run(*asked, "--period", "2026-W41", "--until", "2026-10-11").exit_code == 1
    second = lines(run(*asked, "--period", "2026-W42", "--until", "2026-10-18"))
    assert second
    assert lines(run(*asked, "--period", "2026-W42", "--until", "2026-10-18")) == second
