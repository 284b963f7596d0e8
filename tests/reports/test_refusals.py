"""What cannot be published honestly is refused in a sentence, and nothing is left half-written."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from amem import main
from analysis.problems import NotProtected
from questionnaires import contracts, files
from questionnaires.files import ContractBroken, NoSuchFolder
from reports.building import OtherWeights, build_publication
from reports.figures import Figures, NoSuchCell, Reference, UnprotectedEstimates
from reports.site_files import FolderNotOurs
from reports.tunisia import CONTENT
from reports.words import NoSuchWord, in_printed_order, name
from tests.reports.builders import Row, estimate_rows, estimates, facts, withheld, write_chain


def first(rows: list[Row], found: Callable[[Row], bool]) -> int:
    return next(at for at, row in enumerate(rows) if found(row))


def test_estimates_with_a_withheld_value_are_refused(tmp_path: Path) -> None:
    rows = estimate_rows()
    rows[0] = {**rows[0], "flag": "F"}
    with pytest.raises(UnprotectedEstimates) as refused:
        build_publication(*write_chain(tmp_path, rows), tmp_path / "report", CONTENT)
    assert refused.value.problems[0].values["cell"] == rows[0]["cell_id"]
    assert not (tmp_path / "report").exists()


def test_a_confidential_cell_that_keeps_its_counts_is_refused() -> None:
    rows = estimate_rows()
    rows[1] = {**withheld(rows[1], "F", None), "flag": "x"}
    with pytest.raises(UnprotectedEstimates):
        Figures(estimates(rows))


def test_a_published_cell_without_its_value_is_refused() -> None:
    rows = estimate_rows()
    rows[0] = {**rows[0], "estimate": None}
    with pytest.raises(UnprotectedEstimates):
        Figures(estimates(rows))


def test_estimates_that_nobody_protected_are_refused(tmp_path: Path) -> None:
    made, weights = write_chain(tmp_path)
    unprotected = {key: value for key, value in facts().items() if key != "protected"}
    files.write(made, {contracts.ESTIMATES: estimates()}, made_by="amem tabulate", facts=unprotected, inputs={})
    with pytest.raises(NotProtected):
        build_publication(made, weights, tmp_path / "report", CONTENT)


def test_estimates_of_another_catalogue_are_refused(tmp_path: Path) -> None:
    rows = [row for row in estimate_rows() if row["indicator"] != "unemployment_rate"]
    with pytest.raises(NoSuchCell) as refused:
        build_publication(*write_chain(tmp_path, rows), tmp_path / "report", CONTENT)
    assert refused.value.problems[0].values["indicator"] == "unemployment_rate"
    assert (
        list(tmp_path.iterdir()) == [tmp_path / "weights", tmp_path / "estimates"] or not (tmp_path / "report").exists()
    )


def test_weights_of_another_run_are_refused(tmp_path: Path) -> None:
    made, weights = write_chain(tmp_path)
    files.write(
        made,
        {contracts.ESTIMATES: estimates()},
        made_by="amem tabulate",
        facts=facts(),
        inputs={"weights/weights": "another digest"},
    )
    with pytest.raises(OtherWeights):
        build_publication(made, weights, tmp_path / "report", CONTENT)


@pytest.mark.parametrize("name", ["thesis.txt", "manifest.json"])
def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, name: str) -> None:
    out = tmp_path / "report"
    out.mkdir()
    (out / name).write_text("mine")
    with pytest.raises(FolderNotOurs):
        build_publication(tmp_path / "estimates", tmp_path / "weights", out, CONTENT)
    assert [file.name for file in out.iterdir()] == [name]


def test_a_second_publication_replaces_the_first_and_is_identical(tmp_path: Path) -> None:
    chain, out = write_chain(tmp_path), tmp_path / "report"
    build_publication(*chain, out, CONTENT)
    (out / "left-over.html").write_text("old")
    before = (out / "manifest.json").read_bytes()
    build_publication(*chain, out, CONTENT)
    assert (out / "manifest.json").read_bytes() == before
    assert not (out / "left-over.html").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["estimates", "report", "weights"]


def test_missing_folders_and_other_tables_are_told(tmp_path: Path) -> None:
    made, weights = write_chain(tmp_path)
    with pytest.raises(NoSuchFolder):
        build_publication(tmp_path / "nowhere", weights, tmp_path / "report", CONTENT)
    (made / "estimates.parquet").write_bytes((weights / "weights.parquet").read_bytes())
    with pytest.raises(ContractBroken):
        build_publication(made, weights, tmp_path / "report", CONTENT)


def test_a_code_without_a_name_is_told() -> None:
    with pytest.raises(NoSuchWord):
        name("no_such_indicator")
    with pytest.raises(NoSuchWord):
        in_printed_order("sex", frozenset({"1", "3"}))
    with pytest.raises(NoSuchCell):
        Figures(estimates()).cell(Reference("unemployment_rate", "sex", "3"))


def test_the_command_says_what_it_wrote_or_why_it_did_not(tmp_path: Path) -> None:
    made, weights = write_chain(tmp_path)
    arguments = ["report", "build", str(made), str(weights), "--out", str(tmp_path / "report")]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert "index.html" in done.output
    refused = CliRunner().invoke(main, [*arguments[:2], str(tmp_path), *arguments[3:]])
    assert refused.exit_code == 1
    assert "amem" in refused.output or "dossier" in refused.output
