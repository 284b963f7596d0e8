"""The main job: interviews arrive, are weighted and become a report."""

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from questionnaires.contracts import (
    CASES,
    COLLECTED,
    CONTACT_ATTEMPTS,
    ESTIMATES,
    INTERVIEWS,
    LISTING_UNITS,
    REVIEWS,
    ROSTER,
    TRACE,
    WEIGHT_FACTORS,
    WEIGHTS,
    Contract,
)
from questionnaires.files import read, read_manifest
from tests.end_to_end.conftest import amem, demonstration


@pytest.mark.parametrize("contract", COLLECTED, ids=lambda contract: contract.name)
def test_every_collected_table_keeps_its_contract(demo_home: Path, contract: Contract) -> None:
    assert read(demo_home / "exports", contract).num_rows > 0


def test_every_folder_says_that_its_data_are_simulated(demo_home: Path) -> None:
    for folder in ("sample", "exports", "weights", "estimates"):
        assert read_manifest(demo_home / folder).simulated


def test_every_interview_belongs_to_a_case_and_every_responding_case_has_one(demo_home: Path) -> None:
    cases = read(demo_home / "exports", CASES)
    responding = cases.filter(pc.equal(cases.column("response_status"), "respondent")).column("case_id").to_pylist()
    interviewed = read(demo_home / "exports", INTERVIEWS).column("case_id").to_pylist()
    assert sorted(interviewed) == sorted(responding)


def test_whole_interviews_pass_the_check_of_the_service_and_partial_ones_lack_answers(demo_home: Path) -> None:
    cases = read(demo_home / "exports", CASES)
    whole = set(cases.filter(pc.equal(cases.column("disposition"), "1.1")).column("case_id").to_pylist())
    interviews = read(demo_home / "exports", INTERVIEWS).select(["case_id", "n_problems"]).to_pylist()
    assert {row["n_problems"] for row in interviews if row["case_id"] in whole} == {0}
    assert all(row["n_problems"] > 0 for row in interviews if row["case_id"] not in whole)


def test_only_respondents_have_weight_and_factors_multiply_to_it(demo_home: Path) -> None:
    weights = read(demo_home / "weights", WEIGHTS).to_pylist()
    product: dict[str, float] = {}
    for row in read(demo_home / "weights", WEIGHT_FACTORS).to_pylist():
        product[row["row_id"]] = product.get(row["row_id"], 1.0) * row["factor"]
    for row in weights:
        assert (row["weight"] > 0) == (row["response_status"] == "respondent")
        assert product[row["row_id"]] == pytest.approx(row["weight"], rel=1e-9)


def test_calibrated_weights_meet_the_totals_of_the_simulated_frame(demo_home: Path) -> None:
    rows = (demo_home / "sample" / "margins.csv").read_text(encoding="utf-8").splitlines()
    header, first = rows[0].split(","), rows[1].split(",")
    margin = first[header.index("margin")]
    totals = [float(row.split(",")[header.index("total")]) for row in rows[1:] if row.startswith(f"{margin},")]
    weighed = pc.sum(read(demo_home / "weights", WEIGHTS).column("weight")).as_py()
    assert weighed == pytest.approx(sum(totals), rel=1e-6)


def test_the_trace_tells_each_step(demo_home: Path) -> None:
    assert len(set(read(demo_home / "weights", TRACE).column("position").to_pylist())) >= 4


def test_twenty_indicators_are_estimated_by_sex_age_region_and_origin(demo_home: Path) -> None:
    estimates = read(demo_home / "estimates", ESTIMATES)
    assert len(set(estimates.column("indicator").to_pylist())) >= 20
    assert {"all", "sex", "age_group", "region", "origin_group"} <= set(estimates.column("partition").to_pylist())


def test_withheld_cells_carry_no_value(demo_home: Path) -> None:
    estimates = read(demo_home / "estimates", ESTIMATES)
    withheld = estimates.filter(pc.is_in(estimates.column("flag"), pa.array(["F", "x"])))
    assert set(withheld.column("estimate").to_pylist()) <= {None}


def test_the_report_says_simulated_on_every_page_and_asks_nothing_of_the_network(demo_home: Path) -> None:
    pages = list((demo_home / "report").rglob("*.html"))
    assert pages
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert any(word in text for word in ("Données simulées", "Simulated data", "بيانات مُحاكاة", "بيانات محاكاة"))
        assert "https://" not in text.replace("https://www.w3.org", "")


def test_a_second_run_has_the_same_contents_and_the_listing_sent_adds_its_visits(
    demo_home: Path, listed_home: Path
) -> None:
    differing = {
        (folder, name)
        for folder in ("sample", "exports", "weights", "estimates")
        for name, table in read_manifest(listed_home / folder).tables.items()
        if table != read_manifest(demo_home / folder).tables[name]
    }
    decided = {("exports", REVIEWS.name)}  # by the clock of the service
    attempts = {("exports", CONTACT_ATTEMPTS.name), ("exports", CASES.name)}  # a case counts visits to its unit
    assert differing - decided == {*attempts, ("estimates", ESTIMATES.name)}
    assert _without(listed_home, "n_attempts") == _without(demo_home, "n_attempts")


