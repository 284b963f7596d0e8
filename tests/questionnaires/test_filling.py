"""An interview led question by question: what is asked follows the answers, what is sent is a tablet's."""

from datetime import UTC, datetime, timedelta, tzinfo
from xml.etree.ElementTree import fromstring

import pytest

from questionnaires.checking import check
from questionnaires.filling import CannotFill, Clock, Filling
from questionnaires.form import Form
from questionnaires.records import read_record
from tests.questionnaires.builders import (
    MONDAY,
    TUNIS,
    answer_first,
    at_reference_week,
    begin,
    filled,
    form_of,
    small,
)

MODEL = """<start/><end/><today/><unit_id/><dice/><lang>fr</lang><age/><works/><job/><hours/><n/>
<child><line/><c_age/><school/></child><sum/>"""
BINDS = """<bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
<bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>
<bind nodeset="/data/today" type="date" jr:preload="date" jr:preloadParams="today"/>
<bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/>
<bind nodeset="/data/dice" calculate="once(random())"/>
<bind nodeset="/data/age" type="int" constraint=". &lt; 120"/>
<bind nodeset="/data/works" relevant="/data/age &gt;= 15"/>
<bind nodeset="/data/job" relevant="/data/works = '1'"/>
<bind nodeset="/data/hours" type="decimal" relevant="/data/job != ''"/>
<bind nodeset="/data/n" type="int"/>
<bind nodeset="/data/child/line" calculate="position(..)"/>
<bind nodeset="/data/child/c_age" type="int"/>
<bind nodeset="/data/child/school" relevant="../c_age &gt; 5"/>
<bind nodeset="/data/sum" type="int" calculate="sum(/data/child/c_age)"/>"""
BODY = """<input ref="/data/age"><label>a</label></input>
<select1 ref="/data/works"><label>w</label><item><label>y</label><value>1</value></item>
<item><label>n</label><value>0</value></item></select1>
<input ref="/data/job"><label>j</label></input><input ref="/data/hours"><label>h</label></input>
<input ref="/data/n"><label>n</label></input><group ref="/data/child"><label>c</label>
<repeat nodeset="/data/child" jr:count="/data/n"><input ref="/data/child/c_age"><label>c</label></input>
<input ref="/data/child/school"><label>s</label></input></repeat></group>"""
ANSWERS = {"age": 30, "works": "1", "job": "driver", "hours": 40, "n": 2, "c_age": 4, "school": "x"}


@pytest.fixture(scope="module")
def form() -> Form:
    return small(MODEL, BINDS, BODY)


def filling_of(form: Form, **answers: object) -> tuple[Filling, list[str]]:
    """An interview filled in, and the questions that were asked."""
    filling = Filling(
        form, Clock(MONDAY, MONDAY + timedelta(minutes=9)), {"unit_id": "TN1-001-5"}, "uuid:7", random=lambda: 0.25
    )
    asked = []
    for question in filling.questions():
        asked.append(question.name + (f"[{question.position}]" if question.position else ""))
        filling.answer(question, (ANSWERS | answers)[question.name])
    return filling, asked


def test_what_is_asked_follows_the_answers(form: Form) -> None:
    assert filling_of(form)[1] == ["age", "works", "job", "hours", "n", "c_age[1]", "c_age[2]"]
    assert filling_of(form, works="0")[1] == ["age", "works", "n", "c_age[1]", "c_age[2]"]
    assert filling_of(form, age=14, n=0)[1] == ["age", "n"]
    assert filling_of(form, age=14, n=1, c_age=6)[1] == ["age", "n", "c_age[1]", "school[1]"]


def test_what_is_sent_is_what_a_tablet_would_send(form: Form) -> None:
    filling, _ = filling_of(form, works="0")
    root = fromstring(filling.to_xml())  # noqa: S314 - our own document
    assert root.attrib == {"id": "small", "version": "1"}
    assert [child.tag for child in root] == [
        *("start", "end", "today", "unit_id", "dice", "lang", "age", "works", "n", "child", "child", "sum", "meta"),
    ]
    assert root.findtext("start") == "2026-11-23T10:05:00.000+01:00"
    assert root.findtext("end") == "2026-11-23T10:14:00.000+01:00"
    assert root.findtext("today") == "2026-11-23"
    assert root.findtext("unit_id") == "TN1-001-5"
    assert root.findtext("lang") == "fr"
    assert root.findtext("dice") == "0.25"
    assert root.findtext("sum") == "8"
    assert [line.text for line in root.findall("child/line")] == ["1", "2"]
    assert root.findtext("meta/instanceID") == "uuid:7"


