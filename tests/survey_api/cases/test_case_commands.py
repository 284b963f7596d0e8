"""``amem case``: what stands where, and decisions about one case or several."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import amem
from survey_api.collection.people import Role
from survey_api.homes import Home
from survey_api.registering import add_staff
from survey_api.settings import Settings
from tests.survey_api.browsing import PASSWORD
from tests.survey_api.builders import KEY, field, load_small_sample, orders_of, visit


@pytest.fixture
def home(own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A case that was visited once in vain; nobody serves."""
    key = tmp_path / "key"
    key.write_text(KEY)
    monkeypatch.setenv("AMEM_DATABASE_KEY_FILE", str(key))
    with field(own) as tablet:
        load_small_sample(tablet.service.order, own.home.folder / "sample")
        tablet.post(visit())
        tablet.settle()
    return own.home


def run(home: Home, *words: str, code: int = 0, given: str | None = None) -> Result:
    result = CliRunner().invoke(amem.main, ["--language", "en", *words, "--home", str(home.folder)], input=given)
    assert result.exit_code == code, result.output
    return result


def test_a_list_of_cases_has_headings_that_no_pipe_gets(home: Home) -> None:
    listed = run(home, "case", "list")
    assert listed.stderr.splitlines() == ["case\tteam\tstate\tcode\tvisits\tappointment\twhat is missing"]
    assert "what is missing" not in listed.stdout
    nothing = run(home, "case", "list", "--team", "north")
    assert (nothing.stdout, nothing.stderr[:16]) == ("", "Nothing to show:")


def test_a_state_that_no_case_has_is_named_with_those_there_are(home: Home) -> None:
    assert "open" in run(home, "case", "list", "--state", "bogus", code=2).stderr


def test_cases_are_listed_with_what_is_missing(home: Home) -> None:
    listed = run(home, "case", "list").stdout.split("\t")
    assert listed[:5] == ["A-1-01", "", "open", "2.24", "1"]
    assert "An evening visit is missing (1)." in listed[-1]
    [told] = json.loads(run(home, "case", "list", "--json", "--state", "open").stdout)
    assert told["missing"][0] == {"what": "attempts", "n": 3, "words": "Visits missing: 3."}
    assert json.loads(run(home, "case", "list", "--json", "--team", "north").stdout) == []


def test_a_case_is_shown_with_its_visits_and_decisions_and_no_answer(home: Home) -> None:
    run(home, "case", "assign", "A-1-01", "--team", "north", "--interviewer", "E002")
    shown = json.loads(run(home, "case", "show", "A-1-01").stdout)
    assert [one["what"] for one in shown["timeline"]] == ["visit", "decision"]
    assert (shown["team"], shown["interviewer"], shown["version"]) == ("north", "E002", 1)


def test_a_refused_decision_says_why_and_several_are_told_one_by_one(home: Home) -> None:
    refused = run(home, "case", "confirm", "A-1-01", code=1)
    assert "A weekend visit is missing (1)." in refused.output
    told = run(home, "case", "assign", "A-1-01", "Z-9-01", "--team", "north", code=1).stdout
    assert told.splitlines() == ["A-1-01: assign recorded, state -.", "Z-9-01: refused (service.no_such_case)."]


def test_what_somebody_speaks_is_written_down(home: Home, own: Settings) -> None:
    add_staff(orders_of(own), "wassim", Role.INTERVIEWER, PASSWORD, "1")
    assert run(home, "staff", "speaks", "wassim", "wo", "fr").stdout == "Languages of wassim: wo, fr.\n"
    run(home, "case", "assign", "A-1-01", "--team", "1")
    run(home, "case", "interpreter", "A-1-01", "--interviewer", "wassim", "--language", "wo")
    refused = run(home, "case", "interpreter", "A-1-01", "--interviewer", "wassim", "--language", "ha", code=1)
    assert "nothing says that wassim interviews" in refused.output


def test_a_person_is_registered_with_their_languages(home: Home) -> None:
    about = ("--role", "interviewer", "--team", "1", "--password-stdin")
    run(home, "staff", "add", "awa", *about, "--speaks", "wo", "--speaks", "ff", given=f"{PASSWORD}\n")
    run(home, "case", "assign", "A-1-01", "--team", "1")
    run(home, "case", "interpreter", "A-1-01", "--interviewer", "awa", "--language", "ff")
