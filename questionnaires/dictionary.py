"""The codebook as a reader of the files needs it: each variable in three languages, as values or as rows of a table."""

import csv
import io
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypedDict

from questionnaires.cells import safe
from questionnaires.codebook import Variable, variables
from questionnaires.codes import Missing
from questionnaires.form import Form, Words
from questionnaires.history import History
from questionnaires.universe import Say, Universe

LANGUAGES = ("fr", "ar", "en")

_BY_LANGUAGE = ("label", "section", "universe", "codes", "missing")
COLUMNS = (
    *("form_id", "version", "variable", "within", "type", "kind", "columns", "identifying", "universe_expression"),
    *(f"{column}_{language}" for column in _BY_LANGUAGE for language in LANGUAGES),
)


class Coded(TypedDict):
    """A code, or a reason for an empty cell ("" as code), with its words."""

    code: str
    label: dict[str, str]


class Entry(TypedDict):
    """One variable."""

    form_id: str
    version: str
    variable: str
    within: str
    type: str
    kind: str
    columns: list[str]
    identifying: bool
    universe_expression: list[str]
    label: dict[str, str]
    section: dict[str, str]
    universe: dict[str, str]
    codes: list[Coded]
    missing: list[Coded]


def as_values(
    form: Form, say: Say, history: History | None = None, chosen: Collection[str] | None = None
) -> list[Entry]:
    """Every variable of a form. With the history of its versions: where -5 stands for a version that did not ask it.

    ``chosen``: only these variables of a record, none of its repeats.
    """
    said = {language: Universe(form, language, say) for language in LANGUAGES}
    found = variables(form)
    if history is not None:
        kept = {(variable.within, variable.name) for variable in found}
        places = dict.fromkeys(variable.within for variable in found)
        found += tuple(one for place in places for one in history.variables(place) if (place, one.name) not in kept)
    if chosen is not None:
        found = tuple(variable for variable in found if not variable.within and variable.name in chosen)
    return [_entry(variable, form, said, say, history) for variable in found]


def as_rows(
    form: Form, say: Say, history: History | None = None, chosen: Collection[str] | None = None
) -> Iterator[Mapping[str, str]]:
    """The same as flat rows of text with ``COLUMNS``; codes one a line within their cell."""
    for entry in as_values(form, say, history, chosen):
        row = {
            **{name: entry[name] for name in ("form_id", "version", "variable", "within", "type", "kind")},
            "columns": " ".join(entry["columns"]),
            "identifying": "1" if entry["identifying"] else "0",
            "universe_expression": " and ".join(entry["universe_expression"]),
        }
        for language in LANGUAGES:
            row |= {f"{name}_{language}": entry[name][language] for name in ("label", "section", "universe")}
            row[f"codes_{language}"] = "\n".join(f"{one['code']} = {one['label'][language]}" for one in entry["codes"])
            row[f"missing_{language}"] = "\n".join(one["label"][language] for one in entry["missing"])
        yield row


def as_csv(form: Form, say: Say, history: History | None = None, chosen: Collection[str] | None = None) -> str:
    """The rows as one CSV text with its header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in as_rows(form, say, history, chosen):
        writer.writerow({column: safe(cell) for column, cell in row.items()})
    return text.getvalue()


def as_json(form: Form, say: Say, history: History | None = None) -> str:
    """The values as one JSON text."""
    return json.dumps(as_values(form, say, history), ensure_ascii=False, indent=1) + "\n"


def _entry(variable: Variable, form: Form, said: Mapping[str, Universe], say: Say, history: History | None) -> Entry:
    return {
        "form_id": form.form_id,
        "version": form.version,
        "variable": variable.name,
        "within": variable.within,
        "type": variable.type,
        "kind": variable.kind.value,
        "columns": [column.name for column in variable.columns],
        "identifying": variable.identifying,
        "universe_expression": list(variable.universe),
        "label": _words(variable.labels, said),
        "section": _words(variable.section, said),
        "universe": {language: _asked_of(variable, one) for language, one in said.items()},
        "codes": [{"code": choice.name, "label": _words(choice.labels, said)} for choice in variable.choices],
        "missing": list(_missing(variable, form, say, history)),
    }


def _asked_of(variable: Variable, universe: Universe) -> str:
    """In words; for a question that only older versions ask, the expressions of its own version."""
    node = universe.form.by_path.get(variable.path)
    return " and ".join(variable.universe) if node is None else universe.of(node)


def _words(words: Words, said: Mapping[str, Universe]) -> dict[str, str]:
    return {language: one.worded(words) for language, one in said.items()}


def _missing(variable: Variable, form: Form, say: Say, history: History | None) -> Iterator[Coded]:
    """Why a value may not be there: the empty cell first, then the codes."""
    node = form.by_path.get(variable.path)
    if variable.universe:
        yield _reason("", "not_asked", say)
    if node is not None and node.is_asked and node.required is None:
        yield _reason("", "not_answered", say)
    if node is not None and node.is_calculated:
        yield _reason("", "not_computed", say)
    if history is not None and (without := _without(variable, history)):
        code = Missing.NOT_ASKED_IN_THIS_VERSION
        yield _reason(code.value, code.name.lower(), say, versions=", ".join(without))
    for code in variable.missing:
        if code is not Missing.NOT_ASKED_IN_THIS_VERSION:
            yield _reason(code.value, code.name.lower(), say)


def _without(variable: Variable, history: History) -> Sequence[str]:
    return [one for one in history.versions if variable.name not in history.sources(one, variable.within)]


def _reason(code: str, reason: str, say: Say, **values: object) -> Coded:
    label = {language: say(f"codebook.missing_{reason}", language, values) for language in LANGUAGES}
    return {"code": code, "label": label}