def test_an_interview_filled_in_has_no_problem_and_the_same_state(form: Form) -> None:
    filling, _ = filling_of(form, c_age=9)
    checked = check(form, read_record(filling.to_xml()))
    assert checked.problems == ()
    assert checked.answers.answers["sum"] == 18


def test_an_answer_changed_later_moves_what_depends_on_it(form: Form) -> None:
    filling, _ = filling_of(form)
    age = next(question for question in filling.questions() if question.name == "age")
    filling.answer(age, 12)
    assert (filling.value("works"), filling.value("job"), filling.value("hours")) == ("", "", "")
    filling.answer(age, 50)
    assert (filling.value("works"), filling.value("job"), filling.value("hours")) == ("1", "driver", "40")


def test_a_count_lowered_takes_the_last_instances_away(form: Form) -> None:
    filling, _ = filling_of(form)
    for question in filling.questions():
        if question.name == "n":
            filling.answer(question, 1)
    assert filling.to_xml().count(b"<child>") == 1
    assert filling.value("sum") == "4"


def test_chance_is_drawn_once_and_kept(form: Form) -> None:
    drawn = iter((0.1, 0.2, 0.3))
    filling = Filling(form, Clock(MONDAY), {}, "uuid:8", random=lambda: next(drawn))
    for question in filling.questions():
        if question.name == "age":
            filling.answer(question, 30)
    assert filling.value("dice") == "0.1"


@pytest.mark.parametrize("value", ["abc", 3.5, "12,5", True and "x"])
def test_a_value_of_another_type_is_refused(form: Form, value: object) -> None:
    filling = Filling(form, Clock(MONDAY), {}, "uuid:9")
    age = next(iter(filling.questions()))
    with pytest.raises(CannotFill) as refused:
        filling.answer(age, value)
    assert refused.value.problems[0].code == "checks.wrong_type"


def test_accepts_tells_whether_the_rule_is_kept(form: Form) -> None:
    filling = Filling(form, Clock(MONDAY), {}, "uuid:9")
    age = next(iter(filling.questions()))
    filling.answer(age, 130)
    assert not filling.accepts(age)
    filling.answer(age, 119)
    assert filling.accepts(age)


def test_a_count_out_of_all_measure_stops_the_interview(form: Form) -> None:
    with pytest.raises(CannotFill) as refused:
        filling_of(form, n=5_000)
    assert refused.value.problems[0].code == "checks.repeat_count"


def test_a_repeat_that_the_form_does_not_count_has_as_many_instances_as_said() -> None:
    form = small(
        "<r><a/></r>",
        '<bind nodeset="/data/r/a"/>',
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/a"/></repeat></group>',
    )
    filling = Filling(form, Clock(MONDAY), {}, "uuid:1", counts={"r": 3})
    assert [question.position for question in filling.questions()] == ["1", "2", "3"]


def test_choices_are_those_left_by_the_answers_before() -> None:
    filling = begin(form_of("amem_tn_individual"), 1)
    for question in filling.questions():
        if question.name == "gov":
            filling.answer(question, "TN-11")
        if question.name == "deleg":
            offered = filling.choices(question)
            assert {choice.name[:4] for choice in offered} == {"TN11"}
            assert all({"fr", "ar", "en"} <= set(choice.labels) for choice in offered)
            break
        if question.name not in ("gov", "deleg"):
            answer_first(filling, question)


def test_a_clock_without_a_zone_is_refused(form: Form) -> None:
    with pytest.raises(ValueError, match="zone"):
        Filling(form, Clock(datetime(2026, 11, 23, 10)), {}, "uuid:1")


