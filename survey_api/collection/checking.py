"""Checking records against the exact version they were filled with: bytes in, codes and places out, never an answer."""

import json
import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from questionnaires.checking import UNANSWERED, examine
from questionnaires.facts import facts_in
from questionnaires.fieldwork import FieldParts
from questionnaires.form import Form
from questionnaires.media import among
from questionnaires.problems import Problem
from questionnaires.records import read_record
from questionnaires.xform import compile_form
from survey_api.store.arrivals import BROKE_OFF, Findings

LOG = logging.getLogger("survey_api.checking")
# Where a problem is and which other one explains it, never what was answered.
KEPT_VALUES = ("question", "path", "position", "line", "n", "limit", "because", "because_path", "because_position")
Version = tuple[str, str]  # a questionnaire and its version


@dataclass(frozen=True, slots=True)
class ToCheck:
    """One record as received, and the version of the questionnaire it was filled with."""

    version: Version
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Published:
    """One published version: its XForm, the files that lie beside it, by name, and what the forms mean in the field."""

    xform: bytes = field(repr=False)
    media: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    parts: FieldParts | None = field(default=None, repr=False)

    def compiled(self) -> Form:
        """Ready to check records."""
        return compile_form(self.xform, among(self.media))


class Checker(Protocol):
    """Whoever checks, wherever it runs."""

    def learn(self, version: Version, form: Published) -> None:
        """Know one published version from now on."""

    def knows(self, version: Version) -> bool:
        """Whether records of this version can be checked."""

    def check(self, records: Sequence[ToCheck]) -> list[Findings]:
        """What checking finds in each record, in order. Never raises on what a record says."""

    def close(self) -> None:
        """Check nothing any more; a check under way may break off."""


class CheckerHere:
    """Checks in the calling thread."""

    def __init__(self) -> None:
        self._published: dict[Version, Published] = {}
        self._forms: dict[Version, Form] = {}

    def learn(self, version: Version, form: Published) -> None:
        """Know one published version from now on; it is compiled when a record first needs it."""
        self._published.setdefault(version, form)

    def knows(self, version: Version) -> bool:
        """Whether records of this version can be checked."""
        return version in self._published

    def check(self, records: Sequence[ToCheck]) -> list[Findings]:
        """What checking finds in each record, in order."""
        return [self.found(record) for record in records]

    def close(self) -> None:
        """Nothing is held."""

    def found(self, record: ToCheck) -> Findings:
        """What checking finds in one record."""
        try:
            return found_in(self.form(record.version), record.content, self._published[record.version].parts)
        except Exception as error:  # whatever it is, the interview is sound and cannot be held again
            where = traceback.extract_tb(error.__traceback__)[-1]  # what the error says may be an answer
            about = {"error": type(error).__name__, "where": f"{where.filename}:{where.lineno}"}
            LOG.error("a check broke off", extra=about)
            return BROKE_OFF

    def form(self, version: Version) -> Form:
        """One version, compiled once."""
        if version not in self._forms:
            self._forms[version] = self._published[version].compiled()
        return self._forms[version]


def found_in(form: Form, content: bytes, parts: FieldParts | None = None) -> Findings:
    """What checking finds in one record, and what it says of the field."""
    examined = examine(form, read_record(content))
    problems = examined.problems
    told = json.dumps([as_kept(problem) for problem in problems]) if problems else "[]"
    if parts is None:
        return Findings(len(problems), told)
    unanswered = [str(problem.values["path"]) for problem in problems if problem.code in UNANSWERED]
    return Findings(len(problems), told, facts_in(parts, form, examined.root, unanswered))


def as_kept(problem: Problem) -> Mapping[str, object]:
    """A problem without any answer: its code and its place."""
    return {"code": problem.code} | {name: problem.values[name] for name in KEPT_VALUES if name in problem.values}


def questions_named(findings: Findings, otherwise: str) -> tuple[str, ...]:
    """The questions that problems are about, each once, in the order of the form; ``otherwise`` where one has none."""
    problems = json.loads(findings.problems or "[]")
    return tuple(dict.fromkeys(str(problem.get("question", otherwise)) for problem in problems))
