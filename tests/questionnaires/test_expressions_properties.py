"""What holds of every expression: written out it is read back the same; compiled it gives what a slow reading gives."""

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from questionnaires.expressions.compiler import Compiler
from questionnaires.expressions.parser import DEEPEST, parse
from questionnaires.expressions.problems import FAILURES, BudgetSpent, ExpressionError
from questionnaires.expressions.scope import Interview, Scope
from questionnaires.expressions.syntax import Call, Chain, Expression, Number, Path, Step
from questionnaires.expressions.values import to_text, to_truth
from questionnaires.loading import Findings, load
from tests.questionnaires.builders import MONDAY, TUNIS, record, small
from tests.questionnaires.printing import expressions, numbers, texts, written
from tests.questionnaires.slow import Leaf, Slow

INSIDE = """<a>5</a><w>a b</w><d>2026-11-23</d><e/><g><f>2.5</f></g>
<r><n>1</n><t>x</t></r><r><n>2</n><t/></r><r><n>3</n><t>a</t></r>"""
FORM = small(
    "<a/><w/><d/><e/><g><f/></g><r><n/><t/></r><v/>",
    '<bind nodeset="/data/a" type="int"/><bind nodeset="/data/w" type="string"/><bind nodeset="/data/d" type="date"/>'
    '<bind nodeset="/data/e" type="int"/><bind nodeset="/data/g/f" type="decimal"/>'
    '<bind nodeset="/data/r/n" type="int"/>',
    '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/n"/></repeat></group>',
)


REFUSED = ("expressions.pattern", "expressions.too_deep")  # of an expression made up by chance


def _tree() -> Leaf:
    def line(n: float, t: str) -> Leaf:
        return Leaf("r").add(Leaf("n", n), Leaf("t", t))

    root = Leaf("data").add(Leaf("a", 5.0), Leaf("w", "a b"), Leaf("d", date(2026, 11, 23)), Leaf("e"))
    return root.add(Leaf("g").add(Leaf("f", 2.5)), line(1.0, "x"), line(2.0, ""), line(3.0, "a"), Leaf("v"))


def _path(text: str) -> Expression:
    return parse(text)


OUTSIDE = (
    "/data/a",
    "/data/w",
    "/data/d",
    "/data/e",
    "/data/g/f",
    "../a",
    "../g/f",
    "/data/r/n",
    "/data/r/t",
    "../r/n",
)
OUTSIDE += ("/data/r[n > 1]/n", "/data/r[position() = 2]/t", "/data/r[n = current()/../a]/n", "/data/r[t = '']/n")
WITHIN = (
    "../n",
    "../t",
    "/data/r/n",
    "../../r/n",
    "../../a",
    "/data/r[n < current()/../n]/n",
    "/data/g/f",
    "current()/../n",
)
FUNCTIONS = {"if": (3, 3), "coalesce": (2, 2), "concat": (1, 3), "join": (2, 3), "sum": (1, 1), "count": (1, 1)}
FUNCTIONS |= {"max": (1, 2), "min": (1, 2), "not": (1, 1), "boolean": (1, 1), "number": (1, 1), "string": (1, 1)}
FUNCTIONS |= {"int": (1, 1), "round": (1, 2), "abs": (1, 1), "pow": (2, 2), "substr": (2, 3), "selected": (2, 2)}
FUNCTIONS |= {
    "count-selected": (1, 1),
    "selected-at": (2, 2),
    "contains": (2, 2),
    "starts-with": (2, 2),
    "date": (1, 1),
}
FUNCTIONS |= {"string-length": (1, 1), "normalize-space": (1, 1), "translate": (3, 3), "format-date": (2, 2)}
FUNCTIONS |= {"decimal-date-time": (1, 1), "boolean-from-string": (1, 1), "count-non-empty": (1, 1), "regex": (2, 2)}
FUNCTIONS |= {"substring-before": (2, 2), "substring-after": (2, 2), "checklist": (3, 4), "digest": (2, 2)}


