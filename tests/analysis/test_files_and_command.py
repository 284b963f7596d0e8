"""From exported interviews and weights to protected estimates in files, and the command that does it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner, Result

import amem
from analysis.files import read_collected, read_estimates, write_estimates
from analysis.problems import NotProtected, OtherSample, UnknownIndicator
from analysis.tabulation import tabulate
from analysis.tunisia import CONTENT
from questionnaires import files
from questionnaires.contracts import CASES, ESTIMATES, INTERVIEWS, LISTING_UNITS, PSUS, WEIGHTS
from tests.analysis.random_answers import random_answers
from tests.weighting.builders import PROVENANCE, fieldwork
from weighting.tunisia.recipe import CONTENT as WEIGHTING
from weighting.weigh import weigh_files

MORNING = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with exports and weights."""
    folder = tmp_path_factory.mktemp("home")
    write_exports(folder / "exports")
    weigh_files(folder / "exports", folder / "weights", WEIGHTING)
    return folder


def write_exports(folder: Path, drop: int = 0, twice: int = 0) -> None:
    """Invented fieldwork with answers drawn at random; ``drop`` interviews are lost, ``twice`` come twice."""
    tables = fieldwork(n_psus=30, dwellings=30)
    cases = [row["case_id"] for row in tables["cases"].to_pylist() if row["response_status"] == "respondent"]
    cases = cases[drop:] + cases[:twice]
    answers = random_answers(len(cases), np.random.default_rng(3), missing=0.02).drop_columns(["interview_date"])
    rows = [interview(number, case) for number, case in enumerate(cases)]
    interviews = files.table(INTERVIEWS, rows)
    for name in answers.column_names:
        interviews = interviews.append_column(name, answers.column(name))
    contracts = {PSUS: tables["psus"], LISTING_UNITS: tables["listing_units"], CASES: tables["cases"]}
    files.write(
        folder,
        {**contracts, INTERVIEWS: interviews},
        made_by="test",
        facts={"survey": "tunisia", "simulated": True},
        inputs={},
    )


def interview(number: int, case: str) -> dict[str, object]:
    return {
        "interview_id": f"uuid:{number:05d}",
        "case_id": case,
        "questionnaire": "amem_tn_individual",
        "interviewer_id": "E001",
        "started_at": MORNING,
        "ended_at": MORNING,
        "interview_date": MORNING.date(),
        "n_problems": 0,
        "review_state": "received",
        **PROVENANCE,
    }


def amem_tabulate(*arguments: object, language: str = "en") -> Result:
    return CliRunner().invoke(amem.main, ["--language", language, "tabulate", *map(str, arguments)])


def test_rows_without_interview_keep_their_place_and_have_no_answers(home: Path) -> None:
    sample = read_collected(home / "exports", home / "weights").sample
    rows = files.read(home / "weights", WEIGHTS).num_rows
    assert sample.data.num_rows == sample.n == rows
    without = np.array([value is None for value in sample.column("interview_id").to_pylist()])
    assert without.any()
    assert (sample.weights[without] == 0).all()
    assert (sample.weights[~without] > 0).all()
    assert None not in sample.column("region").to_pylist()


def test_every_indicator_is_estimated_in_every_breakdown(home: Path) -> None:
    collected = read_collected(home / "exports", home / "weights")
    estimates = tabulate(CONTENT, collected.sample, CONTENT.indicators, CONTENT.partitions)
    cells = {(figure.cell.indicator, figure.cell.partition) for figure in estimates.figures}
    assert len(cells) == len(CONTENT.indicators) * len(CONTENT.partitions)


def test_the_estimates_of_a_folder_carry_what_a_reader_needs(home: Path, tmp_path: Path) -> None:
    collected = read_collected(home / "exports", home / "weights")
    estimates = tabulate(CONTENT, collected.sample, CONTENT.indicators[:3], CONTENT.partitions)
    manifest = write_estimates(tmp_path, estimates, collected, CONTENT)
    assert manifest.simulated
    assert manifest.facts["protected"] == CONTENT.policy.name
    assert manifest.facts["parameters"]["tru_threshold"]["values"] == [40]
    assert manifest.facts["indicators"]["unemployment_rate"]["code"] == "LF03"
    assert manifest.facts["partitions"]["sex"]["levels"] == ["1", "2"]
    assert manifest.inputs["exports/interviews"] == files.read_manifest(home / "exports").tables["interviews"]
    again = {figure.cell: figure for figure in read_estimates(tmp_path).figures}
    assert again == {figure.cell: figure for figure in estimates.figures}


