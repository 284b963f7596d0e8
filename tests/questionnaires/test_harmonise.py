"""Records of every released version come under the current names and codes, and nothing is lost on the way."""

from datetime import date, datetime
from pathlib import Path

import pytest

from questionnaires.answers import Answer
from questionnaires.changes import Changes, WrongChanges
from questionnaires.contracts import Column, Contract, Kind
from questionnaires.files import table
from questionnaires.harmonise import Harmonised, NoSuchVersion, harmonise, harmonised
from questionnaires.history import Edition, History, history
from questionnaires.interviews import flatten
from questionnaires.records import read_record
from questionnaires.synthetic import interview
from questionnaires.versions import release
from tests.questionnaires.builders import MONDAY
from tests.questionnaires.small_form import written
from tests.questionnaires.small_versions import CHOICES, SETTINGS, SURVEY, changed, form, without
from tests.questionnaires.survey_forms import FORMS, IDS

SEX = "select_one sex,sex,Sexe,الجنس,Sex,yes,,,,,,\n"
NEW_QUESTIONS = """\
integer,children,Enfants,الأبناء,Children,,,,,,,
decimal,wage,Salaire,الأجر,Wage,,,,,,,
text,trade,Métier,الحرفة,Trade,,,,,,,
date,since,Depuis,منذ,Since,,,,,,,
select_multiple sex,helpers,Aides,المساعدون,Helpers,,,,,,,
"""
SECOND = changed(
    without(SURVEY, "comment") + NEW_QUESTIONS,
    ("select_one sex,sex,", "select_one sex,gender,"),
    ("begin repeat,jobs", "begin repeat,works"),
)
SECOND_CHOICES = changed(
    CHOICES, ("status,2,Apprenti,متدرب,Apprentice,\n", ""), ("risk,2,Chaleur,حرارة,Heat,", "risk,3,Froid,برد,Cold,")
)
CHANGES = Changes({"sex": "gender", "jobs": "works"}, {"status": {"2": "1"}, "risks": {"2": "1"}})
FIRST_ROW: dict[str, Answer] = {
    "interview_id": "uuid:1",
    "sex": "2",
    "age": 30,
    "gov": "TN-11",
    "deleg": "1151",
    "status": "2",
    "risks": "2",
    "risks__0": False,
    "risks__1": False,
    "risks__2": True,
    "n_jobs": 1,
    "all_hours": 40,
    "comment": "Rien",
}


def two_versions(survey: str = SECOND, choices: str = SECOND_CHOICES, changes: Changes = CHANGES) -> History:
    return History((Edition(form()), Edition(form(survey, choices, "2"), changes)))


def unchanged(*pairs: tuple[str, str]) -> History:
    """A second version that differs in these passages, with nothing declared."""
    return two_versions(changed(SURVEY, *pairs), CHOICES, Changes())


def test_a_renamed_variable_comes_under_its_new_name() -> None:
    done = harmonise(two_versions(), "1", FIRST_ROW)
    assert done["gender"] == "2"
    assert "sex" not in done


def test_a_question_that_the_version_did_not_ask_is_minus_five() -> None:
    done = harmonise(two_versions(), "1", FIRST_ROW)
    assert (done["children"], done["wage"], done["trade"], done["helpers"]) == (-5, -5.0, "-5", "-5")
    assert isinstance(done["wage"], float)
    assert (done["since"], done["helpers__1"]) == (None, None)


def test_dates_and_truths_that_were_not_asked_are_told_apart_from_empty_ones() -> None:
    asked = harmonised(two_versions(), []).not_asked
    assert {"since", "children", "helpers", "helpers__1", "risks__3"} <= asked["1"]
    assert {"gender", "risks", "risks__1", "status"}.isdisjoint(asked["1"])
    assert asked["2"] == {"comment"}


def test_a_question_not_answered_stays_empty() -> None:
    done = harmonise(two_versions(), "1", {**FIRST_ROW, "sex": None, "risks": None, "risks__0": None})
    assert (done["gender"], done["risks"], done["risks__0"], done["risks__3"]) == (None, None, None, None)


def test_a_question_that_is_gone_keeps_its_answers_and_is_minus_five_later() -> None:
    found = harmonised(two_versions(), [("1", FIRST_ROW), ("2", {"gender": "1"})])
    assert [row["comment"] for row in found.rows] == ["Rien", "-5"]
    assert [column.name for column in found.columns][-1] == "comment"


def test_codes_are_recoded_as_declared() -> None:
    done = harmonise(two_versions(), "1", FIRST_ROW)
    assert done["status"] == "1"
    assert done["risks"] == "1"
    assert (done["risks__0"], done["risks__1"]) == (False, True)


def test_a_choice_that_the_version_did_not_offer_is_missing_and_not_no() -> None:
    assert harmonise(two_versions(), "1", FIRST_ROW)["risks__3"] is None
    assert harmonise(two_versions(), "2", {"risks": "1"})["risks__3"] is False


