"""backup, restore and verify as a person meets them: what they print, and what they refuse in a sentence."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import amem
from questionnaires.files import read_manifest
from survey_api.settings import KEY_FILE, Settings
from tests.survey_api.builders import KEY, Field, field, interview, load_small_sample
from tests.survey_api.pictures import JPEG, dwelling, publish_pictures


@pytest.fixture
def home(own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that has received, and the key of its database."""
    (tmp_path / "key").write_text(KEY)
    monkeypatch.setenv(KEY_FILE, str(tmp_path / "key"))
    monkeypatch.delenv("AMEM_DATABASE_URL", raising=False)
    with field(own) as tablet:
        fill(tablet, tmp_path)
    return own.home.folder


def fill(tablet: Field, tmp_path: Path) -> None:
    load_small_sample(tablet.service.order, tmp_path / "sample")
    publish_pictures(tablet.service.order)
    tablet.post(interview())
    tablet.post(dwelling("uuid:d1"), files={"front.jpg": JPEG})
    tablet.post(dwelling("uuid:d2"))
    tablet.settle()


def run(*arguments: str | Path, language: str = "en") -> Result:
    return CliRunner().invoke(amem.main, ["--language", language, *map(str, arguments)])


def backup_of(home: Path, to: Path) -> Path:
    done = run("backup", "--home", home, "--to", to)
    assert done.exit_code == 0, done.output
    return next(path for path in to.iterdir() if path.name.startswith("20"))


def test_a_backup_is_made_restored_and_verified(home: Path, tmp_path: Path) -> None:
    done = run("backup", "--home", home, "--to", tmp_path / "backups")
    assert done.exit_code == 0
    assert "Backup written to" in done.output
    assert "3 submissions, 3 contents opened, 1 files" in done.output
    made = backup_of(home, tmp_path / "more")
    restored = run("restore", made, "--home", tmp_path / "new", "--verify")
    assert restored.exit_code == 0, restored.output
    assert "is restored into" in restored.output
    assert "Everything is intact: 3 submissions" in restored.output
    verified = run("verify", "--home", home)
    assert verified.exit_code == 0
    assert "Everything is intact: 3 submissions" in verified.output


def test_a_backup_is_an_event_of_the_log(home: Path, tmp_path: Path) -> None:
    before = int(run("verify", "--home", home).output.split(" events")[0].split()[-1])
    backup_of(home, tmp_path / "backups")
    assert int(run("verify", "--home", home).output.split(" events")[0].split()[-1]) == before + 1
    assert run("audit", "verify", "--home", home).exit_code == 0


def test_a_key_file_may_be_named_for_restoring(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = backup_of(home, tmp_path / "backups")
    monkeypatch.delenv(KEY_FILE)
    assert run("restore", made, "--home", tmp_path / "new", "--key-file", tmp_path / "key").exit_code == 0


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_what_cannot_be_done_is_said_in_a_sentence(home: Path, tmp_path: Path, language: str) -> None:
    made = backup_of(home, tmp_path / "backups")
    wrong = tmp_path / "wrong key"
    wrong.write_text("00" * 32)
    (tmp_path / "key without").write_text("nothing")
    refused = [
        ("restore", made, "--home", home),
        ("restore", tmp_path, "--home", tmp_path / "new"),
        ("restore", made, "--home", tmp_path / "new", "--key-file", wrong),
        ("restore", made, "--home", tmp_path / "new", "--key-file", tmp_path / "key without"),
        ("restore", made, "--home", tmp_path / "new", "--key-file", tmp_path / "no key"),
        ("backup", "--home", tmp_path / "none", "--to", tmp_path / "backups"),
        ("backup", "--home", home, "--to", home / "service" / "backups"),
        ("backup", "--home", home, "--to", wrong / "below a file"),
        ("verify", "--home", tmp_path / "none"),
    ]
    for words in refused:
        answer = run(*words, language=language)
        assert answer.exit_code == 1, words
        assert "Traceback" not in answer.output
        assert answer.exception is None or isinstance(answer.exception, SystemExit), words
        assert answer.output.strip(), words
    assert not (tmp_path / "new" / "service").exists()


def test_an_export_says_which_interviews_await_a_file(home: Path) -> None:
    done = run("export", "--home", home)
    assert "Interviews that still await a file: 1" in done.output
    assert read_manifest(home / "exports").facts["files_awaited_by"] == ["uuid:d2"]
    assert json.loads((home / "exports" / "manifest.json").read_text())
