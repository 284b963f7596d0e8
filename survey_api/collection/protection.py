"""Orders that protect respondents: appoint a custodian, withdraw a case, remove what has had its time."""

import base64
import binascii
from datetime import date

from sqlalchemy import Connection

from questionnaires.retention import months_after
from survey_api.collection.errors import NoSuchCase, NotAKey, NotDueYet
from survey_api.collection.occasion import Arguments, Occasion, Result
from survey_api.security.sealing import is_public_key, key_name
from survey_api.store import custodians, edit_values, removals, withdrawal
from survey_api.store.removals import Removed


def appoint_custodian(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Seal what identifies people to this key from now on. Raises NotAKey."""
    try:
        public = base64.b64decode(arguments["public"], validate=True)
    except (binascii.Error, ValueError):
        raise NotAKey() from None
    if not is_public_key(public):
        raise NotAKey()
    name = key_name(public)
    new = custodians.appoint(connection, name, public, occasion.at)
    if new:
        occasion.log(connection, "custodian.appointed", f"key:{name}")
    return {"new": new, "name": name}


def withdraw(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Forget what was said about a case; its key is destroyed after the commit. Raises NoSuchCase."""
    case_id = arguments["case_id"]
    if not withdrawal.is_known(connection, case_id):
        raise NoSuchCase(case=case_id[:80])
    gone = withdrawal.withdraw(connection, case_id, occasion.at)
    occasion.log(connection, "case.withdrawn", f"case:{case_id}", records=gone.records)
    return {"records": gone.records, "files": list(gone.files)}


def remove_answers(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Take answers out of some records whose time has come; how many, and whether others are left. Raises NotDueYet."""
    _require_due(arguments, occasion)
    questions = {form: frozenset(names) for form, names in arguments["questions"].items()}
    done = removals.remove_answers(connection, occasion.vault(), questions, occasion.at)
    edit_values.forget_variables(connection, frozenset().union(*questions.values()))
    return _told(connection, arguments, occasion, done)


def remove_identifiers(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Take what is sealed out of some records whose time has come. Raises NotDueYet."""
    _require_due(arguments, occasion)
    done = removals.remove_identifiers(connection, occasion.vault(), occasion.at)
    return _told(connection, arguments, occasion, done)


def _require_due(arguments: Arguments, occasion: Occasion) -> None:
    due = months_after(date.fromisoformat(arguments["locked"]), arguments["months"])
    if occasion.at.date() < due:
        raise NotDueYet(due=due.isoformat())


def _told(connection: Connection, arguments: Arguments, occasion: Occasion, removed: Removed) -> Result:
    if removed.records:
        about = {"records": removed.records, "policy": arguments["policy"], "locked": arguments["locked"]}
        occasion.log(connection, "retention.applied", removed.what, **about)
    return {"records": removed.records, "left": removed.left, "files": list(removed.files)}
