"""The benchmarks can be run: every topic is there, and what it needs of the project still exists."""

import importlib
from pathlib import Path

import pytest

from benchmarks.big_form import as_csv, big_form
from benchmarks.measuring import PER_SECOND, SECONDS, Row, show, timed
from questionnaires.sheets import read_sheets
from questionnaires.xform import compile_form
from questionnaires.xlsform import build_xform

ROOT = Path(__file__).resolve().parents[2]
TOPICS = sorted(path.stem for path in (ROOT / "benchmarks").glob("bench_*.py"))


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_a_main(topic: str) -> None:
    assert callable(importlib.import_module(f"benchmarks.{topic}").main)


def test_the_made_up_questionnaire_is_one_that_we_compile(tmp_path: Path) -> None:
    sheets = big_form(questions=30, lists=(8, 12))
    for name, text in as_csv(sheets).items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    form = compile_form(build_xform(read_sheets(tmp_path)))
    asked, languages = [question.name for question in form.questions if question.is_asked], form.languages
    assert len(asked) == 30
    assert languages == ("fr", "ar", "en")


def test_an_advantage_reads_the_same_for_seconds_and_for_rates() -> None:
    assert Row("compile", 0.5, SECONDS, 2.0, "another").advantage == 4.0
    assert Row("check", 400.0, PER_SECOND, 100.0, "another").advantage == 4.0
    assert Row("compile", 0.5, SECONDS).advantage is None


def test_a_table_says_the_machine_the_peer_and_that_one_is_absent(capsys: pytest.CaptureFixture[str]) -> None:
    show("Compiling", [Row("form", 0.5, SECONDS, 2.0, "another 1.0"), Row("other", 0.1, SECONDS, None, "absent")])
    said = capsys.readouterr().out
    assert said.startswith("Python 3.")
    for word in ("Compiling", "0.500 s", "2.000 s", "× 4", "another 1.0", "absent"):
        assert word in said


def test_the_first_run_is_told_apart_from_those_after_it() -> None:
    runs: list[int] = []
    taken = timed(lambda: runs.append(len(runs)), repeats=3)
    assert runs == [0, 1, 2, 3]
    assert min(taken.cold, taken.warm) >= 0
