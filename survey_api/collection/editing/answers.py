"""The answers that an edit is about: those of the current version of one interview, under the current names."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from questionnaires.codebook import Variable
from questionnaires.edited import written
from questionnaires.form import Form
from questionnaires.media import among
from questionnaires.xform import compile_form
from survey_api.collection.editing.problems import NoSuchAnswer
from survey_api.current import histories, public
from survey_api.store import contents, forms, records
from survey_api.store.accepted import Accepted
from survey_api.store.edits import Version, interviews
from survey_api.store.records import RecordRow
from survey_api.store.vault import Vault
from survey_api.typed import held


@dataclass(frozen=True)
class Answered:
    """One interview as it stands: the public answers of its current version, before any edit."""

    record: RecordRow
    variables: Mapping[str, Variable]
    answers: Mapping[str, Any]

    def text(self, variable: str) -> str | None:
        """An answer as an edit names it."""
        return written(self.answers.get(variable))


def current_record(connection: Connection, form_id: str, instance_id: str) -> RecordRow | None:
    """The current version of the interview that a record belongs to; None where nobody knows it, or none is accepted.

    Of several that stand side by side it is the one asked for, if it is one of them.
    """
    rows = {row.number: row for row in records.around(connection, [(form_id, instance_id)])}
    graph = [Version(r.number, r.form_id, r.instance_id, r.deprecated_id, r.quarantine is None) for r in rows.values()]
    for interview in interviews(graph):
        if any(node.name == (form_id, instance_id) for node in interview.members):
            asked = next((node for node in interview.current if node.instance_id == instance_id), interview.head)
            return rows[asked.number] if asked is not None else None
    return None


def answered(connection: Connection, vault: Vault, form_id: str, case_id: str, instance_id: str) -> Answered:
    """The answers of a record that is the current version of an interview of the case. Raises NoSuchAnswer."""
    found = current_record(connection, form_id, instance_id)
    if found is None or found.instance_id != instance_id or found.case_id != case_id:
        raise NoSuchAnswer(case=case_id[:80], record=instance_id[:80])
    content = contents.read(connection, vault, [found.number]).get(found.number)
    if content is None:
        raise NoSuchAnswer(case=case_id[:80], record=instance_id[:80])
    compiled = {
        (head.form_id, head.version): _compiled(connection, head.form_id, head.version)
        for head in forms.published(connection)
        if head.form_id == found.form_id
    }
    history = histories(compiled, {})[found.form_id]
    stored = Accepted(found.form_id, found.version, found.instance_id, content)
    read = held(compiled[found.form_id, found.version], stored)
    variables = {variable.name: variable for variable in history.public_variables()}
    return Answered(found, variables, public(history, (read,)).rows[0])


def _compiled(connection: Connection, form_id: str, version: str) -> Form:
    media = tuple(forms.media(connection, form_id, version).items())
    return _compile(forms.xform(connection, form_id, version) or b"", media)


@lru_cache(16)
def _compile(xform: bytes, media: tuple[tuple[str, bytes], ...]) -> Form:
    return compile_form(xform, among(dict(media)))
