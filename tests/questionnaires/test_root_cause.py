"""One wrong answer that explains several problems: they say so, and none is lost."""

from hypothesis import given
from hypothesis import strategies as st

from questionnaires.checking import Checked, check
from questionnaires.form import Form
from questionnaires.records import read_record
from tests.questionnaires.builders import broken, filled, form_of, record, small

LISTS = """<instance id="town"><root><item><name>a</name><gov>1</gov></item><item><name>b</name><gov>2</gov></item>
</root></instance><instance id="quarter"><root><item><name>p</name><town>a</town></item>
<item><name>q</name><town>b</town></item></root></instance>"""
MODEL = """<consent/><age/><sex/><adult/><job/><hours/><pay/><boss/><pregnant/><beard/><gov/><town/><quarter/><n/>
<child><c_age/></child><total/><double/>"""
BINDS = """<bind nodeset="/data/consent" type="string"/>
<bind nodeset="/data/age" type="int" required="true()" constraint=". &lt; 100"/>
<bind nodeset="/data/sex" type="string"/>
<bind nodeset="/data/adult" type="string" calculate="if(/data/age &gt;= 18, 'yes', 'no')"/>
<bind nodeset="/data/job" type="string" relevant="/data/consent = '1' and /data/adult = 'yes'"/>
<bind nodeset="/data/hours" type="int" relevant="/data/job = 'driver'"/>
<bind nodeset="/data/pay" type="int" relevant="/data/hours &gt; 0"/>
<bind nodeset="/data/boss" type="string" relevant="/data/age &gt; 30"/>
<bind nodeset="/data/pregnant" type="string" relevant="/data/sex = '2'"/>
<bind nodeset="/data/beard" type="string" relevant="/data/sex = '1'" required="true()"/>
<bind nodeset="/data/gov" type="string"/><bind nodeset="/data/town" type="string"/>
<bind nodeset="/data/quarter" type="string"/><bind nodeset="/data/n" type="int"/>
<bind nodeset="/data/child/c_age" type="int" constraint=". &lt; /data/age"/>
<bind nodeset="/data/total" type="int" calculate="/data/n + 1"/>
<bind nodeset="/data/double" type="int" calculate="/data/n * 2"/>"""


def _ask(name: str) -> str:
    return f'<input ref="/data/{name}"><label>{name}</label></input>'


def _choose(name: str, narrowed_by: str) -> str:
    rows = f"instance('{name}')/root/item[{narrowed_by} = /data/{narrowed_by}]"
    return f"""<select1 ref="/data/{name}"><label>{name}</label><itemset nodeset="{rows}"><value ref="name"/>
    <label ref="name"/></itemset></select1>"""


BODY = (
    "".join(map(_ask, ("consent", "age", "sex", "job", "hours", "pay", "boss", "pregnant", "beard", "gov", "n")))
    + _choose("town", "gov")
    + _choose("quarter", "town")
    + '<group ref="/data/child"><label>c</label><repeat nodeset="/data/child" jr:count="/data/n">'
    + '<input ref="/data/child/c_age"><label>c</label></input></repeat></group>'
)
GOOD = {"consent": "1", "age": "40", "sex": "1", "adult": "yes", "job": "driver", "hours": "40", "pay": "900"}
GOOD |= {"boss": "1", "pregnant": "", "beard": "1", "gov": "1", "town": "a", "quarter": "p", "n": "1"}
FORM = small(MODEL, BINDS, BODY, LISTS)


def checked(**answers: str) -> Checked:
    told = {"total": "2", "double": "2"}
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in (GOOD | told | answers).items())
    return check(FORM, record(inside + "<child><c_age>3</c_age></child>"))


def explained(found: Checked) -> dict[str, str]:
    """The question of each problem and the one that explains it, empty when none does."""
    return {str(problem.values["question"]): str(problem.values.get("because", "")) for problem in found.problems}


def test_a_good_interview_has_no_cause() -> None:
    assert checked().causes == ()


def test_one_wrong_age_explains_every_answer_it_makes_the_form_skip() -> None:
    found = checked(age="12")
    assert explained(found) == dict.fromkeys(("adult", "job", "hours", "pay", "boss"), "age")
    [cause] = found.causes
    assert (cause.question, cause.path, cause.position) == ("age", "/data/age", "")
    assert cause.explains == found.problems
    assert cause.own == ()


def test_an_answer_that_is_wrong_itself_is_the_cause_and_has_none() -> None:
    found = checked(age="abc")
    assert explained(found) == {"age": "age"} | dict.fromkeys(("adult", "job", "hours", "pay", "boss", "c_age"), "age")
    assert [problem.code for problem in found.causes[0].own] == ["checks.wrong_type", "checks.required"]
    assert "because" not in found.problems[0].values


def test_only_the_part_of_the_condition_that_decides_is_blamed() -> None:
    assert explained(checked(consent="0")) == dict.fromkeys(("job", "hours", "pay"), "consent")


def test_an_answer_that_skips_one_question_and_asks_another_explains_both() -> None:
    assert explained(checked(sex="2", beard="")) == {}
    assert explained(checked(sex="2")) == {"beard": "sex"}
    assert explained(checked(sex="1", beard="", pregnant="1")) == {"pregnant": "sex", "beard": "sex"}


def test_a_missing_answer_alone_has_no_cause() -> None:
    assert explained(checked(beard="")) == {"beard": ""}


def test_a_code_that_a_filter_took_away_is_explained_by_the_answer_before() -> None:
    assert explained(checked(gov="2")) == {"town": "gov"}
    assert explained(checked(town="b")) == {"town": "gov", "quarter": "gov"}


def test_a_code_that_is_in_no_list_has_no_cause() -> None:
    assert explained(checked(town="zz"))["town"] == ""


def test_calculations_that_share_an_answer_point_to_it() -> None:
    assert explained(checked(n="3")) == dict.fromkeys(("child", "total", "double"), "n")


def test_one_wrong_calculation_alone_is_not_blamed_on_an_answer() -> None:
    assert explained(checked(total="5")) == {"total": ""}


def test_a_rule_between_two_answers_blames_neither() -> None:
    assert explained(checked(age="2", adult="no", job="", hours="", pay="", boss="")) == {"c_age": ""}


def _kinds(found: Checked) -> list[tuple[object, ...]]:
    return [(problem.code, problem.values["path"], problem.values["position"]) for problem in found.problems]


def _holds_together(form: Form, found: Checked) -> None:
    grouped = [problem for cause in found.causes for problem in cause.explains]
    with_cause = [problem for problem in found.problems if "because" in problem.values]
    assert sorted(map(str, grouped)) == sorted(map(str, with_cause))
    for problem in with_cause:
        assert problem.values["because_path"] in form.by_path


def test_no_problem_is_lost_in_broken_interviews_of_our_form() -> None:
    form = form_of("amem_tn_individual")
    for seed in range(12):
        _holds_together(form, check(form, read_record(broken(filled(form, seed), seed))))


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.sampled_from(["", "0", "1", "2", "b", "q", "12", "200", "x"])))
def test_whatever_is_answered_causes_only_add_to_problems(answers: dict[str, str]) -> None:
    found = checked(**answers)
    _holds_together(FORM, found)
    assert len(set(map(str, found.problems))) == len(found.problems)
    assert _kinds(found) == _kinds(checked(**answers))
