"""A released version is what was released, for ever."""

import shutil
from pathlib import Path

import pytest

from questionnaires.problems import ProblemError
from questionnaires.versions import RELEASE, NotReleasable, ReleaseChanged, release, released, versions
from tests.questionnaires.small_form import CHOICES, SURVEY, written
from tests.questionnaires.survey_forms import FORMS, IDS, conversion_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "small" / "1")


def test_the_three_questionnaires_are_released() -> None:
    assert sorted(one.form_id for one in released(FORMS)) == sorted(IDS)


@pytest.mark.parametrize("form_id", IDS)
def test_a_release_gives_the_xform_of_its_sheets(form_id: str) -> None:
    (one,) = (one for one in released(FORMS) if one.form_id == form_id)
    assert one.xform() == conversion_of(form_id).xform


def test_what_is_not_released_is_a_version_but_no_release(folder: Path) -> None:
    forms = folder.parents[1]
    assert released(forms) == ()
    assert versions(forms) == (folder,)
    done = release(folder)
    assert released(forms) == (done,)
    assert (done.form_id, done.version) == ("small", "1")


def test_releasing_again_changes_nothing(folder: Path) -> None:
    release(folder)
    before = (folder / RELEASE).read_bytes()
    release(folder)
    assert (folder / RELEASE).read_bytes() == before


def test_a_released_version_keeps_its_digest_under_other_line_ends(folder: Path) -> None:
    done = release(folder)
    (folder / "survey.csv").write_bytes(SURVEY.replace("\n", "\r\n").encode("utf-8-sig"))
    assert released(folder.parents[1]) == (done,)


@pytest.mark.parametrize("again", [release, lambda folder: released(folder.parents[1])], ids=["release", "released"])
def test_changed_sheets_of_a_released_version_are_refused(folder: Path, again: object) -> None:
    done = release(folder)
    written(folder, choices=CHOICES.replace("Female", "Woman"))
    with pytest.raises(ReleaseChanged):
        again(folder)  # type: ignore[operator]  # one of two functions of a folder
    with pytest.raises(ReleaseChanged):
        done.xform()


def test_a_version_lies_in_a_folder_of_its_name(tmp_path: Path) -> None:
    folder = written(tmp_path / "small" / "2")
    with pytest.raises(NotReleasable) as refused:
        release(folder)
    assert [problem.code for problem in refused.value.problems] == ["forms.folder_name"]
    assert not (folder / RELEASE).exists()


def test_a_form_that_pyxform_warns_about_is_not_released(tmp_path: Path) -> None:
    folder = written(tmp_path / "small" / "1", survey=SURVEY.replace("label::English", "hint::English"))
    with pytest.raises(NotReleasable) as refused:
        release(folder)
    assert {problem.code for problem in refused.value.problems} == {"forms.warned"}


@pytest.mark.parametrize("wrong", ["${six} = '2'", "sexx(${sex})", "${sex} = ("], ids=["name", "function", "syntax"])
def test_a_form_whose_expressions_cannot_be_evaluated_is_not_released(tmp_path: Path, wrong: str) -> None:
    folder = written(tmp_path / "small" / "1", survey=SURVEY.replace("${sex} = '2'", wrong))
    with pytest.raises(ProblemError):
        release(folder)
    assert not (folder / RELEASE).exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", "{"])
def test_a_damaged_release_file_is_named(folder: Path, content: str) -> None:
    release(folder)
    (folder / RELEASE).write_text(content)
    with pytest.raises(NotReleasable) as refused:
        released(folder.parents[1])
    assert [problem.code for problem in refused.value.problems] == ["forms.release_unreadable"]


def test_a_new_version_beside_a_released_one_may_differ(folder: Path) -> None:
    release(folder)
    settings = (folder / "settings.csv").read_text(encoding="utf-8")
    shutil.copytree(folder, folder.parent / "2", ignore=shutil.ignore_patterns(RELEASE))
    second = written(folder.parent / "2", SURVEY.replace("Merci", "Merci !"), CHOICES, settings.replace(",1,", ",2,"))
    assert [one.version for one in (release(second), *released(folder.parents[1]))] == ["2", "1", "2"]


def test_the_tenth_version_comes_after_the_second(tmp_path: Path) -> None:
    for version in ("2026.10", "2026.2", "2026.1", "2025.3"):
        written(tmp_path / "small" / version)
    assert [folder.name for folder in versions(tmp_path)] == ["2025.3", "2026.1", "2026.2", "2026.10"]
