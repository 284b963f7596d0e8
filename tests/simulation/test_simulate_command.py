"""The command ``amem simulate``: what it refuses and in which words, and that the same seed gives the same bytes."""

import errno
import json
import signal
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import amem
from questionnaires.files import read_manifest
from simulation.population.scenario import SCENARIOS
from simulation.roads import simulating
from simulation.roads.output import EVENTS, FORMS, INSTANCES, README, SAMPLE, held, make_ready
from simulation.roads.wishes import read_devices


def run(*words: object, language: str = "en") -> Result:
    return CliRunner().invoke(amem.main, ["--language", language, "simulate", *map(str, words)])


def small(folder: Path, *words: object) -> Result:
    return run("--country", "small", "--interviews", 30, "--seed", 3, "--no-truth", "--out", folder, *words)


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    path = tmp_path / "devices.json"
    path.write_text(json.dumps([{"device_id": "T001", "token": "secret"}]))
    return path


def test_an_unknown_scenario_is_told_with_those_there_are(tmp_path: Path) -> None:
    for language, word in (("fr", "existe"), ("en", "scenario"), ("ar", "سيناريو")):
        asked = run("--scenario", "atlantis", "--out", tmp_path / "out", language=language)
        assert asked.exit_code == 1
        assert word in asked.output
        assert all(name in asked.output for name in ("atlantis", *SCENARIOS))
    assert not (tmp_path / "out").exists()


def test_an_unknown_country_is_told_with_those_there_are(tmp_path: Path) -> None:
    asked = run("--country", "atlantis", "--out", tmp_path / "out")
    assert asked.exit_code == 1
    assert "atlantis" in asked.output
    assert "small" in asked.output


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--seed", -1),
        ("--days", 0),
        ("--days", 4000),
        ("--interviews", 0),
        ("--interviews", -3),
        ("--interviews", 10**9),
        ("--processes", 0),
        ("--draws", 0),
        ("--draws", -1),
    ],
)
def test_a_number_that_no_fieldwork_has_is_told(option: str, value: int, tmp_path: Path) -> None:
    for language in ("fr", "en", "ar"):
        asked = run(option, value, "--out", tmp_path / "out", language=language)
        assert asked.exit_code == 1
        assert option in asked.output
        assert str(value) in asked.output
    assert not (tmp_path / "out").exists()


def test_the_greatest_seed_that_is_told_is_taken(tmp_path: Path) -> None:
    told = run("--seed", 2**63, "--out", tmp_path / "out").output
    greatest = told.split()[-1].rstrip(".").replace(",", "")
    taken = run("--seed", greatest, "--to", "http://127.0.0.1:9", "--out", tmp_path / "out").output
    assert "--devices" in taken
    assert greatest not in taken


def test_tablets_that_were_registered_one_after_the_other_stand_in_one_file(tokens: Path) -> None:
    with tokens.open("a") as file:
        file.write("\n" + json.dumps([{"device_id": "T002", "token": "another"}], indent=1) + "\n")
    assert [one.device for one in read_devices(tokens)] == ["T001", "T002"]


def test_a_request_to_end_leaves_nothing_behind(tokens: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passing = tmp_path / "passing"
    passing.mkdir()
    found: list[Path] = []

    def asked_to_end(*_: object) -> None:
        found.extend(passing.rglob(README))
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    monkeypatch.setattr(simulating, "knock", lambda *_: None)
    monkeypatch.setattr(simulating, "_campaign", asked_to_end)
    assert run("--to", "http://127.0.0.1:9", "--devices", tokens).exit_code == 128 + signal.SIGTERM
    assert len(found) == 1
    assert list(passing.iterdir()) == []


def test_a_full_disk_is_told_with_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(simulating, "_campaign", full)
    asked = run("--out", tmp_path / "fieldwork")
    assert asked.exit_code == 1
    assert str(tmp_path / "fieldwork") in asked.output
    assert "No space left on device" in asked.output


@pytest.mark.parametrize("speed", ["0", "-5", "nan", "inf", "1e12"])
def test_an_impossible_speed_is_told(speed: str, tokens: Path) -> None:
    asked = run("--to", "http://127.0.0.1:9", "--devices", tokens, "--speed", speed)
    assert asked.exit_code == 1
    assert "--speed" in asked.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), ("--out", "--to", "--home")),
        (("--to", "http://127.0.0.1:9"), ("--to", "--devices")),
        (("--devices", "some.json"), ("--devices", "--to")),
        (("--draws", 2), ("--draws", "--out")),
        (("--out", "out", "--home", "home"), ("--home", "--out")),
        (("--to", "http://127.0.0.1:9", "--home", "home"), ("--home", "--to")),
        (("--home", "home", "--draws", 3), ("--home", "--draws")),
        (("--out", "out", "--speed", 60), ("--speed", "--to")),
        (("--out", "out", "--once"), ("--once", "--home")),
        (("--home", "home", "--no-truth"), ("--home", "--no-truth")),
        (("--to", "http://127.0.0.1:9", "--devices", "some.json", "--no-truth"), ("--no-truth", "--out")),
        (("--out", "out", "--port", 8000), ("--port", "--home")),
    ],
)
def test_options_that_do_not_go_together_are_told(words: tuple[object, ...], told: tuple[str, ...]) -> None:
    asked = run(*words)
    assert asked.exit_code == 1
    assert all(option in asked.output for option in told)