def test_two_codes_that_became_one_are_given_once() -> None:
    assert harmonise(two_versions(), "1", {**FIRST_ROW, "risks": "1 2"})["risks"] == "1"


def test_a_code_that_nobody_recoded_is_kept_and_told() -> None:
    found = harmonised(two_versions(changes=Changes({"sex": "gender"})), [("1", FIRST_ROW)] * 2)
    assert {row["status"] for row in found.rows} == {"2"}
    assert [(one.code, one.values["variable"], one.values["n"]) for one in found.problems] == [
        ("versions.code_unknown", "status", 2),
        ("versions.code_unknown", "risks", 2),
    ]


def test_missing_codes_stay_as_they_were_answered() -> None:
    found = harmonised(two_versions(), [("1", {**FIRST_ROW, "status": "-8", "age": -9})])
    assert (found.rows[0]["status"], found.rows[0]["age"]) == ("-8", -9)
    assert found.problems == ()


def test_cells_that_are_no_variables_stay_as_they_are() -> None:
    assert harmonise(two_versions(), "1", FIRST_ROW)["interview_id"] == "uuid:1"


def test_a_repeat_that_was_renamed_is_found_under_its_new_name() -> None:
    row: dict[str, Answer] = {"position": 1, "hours": 40}
    assert harmonise(two_versions(), "1", row, within="works") == {"position": 1, "hours": 40}


def test_the_current_version_comes_through_as_it_is() -> None:
    row: dict[str, Answer] = {column.name: None for one in two_versions().variables() for column in one.columns}
    done = harmonise(two_versions(), "2", {**row, "gender": "2", "since": date(2026, 1, 1), "wage": 2.5})
    assert (done["gender"], done["since"], done["wage"], done["comment"]) == ("2", date(2026, 1, 1), 2.5, "-5")


@pytest.mark.parametrize(
    ("passage", "given", "expected"),
    [
        (("integer,age", "decimal,age"), {"age": 30}, {"age": 30.0}),
        (("integer,age", "text,age"), {"age": 30}, {"age": "30"}),
        (("text,comment", "integer,comment"), {"comment": "12"}, {"comment": 12}),
        (("text,comment", "decimal,comment"), {"comment": "1.5"}, {"comment": 1.5}),
        (("text,comment", "date,comment"), {"comment": "1.5"}, {"comment": None, "comment (1)": "1.5"}),
        (("text,comment", "integer,comment"), {"comment": "Rien"}, {"comment": None, "comment (1)": "Rien"}),
        (("text,comment", "integer,comment"), {"comment": "1.5"}, {"comment": None, "comment (1)": "1.5"}),
        (("text,comment", "select_one sex,comment"), {"comment": "1"}, {"comment": "1"}),
        (("text,comment", "select_one sex,comment"), {"comment": "M"}, {"comment": None, "comment (1)": "M"}),
        (("select_multiple risk,", "select_one risk,"), {"risks": "1"}, {"risks": "1"}),
        (("select_multiple risk,", "select_one risk,"), {"risks": "1 2"}, {"risks": None, "risks (1)": "1 2"}),
        (
            ("select_one sex,sex", "select_multiple sex,sex"),
            {"sex": "1"},
            {"sex": "1", "sex__1": True, "sex__2": False},
        ),
        (("select_one sex,sex", "text,sex"), {"sex": "1"}, {"sex": "1"}),
    ],
)
def test_another_type_reads_what_it_can_and_keeps_the_rest_apart(
    passage: tuple[str, str], given: dict[str, Answer], expected: dict[str, Answer]
) -> None:
    found = harmonised(unchanged(passage), [("1", given)])
    (row,) = found.rows
    assert {name: row[name] for name in expected} == expected
    apart = {name for name in expected if "(" in name}
    assert {one.values.get("kept") for one in found.problems} == apart
    assert apart <= {column.name for column in found.columns}


def test_no_problem_tells_an_answer_in_free_text() -> None:
    found = harmonised(unchanged(("text,comment", "select_one sex,comment")), [("1", {"comment": "Mme Ben Salah"})])
    assert "Salah" not in str(found.problems)


def test_a_moment_is_a_moment_in_every_version() -> None:
    now = datetime(2026, 11, 23, 10, 0).astimezone()
    with_moment = SURVEY + "dateTime,visit,Visite,الزيارة,Visit,,,,,,,\n"
    versions = History((Edition(form(with_moment)), Edition(form(with_moment, CHOICES, "2"))))
    assert harmonise(versions, "1", {"visit": now})["visit"] == now


def test_a_question_left_out_of_one_version_is_the_same_when_it_comes_back() -> None:
    three = History(
        (Edition(form()), Edition(form(without(SURVEY, "comment"), CHOICES, "2")), Edition(form(SURVEY, CHOICES, "3")))
    )
    assert [harmonise(three, version, {"comment": "Rien"})["comment"] for version in "13"] == ["Rien", "Rien"]
    assert harmonise(three, "2", {})["comment"] == "-5"