def _without(home: Path, column: str) -> pa.Table:
    return read(home / "exports", CASES).drop_columns([column])


def test_the_listing_counts_what_it_must(demo_home: Path) -> None:
    listed = read(demo_home / "exports", LISTING_UNITS)
    roster = read(demo_home / "exports", ROSTER)
    assert pc.sum(pc.cast(roster.column("selected"), "int64")).as_py() == read(demo_home / "exports", CASES).num_rows
    assert set(roster.column("unit_id").to_pylist()) <= set(listed.column("unit_id").to_pylist())


def test_a_weight_is_explained_factor_by_factor(demo_home: Path) -> None:
    weights = read(demo_home / "weights", WEIGHTS)
    heavy = weights.filter(pc.greater(weights.column("weight"), 0)).column("row_id")[0].as_py()
    asked = amem("explain", "weight", heavy, str(demo_home / "weights"))
    assert asked.returncode == 0, asked.stderr
    assert heavy in asked.stdout


def test_an_unknown_unit_is_said(demo_home: Path) -> None:
    asked = amem("explain", "weight", "NOBODY", str(demo_home / "weights"))
    assert asked.returncode == 1
    assert "NOBODY" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_the_summary_names_counts_rates_seconds_addresses_and_logins(demo_home: Path) -> None:
    summary = (demo_home / "summary.txt").read_text()
    for word in ("report", "http://127.0.0.1", "demo", "/tablet/#enrol=", "team-2.html"):
        assert word in summary


def test_a_folder_that_is_not_a_demonstration_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    refused = demonstration(tmp_path)
    assert refused.returncode == 1
    assert "DEMO" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_table_of_another_contract_stops_the_weights(demo_home: Path, tmp_path: Path) -> None:
    for path in (demo_home / "exports").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    pq.write_table(pq.read_table(tmp_path / "cases.parquet").drop_columns(["disposition"]), tmp_path / "cases.parquet")
    refused = amem("weigh", str(tmp_path), "--out", str(tmp_path / "weights"))
    assert refused.returncode == 1
    assert "disposition" in refused.stderr
    assert not (tmp_path / "weights" / "manifest.json").exists()


def test_a_margin_whose_category_is_not_in_the_sample_stops_the_weights(demo_home: Path, tmp_path: Path) -> None:
    margins = tmp_path / "margins.csv"
    text = (demo_home / "sample" / "margins.csv").read_text(encoding="utf-8").splitlines()
    header = text[0].split(",")
    stranger = text[1].split(",")
    stranger[header.index("level")] = "ATLANTIS"
    margins.write_text("\n".join([*text, ",".join(stranger)]) + "\n", encoding="utf-8")
    refused = amem("weigh", str(demo_home / "exports"), "--margins", str(margins), "--out", str(tmp_path / "weights"))
    assert refused.returncode == 1
    assert "ATLANTIS" in refused.stderr
    assert not (tmp_path / "weights").exists() or not any((tmp_path / "weights").iterdir())


def test_manifests_name_no_clock_and_no_path(demo_home: Path) -> None:
    for folder in ("sample", "exports", "weights", "estimates"):
        text = (demo_home / folder / "manifest.json").read_text()
        assert str(demo_home) not in text
        assert not {"created", "at", "time"} & set(json.loads(text))


def test_a_demonstration_ended_from_outside_ends_its_service_too(tmp_path: Path) -> None:
    home = tmp_path / "home"
    words = [sys.executable, "-m", "amem", "demo", "--home", str(home), "--interviews", "30", "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            address = _when_it_answers(home / "service" / "address", running)
            refused = demonstration(home)
            assert refused.returncode == 1
            assert str(home) in refused.stderr
        finally:
            running.send_signal(signal.SIGTERM)
        running.wait(60)
    with (
        pytest.raises(ConnectionRefusedError),
        socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1])), 2),
    ):
        pass


def test_a_port_that_is_taken_is_said_before_anything_is_touched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = amem("demo", "--home", str(tmp_path / "home"), "--once", "--interviews", "30", "--port", str(port))
    assert refused.returncode == 1
    assert str(port) in refused.stderr
    assert not (tmp_path / "home").exists()


def _when_it_answers(address: Path, running: subprocess.Popen[bytes]) -> str:
    for _ in range(600):
        if address.is_file() and address.read_text().endswith("\n"):
            return address.read_text().strip()
        assert running.poll() is None, "the demonstration ended by itself"
        time.sleep(0.1)
    raise AssertionError("the service gave no address")
