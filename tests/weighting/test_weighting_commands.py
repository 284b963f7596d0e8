"""``amem weigh`` and ``amem explain weight``, and the margins file that a statistician edits."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amem import main
from tests.weighting.builders import exports, fieldwork
from weighting.files import read_weights
from weighting.margins_file import read_margins
from weighting.problems import UnusableMargins

HEADER = "margin,level,total,universe,source,date,grade"
PAPERS = "eligible persons aged 18 and over,invented,2026-01-01,SIMULATED"


def amem(*arguments: str | Path, language: str = "en") -> Result:
    return CliRunner().invoke(main, ["--language", language, *map(str, arguments)])


def margins_file(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "margins.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exports(tmp_path_factory.mktemp("home") / "exports", fieldwork(n_psus=48))


@pytest.fixture(scope="module")
def weights(collected: Path) -> Path:
    out = collected.parent / "weights"
    done = amem("weigh", collected, "--out", out)
    assert done.exit_code == 0, done.output
    return out


def test_weigh_prints_what_each_step_did_and_writes_the_weights(collected: Path, tmp_path: Path) -> None:
    lines = [f"sex,1,19000,{PAPERS}", f"sex,2,21000,{PAPERS}"]
    done = amem("weigh", collected, "--out", tmp_path / "w", "--margins", margins_file(tmp_path, *lines))
    assert done.exit_code == 0, done.output
    assert all(step in done.output for step in ("Design weight", "Replicates", "Nonresponse", "Calibration"))
    assert read_weights(tmp_path / "w").weights.sum() == pytest.approx(40000)


@pytest.mark.parametrize(("language", "word"), [("fr", "Poids de sondage"), ("ar", "وزن المعاينة"), ("en", "Design")])
def test_a_weight_is_explained_by_its_factors_in_three_languages(weights: Path, language: str, word: str) -> None:
    sample = read_weights(weights)
    row = int(sample.weights.argmax())
    told = amem("explain", "weight", sample.ids[row], weights, language=language)
    assert told.exit_code == 0, told.output
    assert word in told.output
    assert "p_psu" in told.output
    assert sample.column("region")[row].as_py() in told.output


def test_explaining_a_listing_unit_tells_of_each_of_its_cases(weights: Path) -> None:
    unit = read_weights(weights).column("unit_id")[0].as_py()
    told = amem("explain", "weight", unit, weights)
    assert unit in told.output


def test_a_weight_of_zero_is_explained_too(weights: Path) -> None:
    sample = read_weights(weights)
    statuses = sample.column("response_status").to_pylist()
    for status, words in (("nonrespondent", "gives its weight"), ("ineligible", "leaves with")):
        told = amem("explain", "weight", sample.ids[statuses.index(status)], weights)
        assert words in " ".join(told.output.split())


def test_an_unknown_unit_is_said(weights: Path) -> None:
    told = amem("explain", "weight", "nobody", weights)
    assert told.exit_code == 1
    assert "nobody" in told.output


def test_a_folder_without_exports_is_said(tmp_path: Path) -> None:
    done = amem("weigh", tmp_path, "--out", tmp_path / "w")
    assert done.exit_code == 1
    assert "manifest.json" in done.output


def test_a_margin_category_that_is_not_in_the_sample_stops_without_writing(collected: Path, tmp_path: Path) -> None:
    lines = [f"sex,1,19000,{PAPERS}", f"sex,2,20000,{PAPERS}", f"sex,3,1000,{PAPERS}"]
    done = amem("weigh", collected, "--out", tmp_path / "w", "--margins", margins_file(tmp_path, *lines))
    assert done.exit_code == 1
    assert "“sex”, level “3”" in done.output
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    ("header", "lines", "code"),
    [
        ("margin;level;total", ["sex;1;5"], "margins_columns"),
        (HEADER, [], "no_margins"),
        (HEADER, [f"sex,1,many,{PAPERS}"], "margins_line"),
        (HEADER, [f"sex,1,-5,{PAPERS}"], "margins_line"),
        (HEADER, [f",1,5,{PAPERS}"], "margins_line"),
        (HEADER, ["sex,1,5"], "margins_grade"),
        (HEADER, ["sex,1,5,foreigners,press,2021,B"], "margins_grade"),
        (HEADER, [f"sex,1,5,{PAPERS}", f"sex,1,6,{PAPERS}"], "margins_twice"),
        (HEADER, [f"sex,1,5,{PAPERS}", "sex,2,6,all ages,x,2024,A"], "margins_universes"),
    ],
)
def test_a_margins_file_that_cannot_be_used_says_where(
    tmp_path: Path, header: str, lines: list[str], code: str
) -> None:
    with pytest.raises(UnusableMargins) as stopped:
        read_margins(margins_file(tmp_path, *lines, header=header))
    assert stopped.value.problems[0].code == f"weighting.{code}"


def test_a_margins_file_saved_by_a_french_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "margins.csv"
    lines = [HEADER, f"sex x region,1 x GT,5,{PAPERS}", f"sex x region,2 x GT,6.5,{PAPERS}"]
    path.write_text("\n".join(lines).replace(",", ";"), encoding="utf-8-sig")
    (margin,) = read_margins(path)
    assert margin.variable == ("sex", "region")
    assert margin.totals == {("1", "GT"): 5.0, ("2", "GT"): 6.5}


def test_margins_that_are_no_text_or_no_file_are_refused(tmp_path: Path) -> None:
    binary = tmp_path / "margins.xlsx"
    binary.write_bytes(b"PK\x03\x04\xff\xfe")
    for path in (binary, tmp_path / "none.csv"):
        with pytest.raises(UnusableMargins):
            read_margins(path)


def test_margins_about_other_people_are_refused(collected: Path, tmp_path: Path) -> None:
    lines = [f"sex,{sex},20000,foreigners of all ages,census,2024,A" for sex in "12"]
    done = amem("weigh", collected, "--out", tmp_path / "w", "--margins", margins_file(tmp_path, *lines))
    assert done.exit_code == 1
    assert "foreigners of all ages" in done.output
