"""Stored records with typed answers: each against the very version it was filled with."""

from sqlalchemy import Connection

from questionnaires.checking import UNANSWERED, check
from questionnaires.form import Form
from questionnaires.media import among
from questionnaires.records import read_record
from questionnaires.removed import removed_questions
from questionnaires.xform import compile_form
from survey_api.held import Held
from survey_api.store import forms
from survey_api.store.accepted import Accepted


def compiled(connection: Connection, form_id: str, version: str) -> Form:
    """A published version, ready to read its records."""
    media = among(forms.media(connection, form_id, version))
    return compile_form(forms.xform(connection, form_id, version) or b"", media)


def held(form: Form, one: Accepted) -> Held:
    """A record as the export and the approval of a listing take it."""
    record = read_record(one.content)
    checked, removed = check(form, record), removed_questions(record)
    problems = [problem for problem in checked.problems if problem.values.get("question") not in removed]
    unanswered = (str(problem.values["path"]) for problem in problems if problem.code in UNANSWERED)
    return Held(
        form_id=one.form_id,
        version=one.version,
        instance_id=one.instance_id,
        n_problems=len(problems),
        answers=checked.answers.answers,
        repeats=checked.answers.repeats,
        unanswered=tuple(unanswered),
    )