@pytest.mark.parametrize(
    "content",
    ["", "not json", "{}", "[]", "[1]", '[{"device_id": "T001"}]', '[{"device_id": 1, "token": "x"}]', "null"],
)
def test_a_file_that_holds_no_tokens_is_told(content: str, tmp_path: Path) -> None:
    path = tmp_path / "devices.json"
    path.write_text(content)
    asked = run("--to", "http://127.0.0.1:9", "--devices", path)
    assert asked.exit_code == 1
    assert "amem device add" in asked.output


def test_a_file_of_tokens_that_is_not_there_is_told(tmp_path: Path) -> None:
    asked = run("--to", "http://127.0.0.1:9", "--devices", tmp_path / "none.json")
    assert asked.exit_code == 1
    assert "none.json" in asked.output


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "127.0.0.1", "http://", "ftp://127.0.0.1:9", "http://[::1"])
def test_a_service_that_is_not_there_is_told_before_anything_is_made(url: str, tokens: Path, tmp_path: Path) -> None:
    asked = run("--to", url, "--devices", tokens, "--out", tmp_path / "out")
    assert asked.exit_code == 1
    assert "amem serve" in asked.output
    assert "secret" not in asked.output
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    asked = small(tmp_path)
    assert asked.exit_code == 1
    assert "letter.txt" in asked.output
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("dear")
    for language, word in (("fr", "est un fichier"), ("en", "is a file"), ("ar", "ملف")):
        asked = run("--out", tmp_path / "out", language=language)
        assert asked.exit_code == 1
        assert str(tmp_path / "out") in asked.output
        assert word in asked.output
    assert (tmp_path / "out").read_text() == "dear"


def test_a_second_run_into_the_same_folder_is_refused_while_the_first_one_writes(tmp_path: Path) -> None:
    with held(tmp_path / "out"):
        make_ready(tmp_path / "out", "first")
        before = contents(tmp_path / "out")
        for words in ((), ("--draws", 2)):
            asked = run("--out", tmp_path / "out", *words)
            assert asked.exit_code == 1
            assert "Another simulation" in asked.output
        assert contents(tmp_path / "out") == before
    with held(tmp_path / "out"):
        make_ready(tmp_path / "out", "second")


def test_the_readme_tells_of_what_lies_there_and_of_nothing_else(tmp_path: Path) -> None:
    asked = run("--scenario", "rds", "--country", "small", "--draws", 1, "--no-truth", "--out", tmp_path / "draws")
    assert asked.exit_code == 0, asked.output
    assert small(tmp_path / "files", "--scenario", "rds").exit_code == 0
    for folder in (tmp_path / "draws", tmp_path / "files"):
        text = (folder / README).read_text()
        told = {line.split()[0].rstrip("/") for line in text.splitlines() if line[:1].islower() and "  " in line}
        assert told == {path.name for path in folder.iterdir()} - {README}
    assert (tmp_path / "files" / "supplement").is_dir()


def test_a_folder_that_was_begun_is_begun_anew(tmp_path: Path) -> None:
    make_ready(tmp_path / "out", "first")
    (tmp_path / "out" / EVENTS).write_text("half")
    (tmp_path / "out" / "note").write_text("mine")
    make_ready(tmp_path / "out", "second")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [README, "note"]


def test_the_same_seed_gives_the_same_bytes_of_every_file_whatever_the_processes(tmp_path: Path) -> None:
    for name, processes in (("first", 1), ("second", 2)):
        asked = small(tmp_path / name, "--processes", processes)
        assert asked.exit_code == 0, asked.output
        assert "Simulated data" in asked.output
    first = contents(tmp_path / "first")
    assert {path.split("/")[0] for path in first} >= {README, EVENTS, FORMS, INSTANCES, SAMPLE, "manifest.json"}
    assert contents(tmp_path / "second") == first
    manifest = read_manifest(tmp_path / "first")
    assert manifest.simulated
    assert (manifest.facts["scenario"], manifest.facts["seed"], manifest.facts["country"]) == ("default", 3, "small")
    assert set(manifest.files) == set(first) - {"manifest.json"}

    (tmp_path / "first" / "note").write_text("mine")
    make_ready(tmp_path / "first", "anew")
    assert sorted(contents(tmp_path / "first")) == [README, "note"]


def contents(folder: Path) -> Mapping[str, bytes]:
    def found() -> Iterator[tuple[str, bytes]]:
        for path in folder.rglob("*"):
            if path.is_file():
                yield path.relative_to(folder).as_posix(), path.read_bytes()

    return dict(found())
