"""A record as rows: typed answers by column, repeats as rows, several choices as truths, nothing invented."""

from datetime import UTC, date, datetime

import pytest

from questionnaires.form import Form
from questionnaires.interviews import flatten
from tests.questionnaires.builders import record, small

MODEL = """<end/><sex/><langs/><age/><wage/><born/><seen/><told/><adult/><owns/><n/><note/>
<job><title/></job><child><c_age/><toy><t_name/></toy></child>"""
BINDS = """<bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>
<bind nodeset="/data/age" type="int"/><bind nodeset="/data/wage" type="decimal"/>
<bind nodeset="/data/born" type="date"/><bind nodeset="/data/seen" type="dateTime"/>
<bind nodeset="/data/adult" type="string" calculate="if(/data/age &gt;= 18, 1, 0)"/>
<bind nodeset="/data/owns" type="boolean"/><bind nodeset="/data/n" type="int" calculate="/data/age * 2"/>
<bind nodeset="/data/note" readonly="true()"/>
<bind nodeset="/data/job" relevant="/data/age &gt;= 15"/><bind nodeset="/data/child/c_age" type="int"/>"""
BODY = """<select1 ref="/data/sex"><item><label>m</label><value>1</value></item></select1>
<select ref="/data/langs"><item><label>f</label><value>fr</value></item>
<item><label>a</label><value>ar</value></item><item><label>d</label><value>-8</value></item></select>
<input ref="/data/age"/><input ref="/data/wage"/><input ref="/data/born"/><input ref="/data/seen"/>
<input ref="/data/told"/><input ref="/data/owns"/><input ref="/data/note"/><input ref="/data/job/title"/>
<group ref="/data/child"><repeat nodeset="/data/child"><input ref="/data/child/c_age"/>
<group ref="/data/child/toy"><repeat nodeset="/data/child/toy"><input ref="/data/child/toy/t_name"/></repeat></group>
</repeat></group>"""


@pytest.fixture(scope="module")
def form() -> Form:
    return small(MODEL, BINDS, BODY)


FULL = """<end>2026-11-23T10:05:00.000+01:00</end><sex>1</sex><langs>fr  -8</langs><age>40</age><wage>850.5</wage>
<born>1986-01-31</born><seen>2026-11-23T00:30:00.000+01:00</seen><told> بناء </told><adult>1</adult><owns>1</owns>
<n>80</n><note/><job><title>Maçon</title></job>"""


def test_each_answer_has_the_type_of_its_question(form: Form) -> None:
    answers = flatten(form, record(FULL)).answers
    assert answers["sex"] == "1"
    assert answers["langs"] == "fr -8"
    assert answers["age"] == 40
    assert isinstance(answers["age"], int)
    assert answers["wage"] == 850.5
    assert answers["born"] == date(1986, 1, 31)
    assert answers["seen"] == datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert answers["told"] == "بناء"
    assert answers["adult"] == "1"  # a calculation without a type is a text, whatever it counted
    assert answers["n"] == 80
    assert answers["owns"] is True
    assert answers["title"] == "Maçon"
    assert "note" not in answers


def test_several_choices_become_truths_and_unknown_stays_unknown(form: Form) -> None:
    answered = flatten(form, record(FULL)).answers
    assert [answered[f"langs__{code}"] for code in ("fr", "ar", "-8")] == [True, False, True]
    nothing = flatten(form, record("<age>40</age>")).answers
    assert [nothing[f"langs__{code}"] for code in ("fr", "ar", "-8")] == [None, None, None]


def test_missing_is_not_no(form: Form) -> None:
    answers = flatten(form, record("<owns/><age/><told> </told>")).answers
    assert (answers["owns"], answers["age"], answers["told"]) == (None, None, None)


def test_what_the_rules_skip_is_left_out_and_what_is_of_another_type_too(form: Form) -> None:
    answers = flatten(form, record("<age>12</age><job><title>Maçon</title></job>")).answers
    assert answers["title"] is None
    assert flatten(form, record("<age>douze</age>")).answers["age"] is None


def test_repeats_are_rows_with_their_position_and_parent(form: Form) -> None:
    toys = "<toy><t_name>a</t_name></toy><toy><t_name>b</t_name></toy>"
    flat = flatten(form, record(f"<child><c_age>3</c_age></child><child><c_age>5</c_age>{toys}</child>"))
    assert flat.repeats["child"] == [{"position": 1, "c_age": 3}, {"position": 2, "c_age": 5}]
    assert flat.repeats["toy"] == [
        {"position": 1, "parent": "2", "t_name": "a"},
        {"position": 2, "parent": "2", "t_name": "b"},
    ]


def test_every_column_is_there_whatever_was_answered(form: Form) -> None:
    assert list(flatten(form, record("")).answers) == list(flatten(form, record(FULL)).answers)