def _leaves(paths: tuple[str, ...]) -> st.SearchStrategy[Expression]:
    return st.one_of(numbers, texts, st.sampled_from(paths).map(_path))


def _compiled(expression: Expression, path: str, scope: Scope) -> tuple[str, bool] | None:
    try:
        compiled = Compiler(FORM.root, FORM.tables).compile(written(expression), FORM.node(path), "calculate")
    except ExpressionError as refused:
        assume(refused.problems[0].code not in REFUSED)
        raise
    try:
        return to_text(compiled.value(scope)), compiled.truth(scope)
    except FAILURES:
        return None


def _slow(expression: Expression, at: Leaf, root: Leaf, interview: Interview) -> tuple[str, bool] | None:
    try:
        value = Slow(root, at, interview).value(expression)
        return to_text(value), to_truth(value)
    except FAILURES:
        return None


@settings(max_examples=150, deadline=None)
@given(expressions(_leaves(OUTSIDE), FUNCTIONS))
def test_compiled_an_expression_gives_what_reading_it_slowly_gives(expression: Expression) -> None:
    scope = load(FORM, record(INSIDE + "<v/>"), Findings(), MONDAY)
    tree = _tree()
    interview = Interview(MONDAY, TUNIS, "fr", lambda: 0.5)
    scope.interview.zone = TUNIS
    assert _compiled(expression, "/data/v", scope) == _slow(expression, tree.children[-1], tree, interview)


@settings(max_examples=150, deadline=None)
@given(expressions(_leaves(WITHIN), FUNCTIONS), st.integers(0, 2))
def test_so_it_does_within_a_repeat(expression: Expression, line: int) -> None:
    root = load(FORM, record(INSIDE + "<v/>"), Findings(), MONDAY)
    root.interview.zone = TUNIS
    tree = _tree()
    at = [child for child in tree.children if child.name == "r"][line].children[1]
    ours = _compiled(expression, "/data/r/t", root.repeats[0][line])
    assert ours == _slow(expression, at, tree, Interview(MONDAY, TUNIS, "fr", lambda: 0.5))


NAMES = st.sampled_from(("a", "b-c", "d.e", "é", "_f", "g1"))
STEPS = st.builds(Step, NAMES | st.sampled_from((".", "..")), st.lists(numbers | texts, max_size=2).map(tuple))
PATHS = st.builds(
    lambda start, steps: Path(start, tuple(steps)),
    st.sampled_from(("/", "", Call("current", ()))),
    st.lists(STEPS, min_size=1, max_size=4),
)


@given(expressions(numbers | texts | PATHS, {"f": (0, 3), "jr:g": (1, 2), "h-i": (1, 1)}))
def test_what_is_written_out_is_read_back_as_the_same_parts(expression: Expression) -> None:
    assert parse(written(expression)) == expression


@given(st.integers(1, 400), st.sampled_from(("(", "-(", "not(", "if(1, 1, ", "1 + (", "/data/r[n = (")))
def test_brackets_within_brackets_are_read_or_refused_and_never_exhaust_the_reader(depth: int, opening: str) -> None:
    closing = ")]" if opening.endswith("[n = (") else ")"
    text = opening * depth + "1" + closing * depth
    if depth > DEEPEST:
        with pytest.raises(ExpressionError):
            parse(text)
    elif depth < DEEPEST / 2:
        parse(text)


@settings(max_examples=40, deadline=None)
@given(expressions(_leaves(OUTSIDE), FUNCTIONS), st.integers(0, 60))
def test_no_expression_outruns_its_budget(expression: Expression, steps: int) -> None:
    scope = load(FORM, record(INSIDE + "<v/>"), Findings(), MONDAY)
    scope.interview.steps = steps
    many = Chain(expression, (("+", Number(1.0)),) * 20)
    try:
        compiled = Compiler(FORM.root, FORM.tables).compile(written(many), FORM.node("/data/v"), "calculate")
        compiled.value(scope)
    except (*FAILURES, BudgetSpent, ExpressionError):
        return
    assert scope.interview.steps >= 0