@pytest.mark.parametrize("zone", [TUNIS, UTC], ids=["Tunis", "UTC"])
@pytest.mark.parametrize("hour", [0, 9, 23])
@pytest.mark.parametrize("day", range(23, 30))
def test_the_reference_week_is_the_week_before_on_every_day(day: int, hour: int, zone: tzinfo) -> None:
    filling = at_reference_week(datetime(2026, 11, day, hour, 30, tzinfo=zone))
    assert (filling.value("ref_start"), filling.value("ref_end")) == ("16/11/2026", "22/11/2026")


def test_an_interview_begun_in_november_and_ended_in_december_keeps_its_week() -> None:
    begun = datetime(2026, 11, 22, 16, tzinfo=TUNIS)
    filling = at_reference_week(begun, ended=datetime(2026, 12, 1, 9, tzinfo=TUNIS))
    xml = filling.to_xml()
    assert fromstring(xml).findtext(".//ref_end") == "15/11/2026"  # noqa: S314 - our own document
    problems = check(filling.form, read_record(xml)).problems
    assert {problem.code for problem in problems}.isdisjoint({"checks.calculate", "checks.not_relevant"})


def test_the_same_seed_gives_the_same_bytes() -> None:
    form = form_of("amem_tn_listing")
    assert filled(form, 3) == filled(form, 3)
    assert filled(form, 3) != filled(form, 4)


def test_a_question_set_by_the_change_of_another_is_set_at_each_change_and_only_then() -> None:
    form = small(
        "<a/><seen/><note/><r><n/><m/></r>",
        '<bind nodeset="/data/a" type="int"/><bind nodeset="/data/seen" type="int"/>'
        '<bind nodeset="/data/r/n" type="int"/><bind nodeset="/data/r/m" type="int"/>',
        '<input ref="/data/a"><label>a</label>'
        '<setvalue event="xforms-value-changed" ref="/data/seen" value="/data/seen + 1"/>'
        '<setvalue event="xforms-value-changed" ref="/data/note">changed</setvalue></input>'
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/n"><label>n</label>'
        '<setvalue event="xforms-value-changed" ref="/data/r/m" value="../n * 2"/></input></repeat></group>',
    )
    filling = Filling(form, Clock(MONDAY), {"seen": "0"}, "uuid:1")
    by_name = {question.name: question for question in filling.questions()}
    filling.answer(by_name["a"], 5)
    filling.answer(by_name["a"], 5)
    assert (filling.value("seen"), filling.value("note")) == ("1", "changed")
    filling.answer(by_name["a"], 6)
    assert filling.value("seen") == "2"
    filling.answer(by_name["n"], 4)
    assert b"<m>8</m>" in filling.to_xml()


def test_what_was_told_in_a_repeat_can_be_chosen_from_later() -> None:
    form = small(
        "<r><who/></r><head/>",
        '<bind nodeset="/data/r/who" type="string"/><bind nodeset="/data/head" type="string"/>'
        '<bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/>',
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/who"><label>w</label></input></repeat>'
        "</group>"
        '<select1 ref="/data/head"><label>h</label><itemset nodeset="/data/r[who != \'\']"><value ref="who"/>'
        '<label ref="who"/></itemset></select1>',
    )
    filling = Filling(form, Clock(MONDAY), {}, "uuid:1", counts={"r": 3})
    names = iter(("Awa", "", "Ada"))
    for question in filling.questions():
        if question.name == "who":
            filling.answer(question, next(names))
        else:
            assert [choice.name for choice in filling.choices(question)] == ["Awa", "Ada"]
            filling.answer(question, "Bob")
    found = check(form, read_record(filling.to_xml())).problems
    assert [(problem.code, problem.values["question"]) for problem in found] == [("checks.choice_unknown", "head")]


def test_a_correction_names_the_instance_that_it_replaces_and_is_checked_like_any_record(form: Form) -> None:
    clock = Clock(MONDAY, MONDAY + timedelta(minutes=9))
    first = Filling(form, clock, {}, "uuid:7")
    again = Filling(form, clock, {}, "uuid:8", replaces="uuid:7")
    record = read_record(again.to_xml())
    assert (record.instance_id, record.deprecated_id) == ("uuid:8", "uuid:7")
    assert check(form, record).problems == check(form, read_record(first.to_xml())).problems
    assert read_record(first.to_xml()).deprecated_id == ""
    assert b"deprecatedID" not in first.to_xml()
