"""Checking a record: each kind of problem, where it stands, and what is never said: the answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presentation.messages import say
from presentation.text import LANGUAGES
from questionnaires.checking import check, own_words
from questionnaires.form import Form
from questionnaires.problems import Problem
from questionnaires.records import read_record
from tests.questionnaires.builders import FORM_IDS, broken, filled, form_of, record, small

LISTS = """<instance id="gov"><root><item><name>1</name></item><item><name>2</name></item></root></instance>
<instance id="town"><root><item><name>a</name><gov>1</gov></item><item><name>b</name><gov>1</gov></item>
<item><name>c</name><gov>2</gov></item></root></instance>"""
ITEXT = """<itext><translation lang="Français (fr)" default="true()"><text id="m"><value>Entre 15 et 99 ans</value>
</text></translation><translation lang="العربية (ar)"><text id="m"><value>بين 15 و99 سنة</value></text>
</translation></itext>"""
MODEL = """<end/><age/><gov/><town/><langs/><adult/><job/><n/><child><c_age/><c_name/></child><at/><share/><ok/>"""
BINDS = """<bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>
<bind nodeset="/data/age" type="int" required="true()" constraint=". &gt;= 15 and . &lt;= 99"
 jr:constraintMsg="jr:itext('m')"/>
<bind nodeset="/data/gov" type="string"/><bind nodeset="/data/town" type="string"/>
<bind nodeset="/data/langs" type="string" constraint="count-selected(.) &lt; 3"/>
<bind nodeset="/data/adult" type="string" calculate="if(/data/age &gt;= 18, 'yes', 'no')"/>
<bind nodeset="/data/job" type="string" relevant="/data/adult = 'yes'" required="true()"/>
<bind nodeset="/data/n" type="int"/>
<bind nodeset="/data/child" relevant="/data/n &gt; 0"/>
<bind nodeset="/data/child/c_age" type="int" required="true()" constraint=". &lt; /data/age"/>
<bind nodeset="/data/at" type="dateTime" constraint=". &lt;= now()"/>
<bind nodeset="/data/share" type="decimal"/>
<bind nodeset="/data/ok" type="string" constraint="date(.) &gt; 0"/>"""
BODY = """<input ref="/data/age"><label>a</label></input>
<select1 ref="/data/gov"><label>g</label><itemset nodeset="instance('gov')/root/item"><value ref="name"/>
<label ref="name"/></itemset></select1>
<select1 ref="/data/town"><label>t</label><itemset nodeset="instance('town')/root/item[gov = /data/gov]">
<value ref="name"/><label ref="name"/></itemset></select1>
<select ref="/data/langs"><label>l</label><item><label>x</label><value>fr</value></item>
<item><label>y</label><value>ar</value></item><item><label>z</label><value>en</value></item></select>
<input ref="/data/job"><label>j</label></input><input ref="/data/n"><label>n</label></input>
<group ref="/data/child"><label>c</label><repeat nodeset="/data/child" jr:count="/data/n">
<input ref="/data/child/c_age"><label>c</label></input><input ref="/data/child/c_name"><label>n</label></input>
</repeat></group><input ref="/data/at"><label>d</label></input><input ref="/data/share"><label>d</label></input>
<input ref="/data/ok"><label>o</label></input>"""


@pytest.fixture(scope="module")
def form() -> Form:
    return small(MODEL, BINDS, BODY, LISTS, ITEXT)


GOOD = {
    "end": "2026-11-23T10:05:00.000+01:00",
    "age": "40",
    "gov": "1",
    "town": "b",
    "langs": "fr ar",
    "adult": "yes",
    "job": "driver",
    "n": "2",
}
CHILDREN = "<child><c_age>3</c_age><c_name/></child><child><c_age>5</c_age><c_name/></child>"


def found(form: Form, children: str = CHILDREN, more: str = "", **answers: str) -> list[tuple[str, object, object]]:
    """Code, question and position of each problem of an otherwise good record."""
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in (GOOD | answers).items() if text != "absent")
    problems = check(form, record(inside + children + more)).problems
    return [
        (problem.code.removeprefix("checks."), problem.values["question"], problem.values["position"])
        for problem in problems
    ]


def test_a_good_interview_has_no_problem(form: Form) -> None:
    assert found(form) == []


def test_a_required_answer_that_is_missing_is_a_problem(form: Form) -> None:
    assert ("required", "age", "") in found(form, age="", adult="no", job="")


def test_a_required_question_left_out_of_the_record_was_not_asked_and_is_told(form: Form) -> None:
    assert ("required_left_out", "age", "") in found(form, age="absent", adult="no", job="")


def test_a_question_left_out_that_a_condition_asks_for_is_a_missing_answer(form: Form) -> None:
    assert ("required", "job", "") in found(form, job="absent")


def test_a_calculation_left_out_of_the_record_is_no_problem(form: Form) -> None:
    assert found(form, adult="absent", job="absent") == []


@pytest.mark.parametrize("age", ["abc", "4.5", "4 0", "99999999999", "٤٠", "1e1", "0x10"])
def test_a_value_of_another_type_is_told_and_counts_as_no_answer(form: Form, age: str) -> None:
    problems = found(form, age=age, adult="no", job="", n="0", children="")
    assert problems == [("wrong_type", "age", ""), ("required", "age", "")]


@pytest.mark.parametrize("share", ["12,5", "NaN", "Infinity", "1.2.3", "--1"])
def test_a_decimal_with_a_comma_is_not_guessed_at(form: Form, share: str) -> None:
    assert found(form, share=share) == [("wrong_type", "share", "")]


def test_an_answer_against_the_rule_is_told_with_the_words_of_the_form(form: Form) -> None:
    [problem] = check(form, record("<age>12</age><adult>no</adult><n>0</n>")).problems
    assert problem.code == "checks.constraint"
    assert own_words(form, problem, "ar") == "بين 15 و99 سنة"
    assert own_words(form, problem, "en") == "Entre 15 et 99 ans"  # no English in this form: its default language
    assert own_words(form, Problem("checks.choice_unknown", problem.values), "fr") == ""


def test_a_code_outside_the_list_is_a_problem(form: Form) -> None:
    assert found(form, gov="3", town="") == [("choice_unknown", "gov", "")]
    assert found(form, langs="fr xx") == [("choice_unknown", "langs", "")]


def test_a_code_that_the_answers_before_took_off_the_list_is_a_problem(form: Form) -> None:
    assert found(form, gov="2", town="b") == [("choice_unknown", "town", "")]
    assert found(form, gov="2", town="c") == []


def test_the_same_choice_twice_is_a_problem(form: Form) -> None:
    assert found(form, langs="fr fr") == [("choice_twice", "langs", "")]


def test_an_answer_to_a_question_that_is_skipped_is_a_problem(form: Form) -> None:
    assert found(form, age="16", adult="no") == [("not_relevant", "job", "")]


def test_a_calculated_value_that_the_answers_do_not_give_is_a_problem(form: Form) -> None:
    assert found(form, adult="no") == [("calculate", "adult", "")]


def test_a_calculated_value_of_another_type_is_told_once() -> None:
    form = small("<a/><b/>", '<bind nodeset="/data/b" type="int" calculate="1 + 1"/>')
    problems = check(form, record("<b>two</b>")).problems
    assert [problem.code for problem in problems] == ["checks.calculate"]


def test_a_calculated_date_may_be_written_as_a_date_or_as_its_midnight() -> None:
    form = small("<a/><b/>", '<bind nodeset="/data/b" calculate="date(\'2026-11-23\')"/>')
    for written in ("2026-11-23", "2026-11-23T00:00:00.000+00:00"):
        assert check(form, record(f"<b>{written}</b>")).problems == ()


def test_what_follows_a_wrong_calculation_is_judged_by_the_right_one(form: Form) -> None:
    assert found(form, adult="no", job="") == [("calculate", "adult", ""), ("required", "job", "")]


def test_another_number_of_repeats_than_counted_is_a_problem(form: Form) -> None:
    assert found(form, n="3") == [("repeat_count", "child", "")]
    assert found(form, n="0", children="") == []
    assert found(form, n="2", children="") == [("repeat_count", "child", "")]


def test_a_problem_inside_a_repeat_says_in_which_instance(form: Form) -> None:
    children = "<child><c_age>3</c_age></child><child><c_age>41</c_age></child>"
    assert found(form, children=children) == [("constraint", "c_age", "2")]


def test_an_element_the_version_does_not_know_is_a_problem(form: Form) -> None:
    assert found(form, more="<extra>1</extra>") == [("unknown_element", "data", "")]
    inside = found(form, age="<b>1</b>", adult="no", job="", n="0", children="")
    assert inside == [("unknown_element", "age", ""), ("required", "age", "")]


def test_an_element_twice_is_a_problem_and_the_first_counts(form: Form) -> None:
    assert found(form, more="<age>12</age>") == [("element_twice", "age", "")]


def test_a_rule_that_fails_on_the_answers_is_a_problem_not_a_crash(form: Form) -> None:
    assert found(form, ok="tomorrow") == [("expression_failed", "ok", "")]


def test_now_is_the_clock_of_the_interview_not_of_the_server(form: Form) -> None:
    assert found(form, at="2026-11-23T09:00:00.000+01:00") == []
    assert found(form, at="2026-11-24T09:00:00.000+01:00") == [("constraint", "at", "")]


def test_a_record_of_another_form_or_version_is_told(form: Form) -> None:
    [problem] = check(form, record("<age>40</age>", form_id="other")).problems
    assert (problem.code, problem.values["found"]) == ("checks.wrong_form", "other")
    problems = check(form, record("<age>40</age><adult>yes</adult><job>x</job>", version="0")).problems
    assert [problem.code for problem in problems] == ["checks.wrong_version"]


def test_more_work_than_an_interview_may_cost_is_a_problem() -> None:
    form = small(
        "<r><n/><c/></r>",
        '<bind nodeset="/data/r/n" type="int"/>'
        '<bind nodeset="/data/r/c" calculate="count(/data/r[n &lt;= current()/../n])"/>',
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/n"/></repeat></group>',
    )
    checked = check(form, record("<r><n>1</n><c>1</c></r>" * 4_000))
    assert checked.problems[-1].code == "checks.too_much_work"


def test_a_record_broken_everywhere_tells_a_bounded_number_of_problems(form: Form) -> None:
    assert len(found(form, more="<extra/>" * 15_000)) == 500


def test_problems_never_say_what_was_answered(form: Form) -> None:
    answered = "Ibrahima-123"
    inside = "".join(f"<{name}>{answered}</{name}>" for name in GOOD)
    for problem in check(form, record(inside + f"<child><c_age>{answered}</c_age></child>")).problems:
        assert answered not in str(problem)
        for language in LANGUAGES:
            assert answered not in say(problem.code, language, problem.values)


def test_typed_answers_come_with_the_check(form: Form) -> None:
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in GOOD.items())
    answers = check(form, record(inside + CHILDREN)).answers
    assert answers.answers["age"] == 40
    assert [row["c_age"] for row in answers.repeats["child"]] == [3, 5]


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_filled_interviews_of_our_forms_have_no_problem(form_id: str) -> None:
    for seed in range(15):
        problems = check(form_of(form_id), read_record(filled(form_of(form_id), seed))).problems
        assert [(problem.code, problem.values["question"]) for problem in problems] == []


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_broken_interviews_of_our_forms_are_checked_without_a_crash(form_id: str) -> None:
    told = 0
    for seed in range(15):
        told += len(check(form_of(form_id), read_record(broken(filled(form_of(form_id), seed), seed))).problems)
    assert told > 0


@given(
    st.dictionaries(st.sampled_from([*GOOD, "at", "ok", "share"]), st.text("0123456789abc-+.:TZ \u0664é", max_size=30))
)
def test_no_answer_whatever_makes_the_check_fail(answers: dict[str, str]) -> None:
    form = small(MODEL, BINDS, BODY, LISTS, ITEXT)
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in answers.items())
    check(form, record(inside + CHILDREN))
