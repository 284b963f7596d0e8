"""Expressions: what they give (a table that JavaRosa filled in), what is refused, and that nothing runs away."""

import math
from contextlib import suppress
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.answers import write
from questionnaires.expressions.functions import FUNCTIONS, SPECIAL
from questionnaires.expressions.parser import DEEPEST, LONGEST, parse
from questionnaires.expressions.problems import BudgetSpent, ExpressionError
from questionnaires.expressions.scope import Interview, Scope
from questionnaires.expressions.values import number_to_text, read_date, text_to_number
from questionnaires.form import Form, Node
from questionnaires.loading import Findings, load
from questionnaires.plan import instances
from questionnaires.records import Record
from questionnaires.state import bring_up_to_date
from questionnaires.xform import UnusableForm, compile_form
from tests.questionnaires.builders import MONDAY, TUNIS, record, small
from tests.questionnaires.expression_table import PLACES, form_at, record_at, rows


def evaluated(form: Form, filled: Record) -> Scope:
    """The state of a record with everything calculated, moment and chance included."""
    root = load(form, filled, Findings())
    bring_up_to_date(root, form.plan.steps, lambda *_: None, keep_volatile=False)
    return root


def value_of(expression: str, now: datetime = MONDAY) -> str:
    """What one expression gives in a record without answers."""
    form = small("<a/><v/>", f'<bind nodeset="/data/v" calculate="{expression}"/>')
    root = Scope(Interview(now, TUNIS, "fr", lambda: 0.25), form.root.width, 0, None, 0)
    bring_up_to_date(root, form.plan.steps, lambda *_: None, keep_volatile=False)
    return write(root.raw[form.node("/data/v").slot])


@pytest.mark.parametrize("place", PLACES)
def test_expressions_give_what_javarosa_gives(place: str) -> None:
    form = compile_form(form_at(place))
    root = evaluated(form, record_at(place))

    for at, (expression, expected) in enumerate(rows(place)):
        node = form.node(f"{place}/v{at}")
        given_values = [write(scope.raw[node.slot]) for scope in instances(node.owner, root)]
        assert (expression, given_values) == (expression, expected)


def test_today_and_now_follow_the_clock_and_zone_of_the_interview() -> None:
    assert value_of("format-date(today(), '%Y-%m-%d')") == "2026-11-23"
    assert value_of("format-date-time(now(), '%H:%M')") == "10:05"
    just_after_midnight = datetime(2026, 11, 24, 0, 30, tzinfo=TUNIS)
    assert value_of("format-date(today(), '%d')", just_after_midnight) == "24"
    assert value_of("int(decimal-date-time(now()))", just_after_midnight) == str(20780)  # still the 23rd in UTC


def test_random_and_uuid_come_from_the_dice_of_the_interview() -> None:
    assert value_of("random()") == "0.25"
    assert value_of("uuid()") == "44444444-4444-4444-9444-444444444444"


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("foo(1)", "expressions.unknown_function"),
        ("if(1, 2)", "expressions.argument_count"),
        ("substr('a')", "expressions.argument_count"),
        ("indexed-repeat(/data/a, /data, 1, 2)", "expressions.argument_count"),
        ("1 +", "expressions.ends_early"),
        ("(1", "expressions.ends_early"),
        ("1 2", "expressions.unexpected_token"),
        ("1 = ) 2", "expressions.unexpected_token"),
        ("é#", "expressions.unexpected_character"),
        ("'abc", "expressions.unexpected_character"),
        ("//a", "expressions.unsupported"),
        ("/data/a | /data/v", "expressions.unsupported"),
        ("/data/@id", "expressions.unsupported"),
        ("child::a", "expressions.unsupported"),
        ("$x", "expressions.unsupported"),
        ("/data/a[1]", "expressions.unsupported"),
        ("/data/b", "expressions.unknown_path"),
        ("/other/a", "expressions.unknown_path"),
        ("../../../a", "expressions.unknown_path"),
        ("instance('x')/root/item/name", "expressions.unknown_instance"),
        ("position(1)", "expressions.not_a_path"),
        ("position()", "expressions.not_a_path"),
        ("jr:choice-name('1', /data/a)", "expressions.not_a_path"),
        ("regex(/data/a, '(?=x)')", "expressions.pattern"),
        ("regex(/data/a, '[')", "expressions.pattern"),
        ("(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1), "expressions.too_deep"),
        ("1" * (LONGEST + 1), "expressions.too_long"),
    ],
)
def test_an_expression_that_cannot_be_used_is_refused_with_its_question(expression: str, code: str) -> None:
    with pytest.raises(UnusableForm) as refused:
        value_of(expression)
    problem = refused.value.problems[0]
    assert problem.code == code
    assert problem.values["question"] == "v"
    assert problem.values["use"] == "calculate"
    assert problem.values["expression"] == expression


