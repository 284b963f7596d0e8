"""Sheets that an author may hand in: read as written, refused with the sheet and the row."""

from dataclasses import replace
from pathlib import Path

import pytest

from presentation.messages import say
from presentation.text import LANGUAGES
from questionnaires.definition import Question, Repeat, Section
from questionnaires.problems import ProblemError
from questionnaires.sheets import Sheet, read_folder
from questionnaires.workbooks import load_sheets, write_sheets
from questionnaires.xlsform import build_from_workbook, build_xform, read_questionnaire, read_sheets
from tests.questionnaires.small_form import CHOICES, SETTINGS, SURVEY, written


def problems(folder: Path) -> list[tuple[str, dict[str, object]]]:
    """What is wrong with the sheets of a folder, after checking that it can be said in every language."""
    with pytest.raises(ProblemError) as refused:
        build_xform(read_sheets(folder))
    for problem in refused.value.problems:
        assert all(say(problem.code, language, problem.values) for language in LANGUAGES)
    return [(problem.code, dict(problem.values)) for problem in refused.value.problems]


def test_a_form_becomes_a_questionnaire_as_its_author_wrote_it(tmp_path: Path) -> None:
    questionnaire = read_questionnaire(read_sheets(written(tmp_path)))
    assert (questionnaire.form_id, questionnaire.version, questionnaire.title) == ("small", "1", {"fr": "Petit"})
    sex, group, note = questionnaire.children
    assert isinstance(sex, Question)
    assert (sex.type, sex.choice_list, sex.required, sex.path) == ("select_one", "sex", True, "/data/sex")
    assert sex.labels == {"fr": "Sexe", "ar": "الجنس", "en": "Sex"}
    assert isinstance(group, Section)
    (jobs,) = group.children
    assert isinstance(jobs, Repeat)
    assert (jobs.path, jobs.count) == ("/data/work/jobs", "2")
    assert [child.name for child in jobs.children] == ["hours", "many"]
    assert questionnaire.question("many").data_type == "int"
    assert questionnaire.choices(sex)[1].labels["en"] == "Female"
    assert isinstance(note, Question)
    assert not note.asked


def test_a_form_becomes_an_xform(tmp_path: Path) -> None:
    xform = build_xform(read_sheets(written(tmp_path)))
    assert b'<data id="small" version="1">' in xform


@pytest.mark.parametrize("sheet", ["survey", "choices", "settings"])
def test_a_missing_sheet_is_named(tmp_path: Path, sheet: str) -> None:
    (written(tmp_path) / f"{sheet}.csv").unlink()
    ((code, values),) = problems(tmp_path)
    assert (code, values["sheet"]) == ("forms.sheet_missing", sheet)


def test_every_missing_sheet_is_told_at_once(tmp_path: Path) -> None:
    assert [code for code, _ in problems(tmp_path)] == ["forms.sheet_missing"] * 3


@pytest.mark.parametrize(
    ("sheet", "column", "typed"),
    [
        ("survey", "type", "tipe"),
        ("survey", "name", "nam"),
        ("choices", "list_name", "listname"),
        ("settings", "version", "verison"),
    ],
)
def test_a_mistyped_required_column_is_recognised(tmp_path: Path, sheet: str, column: str, typed: str) -> None:
    text = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}[sheet].replace(column, typed, 1)
    written(tmp_path, **{sheet: text})
    assert problems(tmp_path) == [("forms.column_mistyped", {"sheet": sheet, "column": column, "found": typed})]


def test_a_missing_required_column_is_named(tmp_path: Path) -> None:
    written(tmp_path, settings="form_id,form_title\nsmall,Petit\n")
    assert problems(tmp_path) == [("forms.column_missing", {"sheet": "settings", "column": "version"})]


def test_a_mistyped_column_that_pyxform_would_ignore_is_refused(tmp_path: Path) -> None:
    written(tmp_path, survey=SURVEY.replace("relevant", "relevent"))
    assert problems(tmp_path) == [("forms.column_like", {"sheet": "survey", "column": "relevent", "found": "relevant"})]


def test_a_column_of_choices_is_known_when_a_filter_reads_it(tmp_path: Path) -> None:
    choices = (
        CHOICES.replace("list_name,name", "list_name,name,area")
        .replace("sex,1,", "sex,1,a,")
        .replace("sex,2,", "sex,2,b,")
    )
    written(tmp_path, choices=choices)
    assert problems(tmp_path) == [("forms.column_unknown", {"sheet": "choices", "column": "area"})]
    lines = SURVEY.splitlines()
    lines[1] += "area = 'a'"
    written(tmp_path, survey="\n".join(lines) + "\n", choices=choices)
    assert build_xform(read_sheets(tmp_path))


