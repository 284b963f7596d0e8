"""What the linter says of conditions and circles is what the engine finds by trying every answer."""

from datetime import UTC, datetime
from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.filling import Clock, Filling
from questionnaires.linting.linter import lint
from questionnaires.sheets import Sheet, Sheets
from questionnaires.xform import UnusableForm, compile_form
from questionnaires.xlsform import build_xform

COLUMNS = ("type", "name", "label", "relevant", "calculation", "constraint")
CHOICES = tuple({"list_name": "l", "name": code, "label": code} for code in ("1", "2", "x"))
SETTINGS = Sheet(
    "settings", ("form_id", "version", "form_title"), ({"form_id": "f", "version": "1", "form_title": "F"},)
)


def form_of(rows: list[tuple[str, ...]]) -> Sheets:
    survey = tuple(dict(zip(COLUMNS, (*row, "", "", "", "", "", "")[:6], strict=True)) for row in rows)
    return Sheets(Sheet("survey", COLUMNS, survey), Sheet("choices", ("list_name", "name", "label"), CHOICES), SETTINGS)


ASKED = [
    ("select_one l", "one", "O"),
    ("select_multiple l", "many", "M"),
    ("decimal", "n", "N", "", "", ". >= 0 and . < 3.2"),
]
ANSWERS = (
    ("", "1", "2", "x"),
    ("", "1", "2", "x", "1 2", "1 x", "2 x", "1 2 x"),
    ("", "0", "0.5", "1", "1.5", "2", "2.5", "3", "3.1"),  # as its constraint accepts
)

codes = st.sampled_from(["'1'", "'2'", "'x'", "1", "2", "''"])
numbers = st.sampled_from(["0", "1", "2", "3"])
comparisons = st.one_of(
    st.builds("${{one}} {} {}".format, st.sampled_from(["=", "!="]), codes),
    st.builds("{1} {0} ${{one}}".format, st.sampled_from(["=", "!=", "<", ">="]), st.sampled_from(["1", "2"])),
    st.builds("${{n}} {} {}".format, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), numbers),
    st.builds("{1} {0} ${{n}}".format, st.sampled_from(["<", "<=", ">", ">="]), numbers),
    st.builds("selected(${{many}}, {})".format, st.sampled_from(["'1'", "'2'", "'x'", "'9'"])),
    st.builds("selected('{}', ${{one}})".format, st.sampled_from(["1 2", "x", "7 8"])),
    st.builds("selected(${{one}}, {})".format, st.sampled_from(["'1'", "'x'"])),
    st.sampled_from(["true()", "false()", "1 = 2", "'a' = 'a'", "0", "3", "count-selected(${many}) > 1"]),
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not({})".format, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(conditions, conditions), min_size=12, max_size=12))
def test_a_question_said_never_to_be_asked_is_asked_by_no_answers(written: list[tuple[str, str]]) -> None:
    rows: list[tuple[str, ...]] = list(ASKED)
    for number, (outer, inner) in enumerate(written):
        rows.append(("begin group", f"g{number}", "G", outer))
        rows.append(("text", f"t{number}", "T", inner))
        rows.append(("end group", "", ""))
    sheets = form_of(rows)
    form, clock = compile_form(build_xform(sheets)), Clock(datetime(2026, 1, 1, tzinfo=UTC))
    asked: set[str] = set()
    for answers in product(*ANSWERS):
        given_ = dict(zip(("one", "many", "n"), answers, strict=True))
        filling = Filling(form, clock, given_, "uuid:1")
        asked |= {question.name for question in filling.questions()}
    never = {
        f"t{finding.place.question[1:]}"
        for finding in lint(sheets)
        if finding.code in ("lint.never_asked", "lint.never_asked_within")
    }
    assert never & asked == set()


names = st.sampled_from([f"q{number}" for number in range(6)])
formulas = st.builds("${{{}}} + ${{{}}}".format, names, names)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(["calculate", "integer"]), st.one_of(st.just("1"), formulas)), min_size=6, max_size=6
    ),
    st.integers(0, 4),
    st.one_of(st.just(""), st.builds("${{{}}} = 1".format, names)),
)
def test_a_form_said_to_turn_in_circles_is_one_that_has_no_order(
    questions: list[tuple[str, str]], start: int, condition: str
) -> None:
    rows: list[tuple[str, ...]] = []
    for number, (kind, formula) in enumerate(questions):
        if number == start:
            rows.append(("begin group", "g", "G", condition))
        calculated = kind == "calculate"
        rows.append((kind, f"q{number}", "Q", "" if calculated else formula, formula if calculated else ""))
    sheets = form_of([*rows, ("end group", "", "")])
    said = any(finding.code in ("lint.cycle", "lint.self_reference") for finding in lint(sheets))
    try:
        compile_form(build_xform(sheets))
        turns = False
    except UnusableForm as unusable:
        turns = any(problem.code == "xform.circular" for problem in unusable.problems)
    assert said == turns
