"""Two versions are told apart in their author's words, with what becomes of answers, drafts and variables."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from amem import Session, survey_named
from presentation.messages import catalogue, say
from presentation.text import LANGUAGES, Language
from questionnaires.changes import NOTHING_DECLARED, Changes, WrongChanges, read_changes
from questionnaires.diff_command import diff
from questionnaires.differences import differences
from questionnaires.fates import Answers, Difference, Drafts, Fate, Variables, compatible
from questionnaires.sheet_differences import column_differences
from tests.questionnaires.small_form import written
from tests.questionnaires.small_versions import CHOICES, SETTINGS, SURVEY, changed, questionnaire, sheets, without
from tests.questionnaires.survey_forms import IDS, questionnaire_of

AGE = "integer,age,Âge,العمر,Age,yes,,. >= 15 and . <= 99,,,,\n"
SEX = "select_one sex,sex,Sexe,الجنس,Sex,yes,,,,,,\n"


def told(survey: str = SURVEY, choices: str = CHOICES, changes: Changes = NOTHING_DECLARED) -> tuple[Difference, ...]:
    return differences(questionnaire(), questionnaire(survey, choices, "2"), changes)


def the_one(found: tuple[Difference, ...], code: str) -> Difference:
    (one,) = found
    assert one.code == code
    return one


def edited(*pairs: tuple[str, str]) -> tuple[Difference, ...]:
    return told(changed(SURVEY, *pairs))


@pytest.mark.parametrize("form_id", IDS)
def test_a_version_does_not_differ_from_itself(form_id: str) -> None:
    assert differences(questionnaire_of(form_id), questionnaire_of(form_id)) == ()


def test_another_title_or_form_is_told() -> None:
    after = replace(questionnaire(), form_id="large", title={"fr": "Grand"})
    assert [one.values["setting"] for one in differences(questionnaire(), after)] == ["form_id", "form_title"]


def test_a_question_added_is_minus_five_in_older_records() -> None:
    one = the_one(edited((SEX, SEX + "integer,children,Enfants,الأبناء,Children,yes,,,,,,\n")), "added")
    assert one.values == {"question": "children", "type": "integer"}
    assert one.fate == Fate(Answers.NONE, Drafts.ASKED, Variables.NEW)
    assert one.compatible


def test_a_question_removed_keeps_the_answers_given_and_loses_those_of_drafts() -> None:
    one = the_one(told(without(SURVEY, "comment")), "removed")
    assert one.fate == Fate(Answers.RETIRED, Drafts.LOSE, Variables.GONE)
    assert not one.compatible


def test_a_renaming_is_declared_or_it_is_one_question_less_and_one_more() -> None:
    survey = changed(SURVEY, ("select_one sex,sex,", "select_one sex,gender,"))
    assert [one.code for one in told(survey)] == ["removed", "added"]
    one = the_one(told(survey, changes=Changes({"sex": "gender"})), "renamed")
    assert one.values == {"old": "sex", "new": "gender"}
    assert one.fate == Fate(Answers.KEPT, Drafts.LOSE, Variables.RENAMED)


def test_a_renaming_changes_no_condition_that_names_it() -> None:
    survey = changed(SURVEY, ("integer,age,", "integer,years,"), ("${age} >= 18", "${years} >= 18"))
    the_one(told(survey, changes=Changes({"age": "years"})), "renamed")


@pytest.mark.parametrize(
    "renamed", [{"sexe": "gender"}, {"sex": "gender"}, {"sex": "age"}], ids=["no such", "not in the new", "taken"]
)
def test_a_renaming_that_does_not_fit_is_refused(renamed: Mapping[str, str]) -> None:
    with pytest.raises(WrongChanges) as refused:
        told(changes=Changes(renamed))
    assert [problem.code for problem in refused.value.problems] == ["versions.renaming_does_not_fit"]


def test_a_name_may_be_given_to_another_question_once_the_first_is_renamed() -> None:
    survey = changed(SURVEY, ("integer,age,", "integer,years,"), ("${age} >= 18", "${years} >= 18"))
    survey += "text,age,Époque,العصر,Period,,,,,,,\n"
    found = told(survey, changes=Changes({"age": "years"}))
    assert [(one.code, one.values.get("question")) for one in found] == [("renamed", None), ("added", "age")]


def test_another_place_in_the_same_section_loses_nothing() -> None:
    one = the_one(told(changed(SURVEY, (SEX, ""), (AGE, AGE + SEX))), "moved_within")
    assert one.values["question"] in ("sex", "age")
    assert one.fate == Fate(Answers.KEPT, Drafts.SAME, Variables.SAME)


def test_another_section_loses_the_answer_of_a_draft() -> None:
    survey = changed(SURVEY, (SEX, ""), ("select_one status,status", SEX + "select_one status,status"))
    one = the_one(told(survey), "moved")
    assert one.values == {"question": "sex", "old": "person", "new": "work"}
    assert one.fate == Fate(Answers.KEPT, Drafts.LOSE, Variables.SAME)


def test_moved_out_of_a_repeat_an_answer_cannot_be_read_any_more() -> None:
    hours = "integer,hours,Heures,الساعات,Hours,yes,,. >= 1 and . <= 126,,,,\n"
    survey = changed(
        SURVEY, (hours, "integer,days,Jours,الأيام,Days,,,,,,,\n"), ("calculate,all", hours + "calculate,all")
    )
    moved = next(one for one in told(survey) if one.code == "moved_between_repeats")
    assert moved.fate == Fate(Answers.UNREADABLE, Drafts.LOSE, Variables.OTHER_TYPE)


def test_a_section_that_is_renamed_loses_the_answers_of_drafts_and_no_variable() -> None:
    survey = changed(SURVEY, ("begin group,person", "begin group,respondent"))
    one = the_one(told(survey, changes=Changes({"person": "respondent"})), "renamed")
    assert one.fate == Fate(Answers.KEPT, Drafts.LOSE, Variables.SAME)


def test_what_the_form_calculates_is_never_lost_in_a_draft() -> None:
    row = next(line for line in SURVEY.splitlines(keepends=True) if line.startswith("calculate,all_hours"))
    assert the_one(told(changed(SURVEY, (row, "")) + row), "moved").fate.drafts is Drafts.SAME
    assert the_one(told(changed(SURVEY, (row, ""))), "removed").fate.drafts is Drafts.SAME


def test_a_note_may_change_as_it_likes() -> None:
    note = "note,thanks,Merci,شكرا,Thank you,,${age} > 20,,,,,\n"
    before = questionnaire(SURVEY + note)
    after = questionnaire(changed(SURVEY + note, ("${age} > 20", "${age} > 30"), ("Merci", "Merci !")), version="2")
    found = differences(before, after)
    assert [one.code for one in found] == ["wording_changed", "relevance_changed"]
    assert compatible(found)


def test_a_wording_is_told_for_its_language() -> None:
    one = the_one(edited(("Âge,العمر,Age", "Âge,السن,Age")), "wording_changed")
    assert one.values == {"question": "age", "part": "label", "language": "ar", "old": "العمر", "new": "السن"}
    assert one.compatible


def test_a_language_added_is_told_once() -> None:
    survey = changed(SURVEY, ("Âge,العمر,Age", "Âge,العمر,"))
    before, after = (questionnaire(text.replace("English (en)", "Tamazight (zgh)")) for text in (SURVEY, survey))
    assert [one.values["language"] for one in differences(before, after)] == ["zgh"]
    french = questionnaire(
        SURVEY.replace("label::English (en)", "media::image"), CHOICES.replace("label::English (en)", "image")
    )
    (language, *others) = differences(french, questionnaire())
    assert (language.code, language.values["language"]) == ("language_added", "en")
    assert {one.code for one in others} == {"choice_changed"}
    assert compatible((language, *others))


@pytest.mark.parametrize(
    ("old", "new", "fate"),
    [
        ("integer,age", "decimal,age", Fate(Answers.KEPT, Drafts.SAME, Variables.OTHER_TYPE)),
        ("integer,age", "text,age", Fate(Answers.KEPT, Drafts.SAME, Variables.OTHER_TYPE)),
        ("text,comment", "integer,comment", Fate(Answers.UNREADABLE, Drafts.MAY_LOSE, Variables.OTHER_TYPE)),
        ("select_one sex,sex", "select_multiple sex,sex", Fate(Answers.KEPT, Drafts.SAME, Variables.OTHER_TYPE)),
        ("select_multiple risk,", "select_one risk,", Fate(Answers.UNREADABLE, Drafts.MAY_LOSE, Variables.OTHER_TYPE)),
        ("text,comment", "note,comment", Fate(Answers.RETIRED, Drafts.LOSE, Variables.GONE)),
    ],
)
def test_another_type_says_whether_every_answer_is_still_read(old: str, new: str, fate: Fate) -> None:
    assert the_one(edited((old, new)), "type_changed").fate == fate


@pytest.mark.parametrize(
    ("old", "new", "code", "fate"),
    [
        ("${age} >= 18", "${age} >= 16", "relevance_changed", (Drafts.MAY_LOSE, Variables.OTHER_UNIVERSE)),
        ("${age} >= 18", "", "relevance_changed", (Drafts.ASKED, Variables.OTHER_UNIVERSE)),
        (". >= 15", ". >= 10", "constraint_changed", (Drafts.CHECKED, Variables.SAME)),
        ("gov=${gov}", "gov = ${gov}", "filter_changed", (Drafts.MAY_LOSE, Variables.SAME)),
        (",${n_jobs},", ",2,", "count_changed", (Drafts.MAY_LOSE, Variables.SAME)),
        ("Comments,,", "Comments,yes,", "now_required", (Drafts.CHECKED, Variables.SAME)),
        ("Age,yes,", "Age,,", "no_longer_required", (Drafts.SAME, Variables.SAME)),
    ],
)
def test_a_changed_rule_keeps_the_answers_given(old: str, new: str, code: str, fate: tuple[Drafts, Variables]) -> None:
    one = the_one(edited((old, new)), code)
    assert one.fate == Fate(Answers.KEPT, *fate)
    assert one.compatible is (fate[0] is not Drafts.MAY_LOSE)


def test_a_changed_calculation_makes_older_values_of_another_rule() -> None:
    one = the_one(edited(("sum(${hours})", "sum(${hours}) * 2")), "calculation_changed")
    assert one.fate == Fate(Answers.TO_RECODE, Drafts.SAME, Variables.OTHER_MEANING)


def test_a_choice_added_loses_nothing() -> None:
    one = the_one(told(choices=CHOICES + "status,4,Aide familial,مساعد عائلي,Family worker,\n"), "choice_added")
    assert one.values == {"list": "status", "choice": "4", "questions": "status", "label": "Aide familial"}
    assert one.fate == Fate(Answers.KEPT, Drafts.SAME, Variables.OTHER_CODES)


def test_a_choice_removed_needs_a_recoding_until_it_is_declared() -> None:
    choices = changed(CHOICES, ("status,2,Apprenti,متدرب,Apprentice,\n", ""))
    assert the_one(told(choices=choices), "choice_removed").fate.answers is Answers.TO_RECODE
    one = the_one(told(choices=choices, changes=Changes(recoded={"status": {"2": "1"}})), "choice_recoded")
    assert one.values["new"] == "1"
    assert one.fate == Fate(Answers.RECODED, Drafts.LOSE, Variables.OTHER_CODES)


def test_a_choice_offered_elsewhere_may_be_lost_in_a_draft() -> None:
    one = the_one(told(choices=changed(CHOICES, ("La Marsa,TN-11", "La Marsa,TN-61"))), "choice_changed")
    assert one.fate == Fate(Answers.KEPT, Drafts.MAY_LOSE, Variables.SAME)


@pytest.mark.parametrize(
    "recoded", [{"status": {"7": "1"}}, {"status": {"2": "7"}}, {"age": {"2": "1"}}, {"x": {"1": "2"}}]
)
def test_a_recoding_that_does_not_fit_is_refused(recoded: Mapping[str, Mapping[str, str]]) -> None:
    with pytest.raises(WrongChanges) as refused:
        told(changes=Changes(recoded=recoded))
    assert {problem.code for problem in refused.value.problems} == {"versions.recoding_does_not_fit"}


def test_a_relabelled_choice_and_another_order_keep_the_codes() -> None:
    one = the_one(told(choices=changed(CHOICES, ("Salarié", "Salarié(e)"))), "choice_relabelled")
    assert (one.values["language"], one.values["old"], one.values["new"]) == ("fr", "Salarié", "Salarié(e)")
    male = "sex,1,Masculin,ذكر,Male,\n"
    found = told(choices=changed(CHOICES, (male, "")) + male)
    assert the_one(found, "choices_reordered").compatible


def test_a_question_that_takes_another_list_names_the_codes_that_are_gone() -> None:
    one = the_one(edited(("select_one status,status", "select_one risk,status")), "list_switched")
    assert one.values["codes"] == "3 -8"
    assert not one.compatible


def test_columns_that_only_the_xform_reads_are_told_too() -> None:
    old, new = (
        sheets(),
        sheets(changed(SURVEY, ("bind::type", "parameters"), ("${hours}),,,int", "${hours}),,,seed=1"))),
    )
    found = list(column_differences(old, new, NOTHING_DECLARED))
    assert [(one.code, one.values["column"]) for one in found] == [("column_changed", "parameters")]


def test_versions_are_compatible_when_nothing_is_lost() -> None:
    assert compatible(edited(("Âge,", "Âge révolu,"), (". >= 15", ". >= 10")))
    assert not compatible(told(without(SURVEY, "comment")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_difference_and_fate_has_words(language: Language) -> None:
    fates = [f"answers_{one}" for one in Answers] + [f"drafts_{one}" for one in Drafts]
    assert {f"versions.{code}" for code in [*fates, *(f"variables_{one}" for one in Variables)]} <= set(catalogue())
    pairs = ((SEX, ""), ("Âge,", "Ans,"), ("integer,n_jobs", "decimal,n_jobs"), ("${age} >= 18", ""))
    for one in told(
        changed(SURVEY, *pairs) + "text,why,Pourquoi,لماذا,Why,,,,,,,\n",
        changed(CHOICES, ("Tunis,تونس", "Tounes,تونس")),
    ):
        assert say(f"versions.{one.code}", language, one.values)


def test_changes_are_read_from_beside_the_sheets(tmp_path: Path) -> None:
    assert read_changes(tmp_path) == NOTHING_DECLARED
    (tmp_path / "renamed.csv").write_text("old,new\nsex,gender\n\n", encoding="utf-8")
    (tmp_path / "recoded.csv").write_text("variable,old,new\nstatus,2,1\nstatus,4,1\n", encoding="utf-8-sig")
    assert read_changes(tmp_path) == Changes({"sex": "gender"}, {"status": {"2": "1", "4": "1"}})


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [
        ("renamed.csv", "new,old\na,b\n", "unreadable_file"),
        ("renamed.csv", "", "unreadable_file"),
        ("renamed.csv", "old,new\na,\n", "cell_missing"),
        ("renamed.csv", "old,new\na,b,c\n", "cell_missing"),
        ("renamed.csv", "old,new\na,b\nc,b\n", "declared_twice"),
        ("renamed.csv", "old,new\na,b\na,c\n", "declared_twice"),
        ("recoded.csv", "variable,old,new\nv,1,2\nv,1,3\n", "declared_twice"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(tmp_path: Path, file: str, text: str, code: str) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(WrongChanges) as refused:
        read_changes(tmp_path)
    assert {problem.code for problem in refused.value.problems} == {f"versions.{code}"}


def test_the_command_says_what_becomes_of_the_data(tmp_path: Path) -> None:
    before = written(tmp_path / "1", SURVEY, CHOICES, SETTINGS)
    after = written(tmp_path / "2", without(SURVEY, "comment"), CHOICES, SETTINGS)
    said = run(before, after)
    assert said.splitlines()[0] == "! “comment” removed (text)."
    assert "drafts: the answer is lost" in said
    values = json.loads(run(before, after, "--json"))
    assert values == [
        {
            "code": "removed",
            "values": {"question": "comment", "type": "text"},
            "answers": "retired",
            "drafts": "lose",
            "variables": "gone",
            "compatible": False,
        }
    ]
    assert run(before, before) == "The two versions say the same.\n"


def run(*arguments: object) -> str:
    session = Session(survey_named("tunisia"), "en")
    result = CliRunner().invoke(diff, [str(argument) for argument in arguments], obj=session)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_released_version_is_named_by_form_and_version() -> None:
    assert run(f"{IDS[0]}/2026.1", f"{IDS[0]}/2026.1") == "The two versions say the same.\n"
