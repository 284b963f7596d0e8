"""The one command line: what it mounts, and what it says when something is wrong."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import amem


def run(*words: str) -> Result:
    return CliRunner().invoke(amem.main, list(words))


@pytest.mark.parametrize("command", list(amem.COMMANDS))
def test_every_command_explains_itself(command: str) -> None:
    asked = run(command, "--help")
    assert asked.exit_code == 0, asked.output
    assert "Usage: " in asked.output


def test_an_unknown_survey_is_said_in_the_users_language() -> None:
    for language, word in (("fr", "inconnue"), ("en", "Unknown survey"), ("ar", "غير معروف")):
        asked = run("--survey", "atlantis", "--language", language, "form", "list")
        assert asked.exit_code == 1
        assert word in asked.output


def test_a_survey_in_a_folder_of_its_own_is_taken(tmp_path: Path) -> None:
    (tmp_path / "survey.py").write_text(
        "from pathlib import Path\n"
        "from amem import Survey\n"
        "SURVEY = Survey('elsewhere', Path('forms'), Path('codelists'), 'a:b', 'a:b', 'a:b', 'a:b')\n"
    )
    assert amem.survey_named(str(tmp_path)).name == "elsewhere"


def test_a_folder_whose_survey_is_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "survey.py").write_text("SURVEY = 'not a survey'\n")
    with pytest.raises(amem.NoSuchSurvey):
        amem.survey_named(str(tmp_path))
