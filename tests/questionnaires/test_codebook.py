"""The codebook says what a column holds, and what may not leave with the answers."""

from questionnaires.codebook import columns, public_columns, variables
from questionnaires.codes import Missing
from questionnaires.contracts import INTERVIEWS, Column, Kind
from questionnaires.interviews import columns_of
from questionnaires.xform import compile_form
from tests.questionnaires.survey_forms import form_of

INDIVIDUAL = "amem_tn_individual"


def kinds(form_id: str, within: str = "") -> dict[str, Kind]:
    return {column.name: column.kind for column in columns(form_of(form_id), within)}


def test_columns_have_the_type_of_their_question() -> None:
    kind = kinds(INDIVIDUAL)
    assert kind["age"] is Kind.WHOLE
    assert kind["inc_amount"] is Kind.NUMBER
    assert kind["sex"] is Kind.TEXT
    assert kind["today"] is Kind.DATE
    assert kind["start"] is Kind.MOMENT
    assert kind["mjj_title"] is Kind.TEXT
    assert kind["lf_emp"] is Kind.WHOLE
    assert kind["ref_end"] is Kind.TEXT


def test_several_choices_are_one_text_and_one_truth_each() -> None:
    found = [column for column in columns(form_of(INDIVIDUAL)) if column.name.partition("__")[0] == "inc_inkind"]
    truths = [Column(f"inc_inkind__{code}", Kind.TRUTH, required=False) for code in "01234"]
    assert found == [Column("inc_inkind", required=False), *truths]


def test_any_answer_may_be_missing() -> None:
    assert not any(column.required for column in columns(form_of(INDIVIDUAL)))


def test_notes_and_groups_have_no_column() -> None:
    assert {"consent_info", "g_main", "instanceID", "instanceName"}.isdisjoint(kinds(INDIVIDUAL))


def test_members_of_a_household_have_columns_of_their_own() -> None:
    assert "m_age" not in kinds("amem_tn_listing")
    assert kinds("amem_tn_listing", "roster")["m_age"] is Kind.WHOLE
    assert list(kinds("amem_tn_listing", "draw")) == ["d_line", "d_key", "d_rank", "d_sel"]


def test_flattened_answers_have_exactly_these_columns() -> None:
    flat = [name for name in columns_of(form_of(INDIVIDUAL).root) if name not in ("instanceID", "instanceName")]
    assert list(kinds(INDIVIDUAL)) == flat


def test_free_texts_ids_and_clocks_stay_at_home() -> None:
    public = {column.name for column in public_columns(form_of(INDIVIDUAL))}
    private = {"mjj_title", "mjj_tasks", "mjj_activity", "mjj_product", "end_comment", "unit_id", "case_id", "psu_code"}
    private |= {"interviewer_id", "start", "end", "today"}
    assert public.isdisjoint(private)
    assert {"sex", "age", "lf_emp", "inc_amount", "min_age", "lang_speak__fr"} <= public


def test_public_columns_fit_behind_the_contract_of_interviews() -> None:
    contract = INTERVIEWS.with_columns(public_columns(form_of(INDIVIDUAL)))
    assert len({column.name for column in contract.columns}) == len(contract.columns)


def test_a_variable_carries_its_words_codes_section_and_universe() -> None:
    found = {variable.name: variable for variable in variables(form_of(INDIVIDUAL))}
    permit = found["permit_now"]
    assert permit.labels["en"] == "Which residence document do you have at present?"
    assert permit.section["fr"] == "D. Entrée et séjour (confidentiel)"
    assert [choice.name for choice in permit.choices][-2:] == ["-8", "-9"]
    assert permit.choices[0].labels["ar"]
    outer, block = permit.universe
    assert outer == "/data/g_id/consent = '1' and /data/g_id/under_age = 0"
    assert "alone_legal" in block


def test_a_variable_knows_the_codes_that_stand_for_no_answer() -> None:
    found = {variable.name: variable.missing for variable in variables(form_of(INDIVIDUAL))}
    assert found["permit_now"] == (Missing.DO_NOT_KNOW, Missing.REFUSED)
    assert found["inc_amount"] == (Missing.DO_NOT_KNOW, Missing.REFUSED)
    assert found["arr_month"] == (Missing.DO_NOT_KNOW,)
    assert found["sex"] == found["age"] == ()
    listing = {variable.name: variable.missing for variable in variables(form_of("amem_tn_listing"))}
    assert listing["m_elig"] == (Missing.DO_NOT_KNOW,)
    assert listing["n_unknown"] == ()  # it compares with -8, and never is -8


MARKED = """\
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:amem="https://example.org/a">
<h:head><h:title>Marked</h:title><model>
<instance><data id="marked" version="1"><phone/><town/><trade/></data></instance>
<bind nodeset="/data/phone" type="int" amem:identifying="yes"/>
<bind nodeset="/data/town" type="int" amem:identifying="no"/>
<bind nodeset="/data/trade" type="int"/></model></h:head>
<h:body><input ref="/data/phone"/><input ref="/data/town"/><input ref="/data/trade"/></h:body></h:html>"""


def test_what_its_author_marked_as_identifying_stays_at_home() -> None:
    marked = compile_form(MARKED.encode())
    assert [variable.name for variable in variables(marked) if variable.identifying] == ["phone"]
    assert [column.name for column in public_columns(marked)] == ["town", "trade"]
