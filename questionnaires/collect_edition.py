"""A released form as ODK Collect fills it by itself: the case is chosen from a list, and its facts follow.

Only that is added: the tree of the record, its name and its version stay those of the released form, so that the
service takes and checks what comes as it takes any other.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from xml.sax.saxutils import escape, quoteattr

from questionnaires.problems import ProblemError

CASES, INTERVIEWERS = "cases.csv", "interviewers.csv"  # lie beside the form, made for each device
NAME, LABEL = "name", "label"  # columns of both files; the others of cases.csv are called as the facts
Words = Mapping[str, str]  # by language


class NoEdition(ProblemError):
    """The form has no place to choose a case in, or holds lists of these names already."""

    code = "tablet_field.no_edition"


@dataclass(frozen=True)
class Chosen:
    """What somebody chooses instead of the tablet: the fact, and how it is asked."""

    fact: str
    words: Words


@dataclass(frozen=True)
class Row:
    """One line to choose, with the facts that follow from it."""

    name: str
    label: str
    facts: Mapping[str, str] = field(default_factory=dict)


def collect_edition(xform: bytes, facts: Mapping[str, str], case: Chosen, interviewer: Chosen) -> bytes:
    """The form with interviewer and case to be chosen first. ``facts``: their paths in the form. Raises NoEdition."""
    form = xform.decode("utf-8")
    if case.fact not in facts or any(f'id="{_instance(name)}"' in form for name in (CASES, INTERVIEWERS)):
        raise NoEdition()
    asked = [(INTERVIEWERS, interviewer), (CASES, case)]
    chosen = [(name, one, facts[one.fact]) for name, one in asked if one.fact in facts]
    for _, _, path in chosen:
        form = _bound(form, path, {"required": "true()"})
    for fact, path in facts.items():
        if fact not in (case.fact, interviewer.fact):
            row = f"instance('{_instance(CASES)}')/root/item[{NAME} = {facts[case.fact]} ]"
            form = _bound(form, path, {"calculate": f"{row}/{fact}"})
    form = re.sub(r"<translation\b[^>]*>", lambda found: found[0] + _wordings(found[0], chosen), form)
    lists = "".join(f'<instance id="{_instance(name)}" src="jr://file-csv/{name}"/>' for name, _, _ in chosen)
    form = _once(r"</instance>", form, lambda end: end + lists)
    controls = "".join(_control(name, path, _label(name, one, form)) for name, one, path in chosen)
    return _once(r"<(?:\w+:)?body\b[^>]*>", form, lambda begin: begin + controls).encode("utf-8")


def as_csv(facts: Sequence[str], rows: Iterable[Row]) -> bytes:
    """A file beside the form: what is chosen, how it is shown, the facts that follow."""
    page = StringIO()
    lines = csv.writer(page, lineterminator="\n")
    lines.writerow([NAME, LABEL, *facts])
    lines.writerows([one.name, one.label, *(one.facts.get(fact, "") for fact in facts)] for one in rows)
    return page.getvalue().encode("utf-8")


def _instance(file: str) -> str:
    return f"amem_{file.partition('.')[0]}"


def _bound(form: str, path: str, told: Mapping[str, str]) -> str:
    """The form with more said of one place. Raises NoEdition where the form says nothing of it yet."""
    more = "".join(f" {name}={quoteattr(value)}" for name, value in told.items())
    return _once(rf'<bind\b(?=[^>]*\bnodeset="{re.escape(path)}")', form, lambda begin: begin + more)


def _wordings(translation: str, chosen: Sequence[tuple[str, Chosen, str]]) -> str:
    """The wordings of the choices in one translation: in its language, else in any."""
    code = re.search(r"\((\w+)\)", translation)
    return "".join(
        f'<text id="{_instance(name)}:label"><value>{escape(_in(one.words, code[1] if code else ""))}</value></text>'
        for name, one, _ in chosen
    )


def _in(words: Words, language: str) -> str:
    return words.get(language) or next(iter(words.values()), "")


def _label(name: str, one: Chosen, form: str) -> str:
    if "<translation" in form:
        return f"<label ref=\"jr:itext('{_instance(name)}:label')\"/>"
    return f"<label>{escape(_in(one.words, ''))}</label>"


def _control(name: str, path: str, label: str) -> str:
    return (
        f'<select1 ref="{path}" appearance="minimal autocomplete">{label}'
        f"<itemset nodeset=\"instance('{_instance(name)}')/root/item\">"
        f'<value ref="{NAME}"/><label ref="{LABEL}"/></itemset></select1>'
    )


def _once(pattern: str, form: str, replaced: Callable[[str], str]) -> str:
    found, n = re.subn(pattern, lambda match: replaced(match[0]), form, count=1)
    if not n:
        raise NoEdition()
    return found
