"""The released questionnaires keep to the corrections that were asked of them."""

import re
from collections.abc import Iterator

import pytest

from questionnaires.codelists import read_codelist
from questionnaires.codes import Disposition
from questionnaires.definition import Question, Section
from tests.questionnaires.survey_forms import FORMS, IDS, conversion_of, questionnaire_of, sheets_of

LANGUAGES = {"fr", "ar", "en"}
CODELISTS = FORMS.parent / "codelists"
every_form = pytest.mark.parametrize("form_id", IDS)


def question(name: str, form_id: str = "amem_tn_individual") -> Question:
    return questionnaire_of(form_id).question(name)


def names(form_id: str) -> list[str]:
    return [node.name for node in questionnaire_of(form_id).nodes]


def expressions(form_id: str) -> Iterator[tuple[str, str]]:
    for row in sheets_of(form_id).survey.rows:
        for column in ("relevant", "constraint", "calculation", "choice_filter", "repeat_count", "default"):
            yield row["name"], row[column]


@every_form
def test_forms_convert_without_a_warning(form_id: str) -> None:
    assert conversion_of(form_id).warnings == ()


@every_form
def test_forms_are_released_as_version_2026_1(form_id: str) -> None:
    assert questionnaire_of(form_id).version == "2026.1"


@every_form
def test_no_condition_or_calculation_reads_a_moving_clock(form_id: str) -> None:
    moving = [name for name, expression in expressions(form_id) if re.search(r"\b(today|now)\(\)", expression)]
    assert moving == []


@every_form
def test_nothing_is_drawn_on_the_tablet(form_id: str) -> None:
    assert not any(re.search(r"\b(random|once)\(", expression) for _, expression in expressions(form_id))


@every_form
def test_what_is_said_is_said_in_three_languages(form_id: str) -> None:
    questionnaire = questionnaire_of(form_id)
    wordings = [(node.name, words) for node in questionnaire.nodes for words in _words(node) if words]
    wordings += [
        (choice.name, choice.labels) for codes in questionnaire.choice_lists.values() for choice in codes.choices
    ]
    assert [name for name, words in wordings if set(words) != LANGUAGES or not all(words.values())] == []


def _words(node: object) -> Iterator[dict[str, str]]:
    for name in ("labels", "hint", "constraint_message"):
        yield dict(getattr(node, name, {}))


@every_form
def test_everything_asked_has_a_label(form_id: str) -> None:
    assert [q.name for q in questionnaire_of(form_id).questions if (q.asked or q.type == "note") and not q.labels] == []


@every_form
def test_every_constraint_says_what_is_expected(form_id: str) -> None:
    bound = [q for q in questionnaire_of(form_id).questions if q.constraint]
    assert [q.name for q in bound if not q.constraint_message or "hors limites" in q.constraint_message["fr"]] == []


@every_form
def test_labels_that_quote_an_answer_quote_the_same_one_in_each_language(form_id: str) -> None:
    for node in questionnaire_of(form_id).nodes:
        quoted = {language: set(re.findall(r"\$\{\w+\}", words)) for language, words in node.labels.items()}
        assert len({frozenset(names) for names in quoted.values()}) <= 1, node.name


@every_form
def test_every_list_is_there_and_none_is_unused(form_id: str) -> None:
    questionnaire = questionnaire_of(form_id)
    used = {q.choice_list for q in questionnaire.questions if q.choice_list}
    assert used == set(questionnaire.choice_lists)


@every_form
def test_codes_of_a_list_are_distinct(form_id: str) -> None:
    for codes in questionnaire_of(form_id).choice_lists.values():
        assert len(set(codes.codes)) == len(codes.codes), codes.name


@every_form
def test_every_name_of_an_expression_is_a_question(form_id: str) -> None:
    known = set(names(form_id))
    for name, expression in expressions(form_id):
        assert set(re.findall(r"\$\{(\w+)\}", expression)) <= known, name


@every_form
def test_names_are_unique_in_the_whole_form(form_id: str) -> None:
    assert len(set(names(form_id))) == len(names(form_id))


def test_ids_come_with_the_assignment_and_are_never_typed() -> None:
    hidden = {f: {q.name for q in questionnaire_of(f).questions if q.type == "hidden"} for f in IDS}
    assert hidden["amem_tn_listing"] == {"unit_id", "psu_code", "interviewer_id", "sel_u", "min_age"}
    assert hidden["amem_tn_contact"] == {"unit_id", "case_id", "psu_code", "visit_no", "interviewer_id"}
    assert hidden["amem_tn_individual"] == {"unit_id", "case_id", "psu_code", "interviewer_id", "min_age"}


@every_form
def test_texts_are_the_words_of_a_job_or_a_comment(form_id: str) -> None:
    texts = {q.name for q in questionnaire_of(form_id).questions if q.type == "text"}
    assert texts <= {
        "mjj_title",
        "mjj_tasks",
        "mjj_activity",
        "mjj_product",
        "end_comment",
        "visit_comment",
        "bc_comment",
    }


@every_form
def test_nothing_is_photographed_recorded_located_or_signed(form_id: str) -> None:
    types = {q.type for q in questionnaire_of(form_id).questions}
    assert types <= {"start", "end", "today", "hidden", "calculate", "note", "text", "integer", "decimal"} | {
        "dateTime",
        "select_one",
        "select_multiple",
    }


