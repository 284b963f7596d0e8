"""The commands of the service, as a person meets them: what they print, and what they refuse in a sentence."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import amem
from tests.survey_api.builders import KEY, write_sample


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home and the key of its database."""
    folder = tmp_path / "home"
    folder.mkdir()
    (tmp_path / "key").write_text(KEY)
    monkeypatch.setenv("AMEM_DATABASE_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.delenv("AMEM_DATABASE_URL", raising=False)
    return folder


def run(*arguments: str | Path, given: str = "") -> Result:
    return CliRunner().invoke(amem.main, ["--language", "en", *map(str, arguments)], input=given)


def test_a_survey_is_published_once_and_then_unchanged(home: Path) -> None:
    first, second = (run("publish", "--home", home) for _ in range(2))
    assert first.exit_code == second.exit_code == 0
    assert "amem_tn_individual 2026.1: published" in first.output
    assert "amem_tn_individual 2026.1: already published, unchanged" in second.output


def test_devices_are_added_listed_and_revoked(home: Path) -> None:
    added = json.loads(run("device", "add", "t1", "t2", "--team", "north", "--json", "--home", home).output)
    assert [device["device_id"] for device in added] == ["t1", "t2"]
    assert all(len(device["token"]) >= 43 for device in added)
    assert "Device t1: access withdrawn" in run("device", "revoke", "t1", "--home", home).output
    listed = json.loads(run("device", "list", "--json", "--home", home).output)
    assert [device["revoked_at"] is None for device in listed] == [False, True]
    assert "t2\tnorth" in run("device", "list", "--home", home).output
    assert added[0]["token"] not in run("device", "list", "--json", "--home", home).output


def test_staff_are_added_and_listed_without_their_passwords(home: Path) -> None:
    arguments = ("staff", "add", "amal", "--role", "analyst", "--home", home)
    assert run(*arguments, "--password-stdin", given="a phrase to remember\n").exit_code == 0
    assert run("staff", "list", "--home", home).output.startswith("amal\tanalyst")
    asked = run("staff", "add", "sami", "--role", "analyst", "--home", home, given="another phrase\nanother phrase\n")
    assert asked.exit_code == 0
    assert "another phrase" not in asked.output


def test_programs_add_and_revoke_people_too(home: Path) -> None:
    words = ("staff", "add", "amal", "--role", "supervisor", "--team", "north", "--password-stdin", "--json")
    added = run(*words, "--home", home, given="a phrase to remember\n")
    assert json.loads(added.output) == {"login": "amal", "role": "supervisor", "team": "north"}
    revoked = run("staff", "revoke", "amal", "--json", "--home", home)
    assert json.loads(revoked.output) == {"login": "amal", "revoked": True}
    [listed] = json.loads(run("staff", "list", "--json", "--home", home).output)
    assert listed["disabled_at"] is not None


def test_a_sample_is_loaded_and_exported(home: Path) -> None:
    run("publish", "--home", home)
    loaded = run("sample", "load", write_sample(home / "sample"), "--home", home)
    assert "2 primary units, 2 listed units, 1 persons listed, 1 cases drawn" in loaded.output
    exported = run("export", "--home", home)
    assert exported.exit_code == 0
    assert "cases: 1 rows" in exported.output
    assert (home / "exports" / "manifest.json").is_file()
    elsewhere = home / "elsewhere"
    assert run("export", "--home", home, "--out", elsewhere).exit_code == 0
    assert (elsewhere / "manifest.json").read_bytes() == (home / "exports" / "manifest.json").read_bytes()


REFUSALS: dict[str, tuple[Sequence[str], str]] = {
    "no home": (("publish", "--home", "{home}/nowhere"), "does not exist"),
    "no home to export": (("export", "--home", "{home}/nowhere"), "no database"),
    "nothing written yet": (("export", "--home", "{home}"), "no database"),
    "list before anything": (("device", "list", "--home", "{home}"), "no database"),
    "bad device name": (("device", "add", "a b", "--home", "{home}"), "not a usable name"),
    "no such device": (("device", "revoke", "t9", "--home", "{home}"), "No device"),
    "no such role": (("staff", "add", "x", "--role", "king", "--password-stdin", "--home", "{home}"), "no role"),
    "short password": (
        ("staff", "add", "x", "--role", "analyst", "--password-stdin", "--home", "{home}"),
        "at least 12",
    ),
    "no sample there": (("sample", "load", "{home}", "--home", "{home}"), "does not hold"),
    "half of tls": (("serve", "--tls-cert", "{home}/x.pem", "--home", "{home}"), "Give both"),
    "absent certificate": (
        ("serve", "--tls-cert", "{home}/x.pem", "--tls-key", "{home}/y.pem", "--home", "{home}"),
        "readable files",
    ),
    "serve without home": (("serve", "--home", "{home}/nowhere"), "does not exist"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_wrong_input_is_answered_with_a_sentence(home: Path, case: str) -> None:
    arguments, sentence = REFUSALS[case]
    refused = run(*(part.replace("{home}", str(home)) for part in arguments), given="short\n")
    assert refused.exit_code == 1
    assert sentence in refused.output
    assert "Traceback" not in refused.output


def test_without_a_key_the_command_says_how_to_give_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMEM_DATABASE_KEY_FILE")
    refused = run("publish", "--home", home)
    assert refused.exit_code == 1
    assert "AMEM_DATABASE_KEY_FILE" in refused.output


def test_another_key_is_said_to_be_the_wrong_one(home: Path, tmp_path: Path) -> None:
    run("device", "add", "t1", "--home", home)
    (tmp_path / "key").write_text("00" * 32)
    for command in (("device", "list"), ("device", "add", "t2"), ("export",)):
        refused = run(*command, "--home", home)
        assert refused.exit_code == 1
        assert "does not open with this key" in refused.output


def test_an_export_without_a_sample_is_refused(home: Path) -> None:
    run("device", "add", "t1", "--home", home)
    refused = run("export", "--home", home)
    assert refused.exit_code == 1
    assert "sample load" in refused.output
    assert not (home / "exports").exists()


def test_a_password_of_demonstrations_is_refused_for_a_real_survey(home: Path) -> None:
    arguments = ("staff", "add", "amal", "--role", "analyst", "--home", home, "--password-stdin")
    refused = run(*arguments, given="demo-superviseur\n")
    assert refused.exit_code == 1
    assert "marked DEMO" in refused.output
    (home / "DEMO").touch()
    assert run(*arguments, given="demo-superviseur\n").exit_code == 0


def test_the_demonstration_keeps_out_of_a_server_database(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMEM_DATABASE_URL", "postgresql://127.0.0.1/survey")
    refused = run("demo", "--once", "--home", home)
    assert refused.exit_code == 1
    assert "AMEM_DATABASE_URL is set" in refused.output
    assert list(home.iterdir()) == []
