"""Records of every version under the current names and codes, as the export needs them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from questionnaires.changes import NOTHING_DECLARED, Changes
from questionnaires.codebook import is_public
from questionnaires.codes import Missing
from questionnaires.contracts import Column
from questionnaires.fieldwork import Answers
from questionnaires.form import Form
from questionnaires.harmonise import Harmonised, harmonise, harmonised
from questionnaires.history import Edition, History
from questionnaires.versions import age
from survey_api.held import Held

Forms = Mapping[tuple[str, str], Form]  # published versions by form and version
Declared = Mapping[tuple[str, str], Changes]  # what the authors declared of a version against the one before

_NOT_ASKED = (Missing.NOT_ASKED_IN_THIS_VERSION.value, int(Missing.NOT_ASKED_IN_THIS_VERSION))


def histories(forms: Forms, declared: Declared) -> dict[str, History]:
    """The versions of each form from the oldest to the current one, by their names, not by when they were published.

    Raises WrongChanges where a declaration does not fit the versions it stands between.
    """
    found: dict[str, list[Edition]] = {}
    for form_id, version in sorted(forms, key=lambda key: (key[0], age(key[1]))):
        edition = Edition(forms[form_id, version], declared.get((form_id, version), NOTHING_DECLARED))
        found.setdefault(form_id, []).append(edition)
    return {form_id: History(tuple(editions)) for form_id, editions in found.items()}


def current(history: History, held: Held) -> Held:
    """The record under the current names; what its version did not ask is empty: it tells nothing about the field."""
    if held.version == history.versions[-1]:
        return held
    repeats = history.repeats(held.version)
    return replace(
        held,
        answers=_told(harmonise(history, held.version, held.answers)),
        repeats={
            repeats.get(name, name): [
                _told(harmonise(history, held.version, row, repeats.get(name, name))) for row in rows
            ]
            for name, rows in held.repeats.items()
        },
    )


def _told(answers: Answers) -> Answers:
    return {name: None if value in _NOT_ASKED else value for name, value in answers.items()}


def public(history: History, records: Iterable[Held]) -> Harmonised:
    """The answers that may leave the house, one row a record in the order given, under the current names.

    A column that keeps values of an older type is left out where one of them could be a free text or an identifier.
    """
    chosen, records = history.public_variables(), tuple(records)
    older = [record for record in records if record.version != history.versions[-1]]
    found = harmonised(history, [(record.version, record.answers) for record in older])
    columns = [column for variable in chosen for column in variable.columns]
    names = {variable.name for variable in chosen}
    columns += [column for column in found.columns if _is_kept(history, column, names)]
    wanted = [column.name for column in columns]
    gone = harmonise(history, history.versions[-1], {})  # what the current version no longer asks
    told = {record.instance_id: row for record, row in zip(older, found.rows, strict=True)}
    rows = (told.get(record.instance_id) or {**gone, **record.answers} for record in records)
    return replace(
        found,
        columns=tuple(columns),
        rows=tuple({name: row.get(name) for name in wanted} for row in rows),
        not_asked={version: asked & set(wanted) for version, asked in found.not_asked.items()},
    )


def _is_kept(history: History, column: Column, public_names: set[str]) -> bool:
    """Whether a column holds what an older version of a public variable answered in another type, and never in text."""
    name, _, version = column.name.removesuffix(")").rpartition(" (")
    source = history.sources(version).get(name) if version in history.versions else None
    return name in public_names and source is not None and is_public(source.variable)