@pytest.mark.parametrize(
    ("form_id", "name"),
    [
        *(("amem_tn_contact", name) for name in ("final_dispo", "is_final")),
        *(
            ("amem_tn_individual", name)
            for name in ("end_status", "entry_mode", "penalty", "mjj_isco", "mjj_isic", "rds_in")
        ),
        *(("amem_tn_listing", name) for name in ("unit_no", "sel_rank", "case_id")),
    ],
)
def test_what_was_to_be_deleted_is_gone(form_id: str, name: str) -> None:
    assert name not in names(form_id)


def test_occupation_and_activity_are_asked_in_two_questions_each() -> None:
    assert all(question(name).type == "text" for name in ("mjj_title", "mjj_tasks", "mjj_activity", "mjj_product"))


def test_nobody_reached_is_not_somebody_reached() -> None:
    statuses = questionnaire_of("amem_tn_listing").choice_lists["unitstat"].choices
    assert next(choice.labels["fr"] for choice in statuses if choice.name == "2") == "Occupé, aucune personne jointe"


def test_informal_payments_are_named_without_a_crime() -> None:
    assert question("rc_informal").labels["fr"] == "Paiements informels"


def test_consent_names_the_sponsor_and_does_not_promise_what_cannot_be_kept() -> None:
    told = question("consent_info").labels["en"]
    for said in (
        "National Institute of Statistics",
        "International Labour Organization",
        "45 to 60 minutes",
        "voluntary",
    ):
        assert said in told
    assert "We record nothing that names you" in told
    assert "cannot rule out a judicial demand" in told
    assert "never given" not in told


def test_the_age_is_known_before_consent_to_sensitive_blocks() -> None:
    order = names("amem_tn_individual")
    assert order.index("consent") < order.index("age") < order.index("consent_sens") < order.index("g_main")
    assert "${under_age} = 0" in question("consent_sens").relevant


@pytest.mark.parametrize(
    ("alone", "block"), [("alone_legal", "g_legal"), ("alone_fl", "g_fl"), ("alone_rights", "g_rights")]
)
def test_every_sensitive_block_is_asked_alone_after_consent(alone: str, block: str) -> None:
    order = names("amem_tn_individual")
    section = next(node for node in questionnaire_of("amem_tn_individual").nodes if node.name == block)
    assert order.index(alone) < order.index(block)
    assert isinstance(section, Section)
    assert section.relevant == f"${{consent_sens}} = '1' and ${{{alone}}} = '1'"
    assert "selected('0 1 2', ${itw_interp})" in question(alone).relevant


def test_language_and_interpreter_are_recorded() -> None:
    assert question("itw_lang").required
    assert question("itw_interp").required


def test_money_may_have_millimes() -> None:
    assert question("inc_amount").type == question("rem_fee").type == "decimal"


def test_the_total_cost_is_asked_when_any_component_is_unknown() -> None:
    components = [name for name in names("amem_tn_individual") if name.startswith("rc_")]
    components = [name for name in components if name not in ("rc_curr", "rc_total", "rc_reimb", "rc_loan")]
    assert len(components) == 11
    assert question("rc_total").relevant.split(" or ") == [f"${{{name}}} < 0" for name in components]


def test_places_and_persons_are_counted_from_one() -> None:
    assert question("tls_freq").constraint.startswith(". >= 1")
    assert question("nw_seen").constraint.startswith(". >= 1")
    assert question("inc_daysmon").constraint.startswith(". >= 0")


def test_governorates_are_keyed_by_iso_3166() -> None:
    iso = {row["iso3166_2"] for row in read_codelist(CODELISTS / "governorates.csv")}
    for form_id in ("amem_tn_listing", "amem_tn_individual"):
        lists = questionnaire_of(form_id).choice_lists
        assert set(lists["gov"].codes) == iso
        assert {choice.extra["gov"] for choice in lists["deleg"].choices} == iso


def test_namibia_is_a_country_and_not_a_missing_value() -> None:
    assert "NA" in {row["iso2"] for row in read_codelist(CODELISTS / "countries.csv")}
    assert "NA" in questionnaire_of("amem_tn_listing").choice_lists["country"].codes


def test_countries_of_the_forms_have_a_group_of_origin() -> None:
    rows = {row["iso2"]: row["origin_group"] for row in read_codelist(CODELISTS / "countries.csv")}
    groups = {row["code"] for row in read_codelist(CODELISTS / "origin_groups.csv")}
    codes = set(questionnaire_of("amem_tn_individual").choice_lists["country"].codes) - {"XS", "-8", "-9"}
    assert codes <= set(rows)
    assert set(rows.values()) <= groups


def test_every_disposition_has_its_words() -> None:
    rows = read_codelist(CODELISTS / "dispositions.csv")
    assert {row["code"]: row["response_status"] for row in rows} == {
        d.value: d.response_status.value for d in Disposition
    }
    assert all(row["label_fr"] and row["label_en"] and row["label_ar"] for row in rows)


def test_every_code_list_says_where_it_comes_from() -> None:
    told = (CODELISTS / "PROVENANCE.md").read_text(encoding="utf-8")
    assert [path.name for path in CODELISTS.glob("*.csv") if path.name not in told] == []