def test_all_wrong_expressions_of_a_form_are_told_at_once() -> None:
    with pytest.raises(UnusableForm) as refused:
        small("<a/><b/>", '<bind nodeset="/data/a" relevant="foo()"/><bind nodeset="/data/b" constraint="1 +"/>')
    assert [problem.values["question"] for problem in refused.value.problems] == ["a", "b"]


_WRITTEN_UNDER = {"enclosed-area": "area"}  # its name in older forms


def test_every_function_names_its_section_of_the_specification() -> None:
    for name, function in FUNCTIONS.items():
        assert function.section == f"#fn:{_WRITTEN_UNDER.get(name, name)}"
    for name, (_, _, section) in SPECIAL.items():
        assert section == f"#fn:{name}"


def test_a_long_chain_of_operators_nests_nothing() -> None:
    assert value_of(" + ".join(["1"] * 5_000)) == "5000"
    assert value_of(" or ".join(["0"] * 5_000 + ["1"])) == "1"


@given(st.text(alphabet="abc/.()[]'\"12 +-*=<>!,|@$:divmodandor", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ExpressionError):
        parse(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_as_java_does_is_the_same_number(number: float) -> None:
    text = number_to_text(number)
    assert math.isclose(float(text), number, rel_tol=1e-9, abs_tol=1e-12)


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_not(text: str) -> None:
    text_to_number(text)
    read_date(text, TUNIS)


def test_a_date_that_does_not_exist_is_no_date() -> None:
    for text in ("2026-02-30", "2026-13-01", "26-01-01", "2026-01-01T25:00", "2026-01-01T10:00+99:00", "0000-01-01"):
        assert read_date(text, TUNIS) is None


def _squares(instances_sent: int) -> tuple[Form, Record]:
    form = small(
        "<r><n/><c/></r>",
        '<bind nodeset="/data/r/n" type="int"/>'
        '<bind nodeset="/data/r/c" calculate="count(/data/r[n &lt;= current()/../n])"/>',
        '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/n"/></repeat></group>',
    )
    return form, record("<r><n>1</n><c/></r>" * instances_sent)


def test_work_that_grows_with_the_square_of_the_repeats_stops_at_its_budget() -> None:
    form, few = _squares(30)
    evaluated(form, few)
    form, many = _squares(3_000)
    with pytest.raises(BudgetSpent):
        evaluated(form, many)


def test_a_text_doubled_forty_times_does_not_fill_the_memory() -> None:
    names = [f"t{at}" for at in range(41)]
    binds = '<bind nodeset="/data/t0" calculate="\'abcdefgh\'"/>' + "".join(
        f'<bind nodeset="/data/{name}" calculate="concat(/data/{before}, /data/{before})"/>'
        for before, name in pairwise(names)
    )
    elements = "".join(f"<{name}/>" for name in names)
    form = small(elements, binds)
    failed: list[Node] = []
    root = load(form, record(elements), Findings())
    bring_up_to_date(root, form.plan.steps, lambda node, _scope, _use: failed.append(node), keep_volatile=False)
    assert failed
    assert max(len(str(value)) for value in root.raw) <= 200_000


def test_a_pattern_that_makes_other_engines_run_for_ever_is_answered_at_once() -> None:
    assert value_of(f"regex('{'a' * 5_000}!', '^(a+)+$')") == "0"


@pytest.mark.parametrize(
    ("line", "crosses"),
    [
        ("0 0; 0 2; 2 2; 2 0", "0"),
        ("0 0; 2 2; 2 0; 0 2", "1"),
        ("0 0; 0 2; 2 2; 2 0; 0 0", "0"),
        ("", "0"),
    ],
)
def test_a_line_that_crosses_itself_is_told(line: str, crosses: str) -> None:
    assert value_of(f"intersects('{line}')") == crosses


def test_a_line_of_many_points_does_not_outrun_the_budget() -> None:
    form = small("<g/><v/>", '<bind nodeset="/data/v" calculate="intersects(/data/g)"/>')
    line = "; ".join(f"{at % 89} {at % 179}" for at in range(2_000))
    with pytest.raises(BudgetSpent):
        evaluated(form, record(f"<g>{line}</g><v/>"))
