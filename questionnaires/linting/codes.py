"""Codes that an expression looks for and that are not in the list of the question."""

from collections.abc import Iterator

from questionnaires.expressions.syntax import Call, Expression
from questionnaires.linting.findings import Finding, Rule, error, warning
from questionnaires.linting.reading import calls, constant, is_itself, pairs, reference
from questionnaires.linting.subject import Entry, Subject, Written
from questionnaires.linting.values import same


def _absent(subject: Subject) -> Iterator[Finding]:
    for written, tree in subject.readable:
        for asked, code, matters in dict.fromkeys(_sought(subject, written, tree)):
            codes = subject.codes(asked)
            if codes is None or any(same(known, code) for known in codes):
                continue
            finding = error if matters else warning
            known = ", ".join(sorted(codes)[:12]) or "-"
            about = {"name": asked.name, "code": _plain(code), "list": asked.list_name, "known": known}
            yield finding("lint.code_not_in_list", written.place, **about)


def _sought(subject: Subject, written: Written, tree: Expression) -> Iterator[tuple[Entry, str | float, bool]]:
    """Each question and code that are compared, and whether the comparison can then never hold."""
    for left, operator, right in pairs(tree, ("=", "!=")):
        for side, other in ((left, right), (right, left)):
            asked, code = _select(subject, written, side), constant(other)
            if asked is not None and code not in (None, ""):
                yield asked, code, operator == "="
    for call in calls(tree, ("selected", "is-selected")):
        if len(call.arguments) == 2:
            yield from _selected(subject, written, call)


def _selected(subject: Subject, written: Written, call: Call) -> Iterator[tuple[Entry, str | float, bool]]:
    first, second = call.arguments
    code, codes = constant(second), constant(first)
    if code not in (None, "") and (asked := _select(subject, written, first)):
        yield asked, code, True
    if isinstance(codes, str) and (asked := _select(subject, written, second)):
        yield from ((asked, one, False) for one in codes.split())


def _select(subject: Subject, written: Written, expression: Expression) -> Entry | None:
    asked = written.entry if is_itself(expression) else subject.one(reference(expression))
    return asked if asked is not None and asked.type in ("select_one", "select_multiple") else None


def _plain(code: str | float) -> str:
    return code if isinstance(code, str) else f"{code:g}"


RULES = (Rule(("lint.code_not_in_list",), _absent),)
