"""Whom a question is asked of, said in words that its author would use."""

from collections.abc import Mapping

import pytest

from presentation.messages import say as worded
from presentation.text import LANGUAGES, Language
from questionnaires.form import Form
from questionnaires.universe import Universe
from tests.questionnaires.small_versions import CHOICES, SURVEY, form
from tests.questionnaires.survey_forms import IDS, form_of

EXTRA = SURVEY + "integer,extra,Encore,أيضا,More,,RELEVANT,,,,,\n"


def say(code: str, language: str, values: Mapping[str, object]) -> str:
    languages: Mapping[str, Language] = {language: language for language in LANGUAGES}
    return worded(code, languages[language], values)


def asked(relevant: str, language: str = "en") -> str:
    quoted = '"' + relevant.replace('"', '""') + '"'
    asking = form(EXTRA.replace("RELEVANT", quoted), CHOICES)
    return Universe(asking, language, say).of(asking.node("/data/extra"))


@pytest.mark.parametrize(
    ("relevant", "words"),
    [
        ("", "every interview"),
        ("${sex} = '2'", "the answer to “Sex” (sex) is “Female”"),
        ("'2' = ${sex}", "the answer to “Sex” (sex) is “Female”"),
        ("${sex} = 2", "the answer to “Sex” (sex) is “Female”"),
        ("${sex} != '2'", "the answer to “Sex” (sex) is not “Female”"),
        ("${status} = '-8'", "the answer to “Status” (status) is “Don't know”"),
        ("${age} >= 18", "the value of “Age” (age) is at least 18"),
        ("18 <= ${age}", "the value of “Age” (age) is at least 18"),
        ("${age} < 18", "the value of “Age” (age) is less than 18"),
        ("${age} > 18", "the value of “Age” (age) is more than 18"),
        ("${age} <= 18.5", "the value of “Age” (age) is at most 18.5"),
        ("${age} = -8", "the value of “Age” (age) equals -8"),
        ("${age} != ${n_jobs}", "the value of “Age” (age) differs from the value of “Jobs” (n_jobs)"),
        ("${sex} = ''", "“Sex” (sex) has no answer"),
        ("${sex} != ''", "“Sex” (sex) has an answer"),
        ("selected(${risks}, '1')", "the answers to “Risks” (risks) include “Fall”"),
        ("not(selected(${risks}, '1'))", "the answers to “Risks” (risks) do not include “Fall”"),
        ("selected('1 3', ${status})", "the answer to “Status” (status) is “Employee” or “Own account”"),
        ("not(selected('1 3', ${status}))", "the answer to “Status” (status) is not “Employee” or “Own account”"),
        ("count-selected(${risks}) > 1", "the number of choices of “Risks” (risks) is more than 1"),
        ("not(${age} > 18)", "it is not true that (the value of “Age” (age) is more than 18)"),
        ("${all_hours} > 0", "the value of all_hours is more than 0"),
    ],
)
def test_a_condition_is_a_sentence(relevant: str, words: str) -> None:
    assert asked(relevant) == words


def test_and_and_or_keep_their_order_of_reading() -> None:
    assert asked("${age} > 18 and (${sex} = '2' or ${sex} = '1')") == (
        "the value of “Age” (age) is more than 18 and "
        "(the answer to “Sex” (sex) is “Female” or the answer to “Sex” (sex) is “Male”)"
    )


@pytest.mark.parametrize(
    ("relevant", "shown"),
    [
        ("${age} mod 2 = 1", "age mod 2 = 1"),
        ("${sex} = '7'", "sex = '7'"),
        ("${age} > 18 and string-length(${comment}) > 3", "age > 18 and string-length(comment) > 3"),
        ("format-date(${age}, '%Y') = '2'", "format-date(age, '%Y') = '2'"),
    ],
)
def test_what_has_no_sentence_is_the_expression_with_names(relevant: str, shown: str) -> None:
    assert asked(relevant) == shown


def test_conditions_of_the_groups_around_count_too() -> None:
    small = form()
    said = Universe(small, "en", say).of(small.node("/data/work/jobs/hours"))
    assert said == "for each “Job” (jobs): the value of “Age” (age) is at least 18"


def test_it_is_said_in_each_language() -> None:
    assert asked("${sex} = '2'", "fr") == "la réponse à « Sexe » (sex) est « Féminin »"
    assert asked("${sex} = '2'", "ar") == "الإجابة عن « الجنس » (sex) هي « أنثى »"


@pytest.mark.parametrize("form_id", IDS)
def test_nearly_all_conditions_of_our_forms_have_words(form_id: str) -> None:
    form: Form = form_of(form_id)
    universe = Universe(form, "en", say)
    nodes = [node for node in form.nodes if node.relevant is not None]
    said = [universe.condition(node.relevant.source, node) for node in nodes if node.relevant]
    shown = [text for text in said if " = " in text or "(../" in text or ">=" in text]
    assert len(shown) <= 1, shown