def test_the_same_inputs_give_the_same_cells_and_digests(home: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert amem_tabulate(home / "exports", home / "weights", "--out", tmp_path / name).exit_code == 0
    one, two = (files.read_manifest(tmp_path / name) for name in ("one", "two"))
    assert one == two
    ids = files.read(tmp_path / "one", ESTIMATES).column("cell_id").to_pylist()
    assert len(set(ids)) == len(ids)
    assert all(len(cell) == 12 for cell in ids)


def test_unprotected_estimates_are_not_read(home: Path, tmp_path: Path) -> None:
    amem_tabulate(home / "exports", home / "weights", "--out", tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    del manifest["facts"]["protected"]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(NotProtected):
        read_estimates(tmp_path)


def test_the_command_shows_an_indicator_in_the_language_of_its_reader(home: Path) -> None:
    shown = amem_tabulate(home / "exports", home / "weights", "--indicator", "LF03", "--by", "sex", language="fr")
    assert shown.exit_code == 0, shown.output
    assert "Données simulées" in shown.output
    assert "Taux de chômage (SU1, ODD 8.5.2) — Sexe" in shown.output
    assert "Femmes" in shown.output


def test_the_command_writes_all_indicators_and_counts_them(home: Path, tmp_path: Path) -> None:
    written = amem_tabulate(home / "exports", home / "weights", "--out", tmp_path)
    assert written.exit_code == 0, written.output
    assert f"of {len(CONTENT.indicators)} indicators" in written.output
    assert (tmp_path / "estimates.parquet").is_file()


def test_the_command_says_what_is_missing(home: Path, tmp_path: Path) -> None:
    nowhere = amem_tabulate(home / "exports", home / "weights")
    assert (nowhere.exit_code, "--out" in nowhere.output) == (1, True)
    unknown = amem_tabulate(home / "exports", home / "weights", "--indicator", "LF99")
    assert (unknown.exit_code, "LF99" in unknown.output) == (1, True)
    breakdown = amem_tabulate(home / "exports", home / "weights", "--indicator", "LF03", "--by", "shoe_size")
    assert (breakdown.exit_code, "shoe_size" in breakdown.output) == (1, True)
    empty = amem_tabulate(tmp_path, home / "weights", "--indicator", "LF03")
    assert (empty.exit_code, "manifest.json" in empty.output) == (1, True)


def test_an_indicator_is_found_by_name_and_by_code() -> None:
    assert CONTENT.indicator("LF03") is CONTENT.indicator("unemployment_rate")
    with pytest.raises(UnknownIndicator):
        CONTENT.indicator("LF99")


def test_weights_of_another_export_are_refused(home: Path, tmp_path: Path) -> None:
    write_exports(tmp_path)
    psus = files.read(tmp_path, PSUS)
    changed = psus.set_column(psus.column_names.index("frame_dwellings"), "frame_dwellings", pa.array([7] * len(psus)))
    rest = {contract: files.read(tmp_path, contract) for contract in (LISTING_UNITS, CASES, INTERVIEWS)}
    files.write(tmp_path, {PSUS: changed, **rest}, made_by="test", facts={}, inputs={})
    with pytest.raises(OtherSample, match="other_inputs"):
        read_collected(tmp_path, home / "weights")


def test_a_respondent_without_interview_and_a_case_with_two_are_named(home: Path, tmp_path: Path) -> None:
    write_exports(tmp_path / "lost", drop=2)
    with pytest.raises(OtherSample, match=r"respondents_without_interview\(n=2"):
        read_collected(tmp_path / "lost", home / "weights")
    write_exports(tmp_path / "twice", twice=1)
    with pytest.raises(OtherSample, match=r"case_twice\(n=1"):
        read_collected(tmp_path / "twice", home / "weights")
