"""Expressions written out again, every inner operator in brackets; and expressions made up by chance."""

from hypothesis import strategies as st

from questionnaires.expressions.syntax import Call, Chain, Expression, Negation, Number, Path, Step, Text

LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


def written(expression: Expression) -> str:
    """The text of an expression, which the parser reads back as the same parts."""
    match expression:
        case Number(value):
            return f"{value:.2f}"
        case Text(value):
            return f'"{value}"' if "'" in value else f"'{value}'"
        case Negation(of):
            return f"-{_inner(of)}"
        case Call(name, arguments):
            return f"{name}({', '.join(map(written, arguments))})"
        case Chain(first, rest):
            return " ".join([_inner(first), *(f"{operator} {_inner(right)}" for operator, right in rest)])
        case Path(start, steps):
            path = "/".join(map(_step, steps))
            return f"{written(start)}/{path}" if isinstance(start, Call) else f"{start}{path}"


def _inner(expression: Expression) -> str:
    text = written(expression)
    return f"({text})" if isinstance(expression, Chain | Negation) else text


def _step(step: Step) -> str:
    return step.name + "".join(f"[{written(predicate)}]" for predicate in step.predicates)


def expressions(
    leaves: st.SearchStrategy[Expression], functions: dict[str, tuple[int, int]]
) -> st.SearchStrategy[Expression]:
    """Expressions over these leaves and functions (fewest and most arguments)."""
    return st.recursive(
        leaves, lambda inner: st.one_of(_chains(inner), _calls(inner, functions), _negations(inner)), max_leaves=8
    )


def _negations(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return inner.map(Negation)


def _chains(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    def chain(level: tuple[str, ...]) -> st.SearchStrategy[Expression]:
        rest = st.lists(st.tuples(st.sampled_from(level), inner), min_size=1, max_size=3)
        return st.builds(lambda first, others: Chain(first, tuple(others)), inner, rest)

    return st.sampled_from(LEVELS).flatmap(chain)


def _calls(
    inner: st.SearchStrategy[Expression], functions: dict[str, tuple[int, int]]
) -> st.SearchStrategy[Expression]:
    def call(name: str) -> st.SearchStrategy[Expression]:
        fewest, most = functions[name]
        return st.lists(inner, min_size=fewest, max_size=most).map(lambda given: Call(name, tuple(given)))

    return st.sampled_from(sorted(functions)).flatmap(call)


numbers = st.integers(0, 500).map(lambda hundredths: Number(hundredths / 100)) | st.integers(0, 40).map(float).map(
    Number
)
texts = st.sampled_from(("", "a", "b", "a b", "1", "2.5", " 3 ", "2026-11-23", "x'y", "é", "-8")).map(Text)
