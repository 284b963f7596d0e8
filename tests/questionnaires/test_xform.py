"""Compiling an XForm: what a form knows of its questions, and forms that cannot be used."""

import pytest

from presentation.messages import say
from presentation.text import LANGUAGES
from questionnaires.form import Form
from questionnaires.xform import UnusableForm, compile_form
from tests.questionnaires.builders import FORM_IDS, form_of, small, xform


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_our_forms_compile_and_say_what_they_are(form_id: str) -> None:
    form = form_of(form_id)
    assert (form.form_id, form.version) == (form_id, "2026.1")
    assert form.title
    assert set(form.languages) == {"fr", "ar", "en"}
    assert form.default_language == "fr"
    assert len(form.md5) == 32


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_every_question_asked_has_a_wording_in_three_languages(form_id: str) -> None:
    for node in form_of(form_id).questions:
        if node.is_asked or node.type == "note":
            assert set(node.labels) == {"fr", "ar", "en"}, node.name
        if node.choices is not None:
            for choice in node.choices.every:
                assert set(choice.labels) == {"fr", "ar", "en"}, (node.name, choice.name)


def _types(form: Form) -> dict[str, str]:
    return {node.name: node.type for node in form.questions}


def test_questions_have_the_type_their_author_gave_them() -> None:
    individual, contact = _types(form_of("amem_tn_individual")), _types(form_of("amem_tn_contact"))
    assert individual["start"] == "start"
    assert individual["today"] == "today"
    assert individual["unit_id"] == "hidden"
    assert individual["consent_info"] == "note"
    assert individual["sex"] == "select_one"
    assert individual["lang_speak"] == "select_multiple"
    assert individual["age"] == "integer"
    assert individual["wkt_usual"] == "decimal"
    assert individual["lf_emp"] == "calculate"
    assert contact["visit_dt"] == "dateTime"
    assert contact["visit_comment"] == "text"


def test_references_in_a_wording_are_kept_by_name() -> None:
    form = small("<n/><a/>", "", '<input ref="/data/a"><label>Age of <output value=" /data/n "/>?</label></input>')
    assert form.node("/data/a").labels == {"default": "Age of ${n}?"}


def test_choices_shown_in_any_order_are_the_same_choices() -> None:
    form = small(
        "<a/>",
        '<bind nodeset="/data/a"/>',
        '<select1 ref="/data/a"><itemset nodeset="randomize(instance(\'x\')/root/item)"><value ref="name"/>'
        '<label ref="name"/></itemset></select1>',
        '<instance id="x"><root><item><name>1</name></item><item><name>2</name></item></root></instance>',
    )
    choices = form.node("/data/a").choices
    assert choices is not None
    assert [choice.name for choice in choices.every] == ["1", "2"]


def test_a_question_that_depends_on_itself_is_refused() -> None:
    for binds in (
        '<bind nodeset="/data/a" relevant="/data/b = 1"/><bind nodeset="/data/b" relevant="/data/a = 1"/>',
        '<bind nodeset="/data/a" relevant=". = 1"/>',
        '<bind nodeset="/data/a" calculate="/data/b + 1"/><bind nodeset="/data/b" calculate="/data/a + 1"/>',
        '<bind nodeset="/data/g" relevant="/data/g/x = 1"/>',
        '<bind nodeset="/data/a" calculate=". + 1"/>',
    ):
        with pytest.raises(UnusableForm) as refused:
            small("<a/><b/><g><x/></g>", binds)
        assert [problem.code for problem in refused.value.problems] == ["xform.circular"]


def test_a_long_chain_of_calculations_is_no_circle() -> None:
    names = [f"n{at}" for at in range(1_500)]
    binds = "".join(
        f'<bind nodeset="/data/{name}" calculate="/data/{names[at + 1]} + 1"/>' for at, name in enumerate(names[:-1])
    )
    assert len(small("".join(f"<{name}/>" for name in names), binds).plan.steps) == 1_499


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"<html/>", "xform.not_an_xform"),
        (b"<data/>", "xform.not_an_xform"),
        (xform("<a/>").replace(b"<a/>", b"<a>"), "xform.malformed"),
        (b"<!DOCTYPE x>" + xform("<a/>"), "xform.doctype"),
        (xform("<a/>").decode().encode("utf-16"), "xform.not_utf8"),
        (b"<a>" * 70 + b"</a>" * 70, "xform.too_deep"),
        (xform("<a/>", '<bind nodeset="/data/b"/>'), "xform.unknown_node"),
        (xform("<a/>", "", '<input ref="/data/b"/>'), "xform.unknown_node"),
        (xform("<a/>", "", '<select1 ref="/data/a"><itemset nodeset="/data/a"/></select1>'), "expressions.not_a_list"),
    ],
)
def test_a_file_that_is_no_usable_form_is_refused_with_its_reason(xml: bytes, code: str) -> None:
    with pytest.raises(UnusableForm) as refused:
        compile_form(xml)
    assert refused.value.problems[0].code == code
    for language in LANGUAGES:
        assert "{" not in say(code, language, refused.value.problems[0].values)


def test_a_form_and_its_nodes_are_named_in_one_line() -> None:
    form = form_of("amem_tn_listing")
    assert repr(form) == "Form(amem_tn_listing 2026.1)"
    assert len(repr(form.root)) < 60
