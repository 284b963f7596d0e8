"""``amem fieldwork representativity``: who is missing in words of three languages, JSON, weights, stages, refusals."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import amem
from presentation.text import LANGUAGES
from questionnaires import files
from tests.analysis.fieldwork.builders import simulated


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "exports"
    files.write(folder, simulated()[0], made_by="export", facts={"simulated": True}, inputs={})
    return folder


def run(*arguments: str, language: str = "en") -> Result:
    return CliRunner().invoke(amem.main, ["--language", language, "fieldwork", "representativity", *arguments])


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_missing_is_said_in_the_language_of_the_person(exports: Path, language: str) -> None:
    told = run(str(exports), "--by-day", language=language)
    assert told.exit_code == 0, told.output
    assert {"fr": "Grand Tunis : il en manque", "ar": "تونس الكبرى: ينقص", "en": "Greater Tunis:"}[
        language
    ] in told.output
    assert "…" not in told.output


def test_json_has_the_figures_with_errors_and_reasons(exports: Path) -> None:
    told = json.loads(run("--home", str(exports.parent), "--json", "--weighted", "--by", "region").output)
    whole = told["groups"][0]
    assert told["simulated"] is True
    assert whole["sampled"] > whole["responded"] > 0
    assert whole["indicator"]["low"] < whole["indicator"]["r"] < whole["indicator"]["high"] <= 1
    assert {part["variable"] for part in whole["partials"]} == {"region", "milieu", "sex", "age_group", "origin_group"}
    assert {group["level"] for group in told["groups"]} >= {"all", "GT"}
    assert whole["shown"] is not bool(whole["withheld"])


def test_households_are_told_by_frame_and_listing(exports: Path) -> None:
    told = run(str(exports), "--of", "households", "--weighted")
    assert told.exit_code == 0, told.output
    assert "Size of the PSU" in told.output
    assert "Weighted by base weights." in told.output


def test_a_grouping_that_does_not_exist_is_refused_with_those_that_do(exports: Path) -> None:
    told = run(str(exports), "--by", "planet")
    assert told.exit_code == 1
    assert "region" in told.output
