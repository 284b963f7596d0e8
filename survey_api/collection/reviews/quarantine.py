"""What is to become of a record in quarantine: into the survey, in the place of another, or apart for good."""

from sqlalchemy import Connection

from survey_api.collection.occasion import Arguments
from survey_api.collection.reviews.errors import NoSuchReason, NotApart, StaysApart
from survey_api.collection.reviews.policy import POLICY
from survey_api.collection.reviews.sight import Sight
from survey_api.collection.reviews.standing import GONE
from survey_api.collection.reviews.state import Action
from survey_api.collection.reviews.versions import Record
from survey_api.store import forms, records
from survey_api.store.arrivals import Quarantine
from survey_api.store.decisions import Decision


def release(sight: Sight, arguments: Arguments) -> Decision:
    """Take a record out of quarantine: it is checked and counted. Raises NotNow, NotApart, StaysApart, NoSuchReason."""
    sight.require(Action.RELEASE)
    item, reason = _item(sight, arguments), _reason(arguments, Quarantine.UNKNOWN_VERSION)
    record = sight.standing.name
    if item.quarantine != Quarantine.UNKNOWN_VERSION:
        raise StaysApart.because(item.quarantine or "", record)
    if not _is_published(sight.connection, item):
        raise StaysApart.because("not_published", record, form=item.form_id, version=item.version)
    _log_moved(sight, item, None, "submission.released")
    return sight.decide(Action.RELEASE, item=item.number, kind=item.quarantine, reason=reason)


def replace(sight: Sight, arguments: Arguments) -> Decision:
    """Let the content in quarantine stand under its name; the one accepted before is kept apart in its place."""
    sight.require(Action.REPLACE)
    item, reason = _item(sight, arguments), _reason(arguments, Quarantine.OTHER_BYTES)
    record = sight.standing.name
    if item.quarantine != Quarantine.OTHER_BYTES:
        raise StaysApart.because(item.quarantine or "", record)
    if not _is_published(sight.connection, item):
        raise StaysApart.because("not_published", record, form=item.form_id, version=item.version)
    for one in sight.standing.members:
        if one.instance_id == item.instance_id and one.quarantine is None:
            _log_moved(sight, one, Quarantine.REPLACED, "submission.quarantined")
    _log_moved(sight, item, None, "submission.released")
    return sight.decide(Action.REPLACE, item=item.number, kind=item.quarantine, reason=reason)


def keep_apart(sight: Sight, arguments: Arguments) -> Decision:
    """Leave a record in quarantine for good; it stays as it came. Raises NotApart, NoSuchReason."""
    sight.require(Action.KEEP_APART)
    item, reason = _item(sight, arguments), arguments.get("reason")
    if reason not in POLICY.apart_reasons:
        raise NoSuchReason(reason=str(reason)[:80], reasons=", ".join(sorted(POLICY.apart_reasons)))
    return sight.decide(Action.KEEP_APART, item=item.number, kind=item.quarantine, reason=reason)


def _item(sight: Sight, arguments: Arguments) -> Record:
    number = arguments.get("item")
    found = next((one for one in sight.standing.members if one.number == number), None)
    if found is None or found.quarantine is None:
        raise NotApart(record=sight.standing.name, item=str(number)[:20])
    if found.quarantine in GONE:
        raise StaysApart.because(found.quarantine, sight.standing.name)
    return found


def _reason(arguments: Arguments, kind: Quarantine) -> str:
    reason, reasons = arguments.get("reason"), POLICY.release_reasons[kind.value]
    if reason not in reasons:
        raise NoSuchReason(reason=str(reason)[:80], reasons=", ".join(sorted(reasons)))
    return str(reason)


def _is_published(connection: Connection, item: Record) -> bool:
    return forms.digest_of(connection, item.form_id, item.version) is not None


def _log_moved(sight: Sight, item: Record, quarantine: Quarantine | None, action: str) -> None:
    moved = records.moved(sight.connection, item.number, quarantine)
    told = {"quarantine": quarantine.value} if quarantine else {}
    sight.occasion.log(sight.connection, action, f"submission:{moved['digest']}", **told)
