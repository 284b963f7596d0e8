"""Checking a record against the exact version it was filled with; a form is compiled once."""

import json
import threading
from collections.abc import Callable, Mapping

from questionnaires.checking import examine
from questionnaires.fieldwork import FieldForms
from questionnaires.form import Form
from questionnaires.problems import Problem
from questionnaires.records import LONGEST_ID, Record
from questionnaires.xform import compile_form
from survey_api.store.arrivals import Summary

# Where a problem is and which other one explains it, never what was answered.
KEPT_VALUES = ("question", "path", "position", "line", "n", "limit", "because", "because_path", "because_position")

LoadForm = Callable[[str, str], bytes]


class Checker:
    """Compiled forms by name and version, read from the store the first time a record needs them."""

    def __init__(self, load: LoadForm, field_forms: FieldForms) -> None:
        self._load = load
        self._field_forms = field_forms
        self._forms: dict[tuple[str, str], Form] = {}
        self._compiling = threading.Lock()

    def form(self, form_id: str, version: str) -> Form:
        """One published version, compiled."""
        with self._compiling:
            known = self._forms.get((form_id, version))
            if known is None:
                known = compile_form(self._load(form_id, version))
                self._forms[form_id, version] = known
        return known

    def summarise(self, record: Record) -> tuple[Summary, tuple[Problem, ...]]:
        """What checking found, as it is kept and as it is told."""
        problems = examine(self.form(record.form_id, record.version), record).problems
        answers = answers_by_name(record)
        summary = Summary(
            unit_id=_known_by(self._field_forms.unit_of(record.form_id, answers)),
            case_id=_known_by(self._field_forms.case_of(record.form_id, answers)),
            deprecated_id=record.deprecated_id or None,
            n_problems=len(problems),
            problems=json.dumps([as_kept(problem) for problem in problems]),
        )
        return summary, problems


def _known_by(identifier: str | None) -> str | None:
    """An identifier that a sample could have; a longer one names nothing, and no index of a database holds it."""
    return identifier if identifier is None or len(identifier) <= LONGEST_ID else None


def as_kept(problem: Problem) -> Mapping[str, object]:
    """A problem without any answer: its code and its place."""
    return {"code": problem.code} | {name: problem.values[name] for name in KEPT_VALUES if name in problem.values}


def answers_by_name(record: Record) -> dict[str, str]:
    """The raw answers by question; of a question that repeats, the last."""
    return {node.tag: node.text.strip() for node in record.root.iter() if node.text and node.text.strip()}
