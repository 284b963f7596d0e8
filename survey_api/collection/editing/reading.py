"""Edits as others ask for them: what waits for a decision, what was decided, what an export takes along."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from questionnaires.edited import written
from survey_api.collection.editing.answers import current_record
from survey_api.collection.editing.state import KIND, Edit, EditState, edits_of, waiting
from survey_api.collection.editing.values import applied
from survey_api.store import decisions, edit_values
from survey_api.store.records import RecordRow
from survey_api.store.vault import Vault


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """An edit that waits for a decision, and the team whose interview it is about. ``version``: of the decisions."""

    edit: Edit
    team: str
    version: int


def open_proposals(
    connection: Connection, form_id: str, cases: Iterable[str] | None = None
) -> tuple[OpenProposal, ...]:
    """The edits of these cases (of all by default) that wait for a decision.

    A proposal about a version that was replaced since is settled: the revised version says what the answer is.
    """
    wanted = None if cases is None else set(cases)
    found = []
    for made in decisions.of_kind(connection, KIND).values():
        edit = waiting(edits_of(made))
        if edit is None or (wanted is not None and edit.case_id not in wanted):
            continue
        record = standing_record(connection, form_id, edit)
        if record is not None:
            found.append(OpenProposal(edit, record.team, made[-1].version))
    return tuple(sorted(found, key=lambda one: (one.edit.proposed_at, one.edit.edit_id)))


def standing_record(connection: Connection, form_id: str, edit: Edit) -> RecordRow | None:
    """The record that an edit is about, if it is still the current version of its interview."""
    record = current_record(connection, form_id, edit.record)
    return record if record is not None and record.instance_id == edit.record else None


@dataclass(frozen=True)
class Exportable:
    """The confirmed edits that fit the answers as they go out; how many others do not any more."""

    rows: tuple[Mapping[str, Any], ...]
    left: int


@dataclass(frozen=True)
class Confirmed:
    """The confirmed edits of all cases as the store holds them."""

    edits: tuple[tuple[Edit, ...], ...] = ()  # by answer
    values: Mapping[str, edit_values.Values] | None = None


def confirmed(connection: Connection, vault: Vault) -> Confirmed:
    """Every answer of which an edit was confirmed, with the values; of withdrawn cases nothing."""
    by_answer = (edits_of(made) for made in decisions.of_kind(connection, KIND).values())
    kept = tuple(edits for edits in by_answer if any(edit.state is EditState.CONFIRMED for edit in edits))
    return Confirmed(kept, edit_values.read(connection, vault) if kept else {})


def exportable(found: Confirmed, answers: Mapping[str, Mapping[str, Any]]) -> Exportable:
    """The edits of the answers that go out. ``answers``: by case, the columns that an analyst may see."""
    rows: list[Mapping[str, Any]] = []
    left = 0
    values = found.values or {}
    for edits in sorted(found.edits, key=lambda one: (one[0].case_id, one[0].variable)):
        case_id, variable = edits[0].case_id, edits[0].variable
        answer = answers.get(case_id, {})
        fitting = list(applied(written(answer[variable]), edits, values)) if variable in answer else []
        left += sum(edit.state is EditState.CONFIRMED and edit.edit_id in values for edit in edits) - len(fitting)
        rows += [_row(step, edit, values[edit.edit_id]) for step, edit in enumerate(fitting, 1)]
    return Exportable(tuple(rows), left)


def _row(step: int, edit: Edit, values: edit_values.Values) -> Mapping[str, Any]:
    return {
        "edit_id": edit.edit_id,
        "case_id": edit.case_id,
        "variable": edit.variable,
        "step": step,
        "old": values.old,
        "new": values.new,
        "rule": edit.rule,
        "who": edit.proposed_by,
        "confirmed_by": edit.decided_by,
        "at": edit.decided_at,
    }