def test_renamings_and_recodings_follow_one_another_over_versions() -> None:
    third = changed(SECOND, ("select_one sex,gender,", "select_one sex,sex_now,"))
    choices = changed(SECOND_CHOICES, ("status,1,Salarié,أجير,Employee,", "status,10,Salarié,أجير,Employee,"))
    last = Changes({"gender": "sex_now"}, {"status": {"1": "10"}})
    three = History(
        (Edition(form()), Edition(form(SECOND, SECOND_CHOICES, "2"), CHANGES), Edition(form(third, choices, "3"), last))
    )
    done = harmonise(three, "1", FIRST_ROW)
    assert (done["sex_now"], done["status"]) == ("2", "10")
    assert harmonise(three, "2", {"gender": "1", "status": "1"})["status"] == "10"


def test_a_name_given_to_another_question_is_another_variable() -> None:
    survey = changed(SURVEY, ("integer,age,", "integer,years,"), ("${age} >= 18", "${years} >= 18"))
    survey += "text,age,Époque,العصر,Period,,,,,,,\n"
    done = harmonise(two_versions(survey, CHOICES, Changes({"age": "years"})), "1", FIRST_ROW)
    assert (done["years"], done["age"]) == (30, "-5")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (Changes({"sexe": "gender"}), "versions.renaming_does_not_fit"),
        (Changes({"sex": "genre"}), "versions.renaming_does_not_fit"),
        (Changes({"sex": "age"}), "versions.renaming_does_not_fit"),
        (Changes({"sex": "gender"}, {"status": {"7": "1"}}), "versions.recoding_does_not_fit"),
        (Changes({"sex": "gender"}, {"status": {"2": "7"}}), "versions.recoding_does_not_fit"),
        (Changes({"sex": "gender"}, {"age": {"2": "7"}}), "versions.recoding_does_not_fit"),
        (Changes({"sex": "gender"}, {"nothing": {"2": "-8"}}), "versions.recoding_does_not_fit"),
    ],
)
def test_a_declaration_that_does_not_fit_is_refused(changes: Changes, code: str) -> None:
    with pytest.raises(WrongChanges) as refused:
        two_versions(changes=changes)
    assert {problem.code for problem in refused.value.problems} == {code}


def test_a_record_of_a_version_that_is_not_released_is_refused() -> None:
    with pytest.raises(NoSuchVersion):
        harmonise(two_versions(), "3", {})


def test_harmonised_rows_make_a_table_of_their_columns() -> None:
    found = harmonised(two_versions(), [("1", FIRST_ROW), ("2", {"gender": "1", "since": date(2026, 1, 1)})])
    assert kinds(found)["children"] is Kind.WHOLE
    contract = Contract("answers", (Column("interview_id"), *found.columns), key=("interview_id",))
    rows = [{**row, "interview_id": str(at)} for at, row in enumerate(found.rows)]
    assert table(contract, rows).column("children").to_pylist() == [-5, None]


def kinds(found: Harmonised) -> dict[str, Kind]:
    return {column.name: column.kind for column in found.columns}


def test_no_answer_of_an_older_interview_is_lost() -> None:
    versions, old = two_versions(), form()
    names = {**{column.name: column.name for one in versions.variables() for column in one.columns}, "sex": "gender"}
    recodes = CHANGES.recoded
    for seed in range(40):
        given = flatten(old, read_record(interview(old, seed, MONDAY))).answers
        done = harmonise(versions, "1", given)
        for name, value in given.items():
            if value is None or "__" in name:
                continue
            now = " ".join(dict.fromkeys(recodes.get(name, {}).get(code, code) for code in str(value).split()))
            assert done[names.get(name, name)] == (now if name in recodes else value), name


def test_the_released_versions_of_a_folder_make_the_history(tmp_path: Path) -> None:
    release(written(tmp_path / "small" / "1", SURVEY, CHOICES, SETTINGS))
    second = written(tmp_path / "small" / "2", SECOND, SECOND_CHOICES, SETTINGS.replace(",1,", ",2,"))
    (second / "renamed.csv").write_text("old,new\nsex,gender\njobs,works\n", encoding="utf-8")
    release(second)
    found = history(tmp_path, "small")
    assert found.versions == ("1", "2")
    assert harmonise(found, "1", FIRST_ROW)["gender"] == "2"
    with pytest.raises(NoSuchVersion):
        history(tmp_path, "smaller")


@pytest.mark.parametrize("form_id", IDS)
def test_with_one_version_nothing_changes(form_id: str) -> None:
    found = history(FORMS, form_id)
    assert harmonised(found, []).not_asked == {"2026.1": frozenset()}