def test_a_column_given_twice_is_refused(tmp_path: Path) -> None:
    written(tmp_path, settings="form_id,version,form_title,version\nsmall,1,Petit,2\n")
    assert problems(tmp_path) == [("forms.column_twice", {"sheet": "settings", "column": "version"})]


def test_cells_beyond_the_header_are_told_with_their_row(tmp_path: Path) -> None:
    written(tmp_path, choices=CHOICES + "sex,3,Autre,Other,آخر,trop\n")
    assert problems(tmp_path)[0] == ("forms.row_too_long", {"sheet": "choices", "row": 4, "columns": 5})


def test_a_setting_left_empty_is_named(tmp_path: Path) -> None:
    written(tmp_path, settings="form_id,version,form_title\nsmall,,Petit\n")
    assert problems(tmp_path) == [("forms.setting_missing", {"column": "version"})]


def test_settings_without_a_row_are_refused(tmp_path: Path) -> None:
    written(tmp_path, settings="form_id,version,form_title\n")
    assert problems(tmp_path) == [("forms.settings_empty", {})]


def test_a_sheet_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (written(tmp_path) / "choices.csv").write_bytes(CHOICES.encode("cp1256"))
    assert problems(tmp_path) == [("forms.sheet_not_utf8", {"sheet": "choices"})]


def test_pyxforms_own_reason_comes_with_the_row_of_the_sheet(tmp_path: Path) -> None:
    lines = SURVEY.splitlines()
    lines[1:1] = [","] * 3  # empty rows count
    written(tmp_path, survey="\n".join(lines).replace("integer,hours", "integr,hours") + "\n")
    ((code, values),) = problems(tmp_path)
    assert code == "forms.not_convertible_at_row"
    assert values["row"] == 8
    assert "integr" in str(values["text"])


def test_an_unknown_list_is_refused(tmp_path: Path) -> None:
    written(tmp_path, survey=SURVEY.replace("select_one sex", "select_one gender"))
    ((code, values),) = problems(tmp_path)
    assert code.startswith("forms.not_convertible")
    assert "gender" in str(values["text"])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("end group,,,,,,,,,\n", "", ("forms.begin_without_end", {"row": 3, "kind": "group"})),
        ("begin group,work,Travail,Work,العمل,,,,,\n", "", ("forms.end_without_begin", {"row": 7, "kind": "group"})),
    ],
)
def test_groups_open_and_close_in_pairs(
    tmp_path: Path, before: str, after: str, expected: tuple[str, dict[str, object]]
) -> None:
    sheets = read_sheets(written(tmp_path, survey=SURVEY.replace(before, after)))
    with pytest.raises(ProblemError) as refused:
        read_questionnaire(sheets)
    (problem,) = refused.value.problems
    assert (problem.code, dict(problem.values)) == expected


def test_the_digest_hears_what_is_said_and_not_how_it_is_written(tmp_path: Path) -> None:
    plain = read_sheets(written(tmp_path)).digest
    other = 'default_language,version,form_title,form_id\r\n"Français (fr)","1",Petit,"small"\r\n\r\n'
    (tmp_path / "settings.csv").write_bytes(other.encode("utf-8-sig"))
    assert read_sheets(tmp_path).digest == plain
    written(tmp_path, choices=CHOICES.replace("Female", "female"))
    assert read_sheets(tmp_path).digest != plain


@pytest.mark.parametrize(
    ("written_as", "column"),
    [
        ("Type", "type"),
        ("label:English (en)", "label::English (en)"),
        ("Relevance", "relevant"),
        ("media::image", "image"),
    ],
)
def test_columns_in_other_spellings_are_the_same_columns(tmp_path: Path, written_as: str, column: str) -> None:
    written(tmp_path, survey=f"{written_as},name\nx,y\n")
    assert read_folder(tmp_path).survey.columns == (column, "name")


def test_a_form_without_an_id_is_called_as_its_file(tmp_path: Path) -> None:
    source = tmp_path / "visits.md"
    source.write_text("| survey |\n| | type | name | label |\n| | note | n | N |\n")
    assert b'<data id="visits"' in build_from_workbook(source)


@pytest.mark.parametrize("kind", ["form", "form.xlsx", "form.md"])
def test_the_sheets_that_few_forms_have_are_kept(tmp_path: Path, kind: str) -> None:
    entities = Sheet("entities", ("list_name", "label"), ({"list_name": "dwellings", "label": "concat('x', 'y')"},))
    sheets = replace(read_sheets(written(tmp_path / "first")), further=(entities,))
    write_sheets(sheets, tmp_path / kind)
    assert load_sheets(tmp_path / kind) == sheets
    assert b"dwellings" in build_xform(sheets)
