"""``amem sample plan`` and ``amem sample draw`` at the terminal."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import amem
from questionnaires.contracts import PSUS
from questionnaires.files import read
from tests.survey_api.builders import KEY

EXAMPLE = Path(__file__).resolve().parents[3] / "weighting" / "selection" / "examples"


def run(*words: str | Path, language: str = "en") -> Result:
    return CliRunner().invoke(amem.main, ["--language", language, "sample", *map(str, words)])


def on_example(command: str, *words: str | Path, language: str = "en") -> Result:
    return run(command, EXAMPLE / "frame.csv", "--design", EXAMPLE / "design.toml", *words, language=language)


@pytest.mark.parametrize(("language", "word"), [("fr", "UP par classe"), ("ar", "التصميم"), ("en", "PSUs by class")])
def test_the_plan_of_the_example_is_told_in_each_language(language: str, word: str) -> None:
    told = on_example("plan", language=language)
    assert told.exit_code == 0, told.output
    assert word in told.output


def test_the_plan_is_written_as_a_table_and_as_a_chart(tmp_path: Path) -> None:
    assert on_example("plan", "--out", tmp_path / "plan.csv").exit_code == 0
    header, *lines = (tmp_path / "plan.csv").read_text().splitlines()
    assert header.split(",")[-1] == "cost"
    assert len(lines) == 4
    assert on_example("plan", "--out", tmp_path / "plan.svg").exit_code == 0
    assert (tmp_path / "plan.svg").read_text().count("<circle") == 4


def test_the_example_is_drawn_once_and_never_into_the_same_folder(tmp_path: Path) -> None:
    first = on_example("draw", "--seed", "5", "--out", tmp_path / "draw")
    assert first.exit_code == 0, first.output
    before = (tmp_path / "draw" / "manifest.json").read_bytes()
    assert read(tmp_path / "draw", PSUS).num_rows > 48
    again = on_example("draw", "--seed", "6", "--out", tmp_path / "draw")
    assert again.exit_code == 1
    assert "A draw is frozen" in again.output
    assert (tmp_path / "draw" / "manifest.json").read_bytes() == before
    assert on_example("draw", "--seed", "5", "--out", tmp_path / "twin").exit_code == 0
    assert (tmp_path / "twin" / "manifest.json").read_bytes() == before


def test_a_seed_is_asked_for_and_is_a_number(tmp_path: Path) -> None:
    assert on_example("draw", "--out", tmp_path / "draw").exit_code == 2
    assert on_example("draw", "--seed", "-1", "--out", tmp_path / "draw").exit_code == 2


def test_a_frame_that_is_not_there_is_told(tmp_path: Path) -> None:
    told = run("plan", tmp_path / "no.csv", "--design", EXAMPLE / "design.toml")
    assert told.exit_code == 1
    assert "There is no file" in told.output


def test_the_service_takes_what_was_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "key").write_text(KEY)
    monkeypatch.setenv("AMEM_DATABASE_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.delenv("AMEM_DATABASE_URL", raising=False)
    assert on_example("draw", "--seed", "5", "--out", tmp_path / "draw").exit_code == 0
    loaded = run("load", tmp_path / "draw", "--home", tmp_path / "home")
    assert loaded.exit_code == 0, loaded.output
    released = run("release", "1", "--reason", "too few found", "--home", tmp_path / "home")
    assert released.exit_code == 0, released.output


LISTED = "unit_id,class\n" + "".join(f"U{number:02d},{'many' if number % 3 else 'few'}\n" for number in range(30))


def second_phase(folder: Path, *words: str, listed: str = LISTED) -> Result:
    (folder / "listed.csv").write_text(listed, encoding="utf-8")
    return run("subsample", folder / "listed.csv", "--by", "class", "--seed", "3", *words, "--out", folder / "kept.csv")


def test_the_second_phase_keeps_so_many_of_each_class_and_tells_everybodys_probability(tmp_path: Path) -> None:
    told = second_phase(tmp_path, "--keep", "many=5", "--keep", "few=40")
    assert told.exit_code == 0, told.output
    assert "Class few: 10 of 10 units kept." in told.output
    header, *lines = (tmp_path / "kept.csv").read_text().splitlines()
    assert header == "unit_id,class,p_second_phase,kept"
    rows = [line.split(",") for line in lines]
    assert len(rows) == 30
    assert {(row[1], row[2]) for row in rows} == {("many", "0.25"), ("few", "1.0")}
    assert sum(int(row[3]) for row in rows if row[1] == "many") == 5


def test_a_second_phase_is_drawn_once(tmp_path: Path) -> None:
    second_phase(tmp_path, "--keep", "many=5", "--keep", "few=2")
    before = (tmp_path / "kept.csv").read_bytes()
    assert second_phase(tmp_path, "--keep", "many=6", "--keep", "few=2").exit_code == 1
    assert (tmp_path / "kept.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "listed", "told"),
    [
        (("--keep", "many"), LISTED, "does not say how many"),
        (("--keep", "many=0"), LISTED, "does not say how many"),
        (("--keep", "many=4"), LISTED, "Class “few” has no size"),
        (("--keep", "many=4"), "unit_id,kind\nA,x\n", "class"),
        (("--keep", "many=4"), "unit_id,class\nA,many\nA,many\n", "twice"),
    ],
)
def test_a_second_phase_that_cannot_be_is_refused(
    tmp_path: Path, words: tuple[str, ...], listed: str, told: str
) -> None:
    refused = second_phase(tmp_path, *words, listed=listed)
    assert refused.exit_code == 1
    assert told in refused.output
    assert not (tmp_path / "kept.csv").exists()
