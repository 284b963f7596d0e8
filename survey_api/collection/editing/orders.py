"""The orders about edits: propose, confirm, reject, retract. Each is one decision about one answer."""

import re

from sqlalchemy import Connection

from questionnaires.codebook import Variable
from questionnaires.codes import Missing
from questionnaires.contracts import Kind
from questionnaires.edited import admits, normal
from survey_api.collection.deciding import decide, require_current
from survey_api.collection.editing.answers import Answered, answered, current_record
from survey_api.collection.editing.problems import (
    NoSuchAnswer,
    NotAnAnswer,
    NotARule,
    NotEditable,
    NothingChanged,
    NothingProposed,
    NotTheProposer,
    OldDiffers,
    ProposedAlready,
    Revised,
    SamePerson,
)
from survey_api.collection.editing.state import Action, Edit, edits_of, named, waiting
from survey_api.collection.editing.values import after_edits
from survey_api.collection.occasion import COMMAND_LINE, Arguments, Occasion, Result
from survey_api.store import decisions, edit_values
from survey_api.store.edit_values import Values

_RULE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,62}")
_NUMBERS = (Kind.WHOLE, Kind.NUMBER)
_SEVERAL = ("select_multiple", "rank")


def propose(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Propose that an answer be read as another one.

    Raises Overtaken, NoSuchAnswer, NotEditable, NotAnAnswer, NothingChanged, OldDiffers, ProposedAlready, NotARule.
    """
    case_id, name, record = arguments["case_id"], arguments["variable"], arguments["record"]
    rule = arguments["rule"]
    if not _RULE.fullmatch(rule):
        raise NotARule(rule=rule[:80])
    object_ = named(case_id, name)
    require_current(object_, decisions.last_of(connection, object_), arguments.get("expected"))
    found = answered(connection, occasion.vault(), arguments["form_id"], case_id, record)
    former = edits_of(decisions.of(connection, object_))
    if open_ := waiting(former):
        now = current_record(connection, arguments["form_id"], open_.record)
        if now is not None and now.instance_id == open_.record:
            raise ProposedAlready(variable=name, by=open_.proposed_by)
        former = former[:-1]
    values = _values(found, name, arguments)
    held = after_edits(found.text(name), former, edit_values.read(connection, occasion.vault(), [case_id]))
    if values.old != held:
        raise OldDiffers(variable=name, case=case_id)
    told = {"record": record, "rule": rule}
    made = decide(connection, occasion, object_, arguments.get("expected"), Action.PROPOSE.value, **told)
    edit_id = f"{case_id}/{name}/{made.version}"
    if not edit_values.keep(connection, occasion.vault(), edit_id, case_id, name, values):
        raise NoSuchAnswer(case=case_id, record=record[:80])
    return {"edit_id": edit_id, "version": made.version}


def confirm(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Let a proposed edit stand. Raises Overtaken, NothingProposed, SamePerson, Revised, OldDiffers, NoSuchAnswer."""
    edit = _waiting(connection, arguments)
    if edit.proposed_by == occasion.by and occasion.by != COMMAND_LINE:
        raise SamePerson(by=occasion.by)
    now = current_record(connection, arguments["form_id"], edit.record)
    if now is None or now.instance_id != edit.record:
        raise Revised(variable=edit.variable, case=edit.case_id)
    found = answered(connection, occasion.vault(), arguments["form_id"], edit.case_id, edit.record)
    values = edit_values.read(connection, occasion.vault(), [edit.case_id])
    former = edits_of(decisions.of(connection, named(edit.case_id, edit.variable)))
    if values[edit.edit_id].old != after_edits(found.text(edit.variable), former, values):
        raise OldDiffers(variable=edit.variable, case=edit.case_id)
    return _decided(connection, arguments, occasion, edit, Action.CONFIRM)


def reject(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Let the answer stand as it is. Raises Overtaken, NothingProposed."""
    return _decided(connection, arguments, occasion, _waiting(connection, arguments), Action.REJECT)


def retract(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Take back one's own proposal. Raises Overtaken, NothingProposed, NotTheProposer."""
    edit = _waiting(connection, arguments)
    if edit.proposed_by != occasion.by:
        raise NotTheProposer(by=edit.proposed_by)
    return _decided(connection, arguments, occasion, edit, Action.RETRACT)


def _waiting(connection: Connection, arguments: Arguments) -> Edit:
    object_ = named(arguments["case_id"], arguments["variable"])
    require_current(object_, decisions.last_of(connection, object_), arguments.get("expected"))
    found = waiting(edits_of(decisions.of(connection, object_)))
    if found is None:
        raise NothingProposed(variable=arguments["variable"][:80], case=arguments["case_id"][:80])
    return found


def _decided(connection: Connection, arguments: Arguments, occasion: Occasion, edit: Edit, action: Action) -> Result:
    object_ = named(edit.case_id, edit.variable)
    made = decide(connection, occasion, object_, arguments.get("expected"), action.value, edit=edit.edit_id)
    return {"edit_id": edit.edit_id, "version": made.version}


def _values(found: Answered, name: str, arguments: Arguments) -> Values:
    """What was and what should be, as one writes values of the variable."""
    variable = found.variables.get(name)
    if variable is None:
        raise NotEditable(variable=name[:80])
    try:
        old, new = (normal(variable.kind, arguments[which]) for which in ("old", "new"))
    except ValueError:
        raise NotAnAnswer(variable=name) from None
    if not _is_answer(variable, new):
        raise NotAnAnswer(variable=name)
    if old == new:
        raise NothingChanged(variable=name)
    return Values(old, new)


def _is_answer(variable: Variable, text: str | None) -> bool:
    codes = [choice.name for choice in variable.choices]
    if text is not None and variable.kind in _NUMBERS and not codes:
        missing = {int(code) for code in Missing}
        return float(text) not in missing or float(text) in {int(code) for code in variable.missing}
    return admits(codes, text, several=variable.type in _SEVERAL)
