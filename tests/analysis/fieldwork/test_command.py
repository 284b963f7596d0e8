"""``amem fieldwork rates``: tables in three languages, JSON, CSV, and refusals that say what to do."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import amem
from presentation.text import LANGUAGES
from questionnaires import files
from questionnaires.contracts import CASES
from tests.analysis.fieldwork.builders import case, simulated, tables_of, unit


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "exports"
    files.write(folder, simulated()[0], made_by="export", facts={"simulated": True}, inputs={})
    return folder


def run(*arguments: str, language: str = "en") -> Result:
    return CliRunner().invoke(amem.main, ["--language", language, "fieldwork", "rates", *arguments])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_are_printed_in_the_language_of_the_person(exports: Path, language: str) -> None:
    told = run(str(exports), "--by", "region", "--weighted", "--by-attempt", "--by-day", language=language)
    assert told.exit_code == 0, told.output
    said = {"fr": "Données simulées", "ar": "بيانات محاكاة", "en": "Simulated data"}[language]
    assert told.output.startswith(said)
    assert "RR3" in told.output
    assert "precedence-2" in told.output


@pytest.mark.parametrize("columns", ["80", None])
def test_no_digit_of_a_table_is_dropped(exports: Path, monkeypatch: pytest.MonkeyPatch, columns: str | None) -> None:
    monkeypatch.setenv("COLUMNS", columns or "")
    if columns is None:
        monkeypatch.delenv("COLUMNS")
    assert "…" not in run(str(exports), "--by", "region", "--weighted").stdout


def test_json_tells_numerator_denominator_and_exact_value(exports: Path) -> None:
    told = json.loads(run("--home", str(exports.parent), "--json", "--by-attempt", "--e", "7/20").output)
    whole = told["groups"][0]
    rates = {one["rate"]: one for one in whole["rates"]}
    outcomes = whole["outcomes"]
    known = sum(outcomes[one] for one in ("I", "P", "R", "NC", "O"))
    unknown = sum(outcomes[one] for one in ("UH", "UR", "UO"))
    assert told["simulated"] is True
    assert rates["RR1"]["numerator"] == outcomes["I"]
    assert rates["RR1"]["denominator"] == known + unknown
    assert rates["RR3"]["denominator"] == pytest.approx(known + 0.35 * unknown)
    assert rates["RR3"]["basis"] == "specified"
    assert whole["bands"]["RR3"]["low"] == rates["RR1"]["value"]
    assert told["by_attempt"][-1]["value"] == rates["RR3"]["value"]
    assert told["unresolved"]


def test_csv_has_a_line_for_every_rate_and_group(exports: Path, tmp_path: Path) -> None:
    told = run(str(exports), "--by", "region", "--weighted", "--csv", str(tmp_path / "rates.csv"))
    assert told.exit_code == 0, told.output
    with (tmp_path / "rates.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    direct = [line for line in lines if line["rate"] == "RR3" and not line["step"]]
    assert len(direct) == 8  # all, and seven regions
    for line in direct:
        assert float(line["numerator"]) / float(line["denominator"]) == pytest.approx(float(line["value"]), rel=1e-15)
        assert float(line["low"]) < float(line["value"]) < float(line["high"])
        assert (line["weighted"], line["simulated"]) == ("True", "True")


def test_only_the_rates_asked_for(exports: Path) -> None:
    told = json.loads(run(str(exports), "--json", "--rate", "COOP1", "--rate", "RR4").output)
    assert [one["rate"] for one in told["groups"][0]["rates"]] == ["COOP1", "RR4"]
    assert run(str(exports), "--rate", "COOP1").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--e", "1.5"], "between 0 and 1"),
        (["--e", "half"], "“half”"),
        (["--e", "UH=0.1,UH=0.2"], "UH=0.1,UH=0.2"),
        (["--by", "sex"], "stratum, region"),
        (["--rate", "RR9"], "RR1, RR2"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_what_can(exports: Path, arguments: list[str], told: str) -> None:
    refused = run(str(exports), *arguments)
    assert refused.exit_code == 1
    assert told in refused.output


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_code_is_named_with_its_unit(tmp_path: Path, language: str) -> None:
    written_with(tmp_path, "9.9")
    refused = run(str(tmp_path), language=language)
    assert refused.exit_code == 1
    assert "9.9" in refused.output
    assert "TN11-0001-0011-01" in refused.output


def test_a_dash_stands_where_there_is_nothing_to_divide(tmp_path: Path) -> None:
    files.write(tmp_path, tables_of([unit("U1", "4.60")]), made_by="export", facts={}, inputs={})
    told = run(str(tmp_path))
    assert told.exit_code == 0, told.output
    assert "0/0" in told.output
    assert "%" not in told.output.split("RR1")[1].split("\n")[0]


def written_with(folder: Path, code: str) -> None:
    tables = dict(tables_of([unit("U1", None)], [case("TN11-0001-0011-01", code, "U1")]))
    stranger = {contract: data for contract, data in tables.items() if contract is not CASES}
    files.write(folder, stranger, made_by="export", facts={}, inputs={})
    import pyarrow.parquet as pq

    pq.write_table(tables[CASES], folder / "cases.parquet")
    manifest = files.read_manifest(folder)
    named = {**manifest.tables, "cases": files.digest(tables[CASES])}
    (folder / files.MANIFEST).write_text(files.Manifest(**{**manifest.__dict__, "tables": named}).to_json())
