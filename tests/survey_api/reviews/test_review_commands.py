"""``amem review``: what stands where, approving a list, returning, deciding in two people's names."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import amem
from survey_api.homes import Home
from survey_api.settings import Settings
from tests.survey_api.builders import KEY, field, interview, orders_of


@pytest.fixture
def home(own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Three interviews that arrived; nobody serves."""
    key = tmp_path / "key"
    key.write_text(KEY)
    monkeypatch.setenv("AMEM_DATABASE_KEY_FILE", str(key))
    with field(own) as tablet:
        for number in (1, 2, 3):
            tablet.post(interview(f"uuid:i{number}", case_id=f"A-{number}-01"))
        tablet.settle()
    order = orders_of(own)
    for login, role, team in (("samia", "supervisor", "north"), ("qamar", "quality", "1"), ("quentin", "quality", "1")):
        order("add_staff", {"login": login, "role": role, "team": team, "password_hash": ""})
    return own.home


def run(home: Home, *arguments: str, given: str | None = None, code: int = 0) -> Result:
    result = CliRunner().invoke(
        amem.main, ["--language", "en", "review", *arguments, "--home", str(home.folder)], input=given
    )
    assert result.exit_code == code, result.output
    return result


def states(home: Home) -> dict[str, str]:
    return {one["record"]: one["state"] for one in json.loads(run(home, "list", "--json").stdout)}


def test_what_is_listed_can_be_approved_as_it_is(home: Home) -> None:
    run(home, "return", "interview", "uuid:i2", "--comment", "/data/age=Really?", "--by", "samia")
    listed = run(home, "list").stdout
    done = run(home, "approve", "-", "--by", "samia", given=listed, code=1)
    assert "2 decisions recorded, 1 refused" in done.output
    assert states(home) == {"uuid:i1": "sup_approved", "uuid:i2": "sup_returned", "uuid:i3": "sup_approved"}
    told = run(home, "list", "--state", "sup_returned").stdout.split("\t")
    assert told[:3] == ["interview", "uuid:i2", "sup_returned"]
    shown = json.loads(run(home, "show", "interview", "uuid:i2").stdout)
    assert shown["comments"][0]["said"][0]["text"] == "Really?"


def test_the_owner_of_the_machine_decides_in_a_role(home: Home) -> None:
    run(home, "approve", "-", "--as", "supervisor", given="interview uuid:i1\n")
    run(home, "approve", "-", given="interview uuid:i1\n")
    assert states(home)["uuid:i1"] == "hq_approved"


def test_voiding_takes_two_names_on_the_command_line_too(home: Home) -> None:
    about = ("interview", "uuid:i1")
    evidence = ("--reason", "fabricated", "--evidence", "nobody lives there")
    run(home, "decide", "void", *about, *evidence, "--by", "qamar")
    run(home, "decide", "confirm", *about, "--by", "qamar", code=1)
    run(home, "decide", "confirm", *about, "--by", "quentin")
    assert states(home)["uuid:i1"] == "voided"


def test_a_state_that_there_is_not_is_refused(home: Home) -> None:
    run(home, "list", "--state", "nonsense", code=2)
