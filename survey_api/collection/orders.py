"""Changes that a person orders: publish, load the sample, register devices and staff. Each is one transaction."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from questionnaires.attached import file_questions
from questionnaires.media import among
from questionnaires.sealed import may_identify
from questionnaires.xform import compile_form
from survey_api.collection import closing, freezing, protection
from survey_api.collection.at_the_door import identifies
from survey_api.collection.cases import deciding as cases
from survey_api.collection.coding import orders as coding
from survey_api.collection.editing import orders as editing
from survey_api.collection.errors import (
    DeviceExists,
    NoCustodian,
    NoSuchDevice,
    NoSuchRecord,
    NoSuchStaff,
    StaffExists,
    UnknownOrder,
    VersionTaken,
)
from survey_api.collection.flags.draws import keep_draws
from survey_api.collection.flags.verdicts import judge
from survey_api.collection.occasion import BACKUP_MADE, Arguments, Occasion, Result
from survey_api.collection.people import checked_name, role_named
from survey_api.collection.psus import approving, assigning, loading, numbering, releasing
from survey_api.collection.reviews import orders as reviews
from survey_api.collection.tablets import answering, enrolling, keys
from survey_api.store import custodians, deletion, forms, people, tablets


def publish(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Publish one version; the same content again changes nothing. Raises VersionTaken, NoCustodian."""
    form_id, version = arguments["form_id"], arguments["version"]
    xform = base64.b64decode(arguments["xform"])
    media = {name: base64.b64decode(content) for name, content in arguments.get("media", {}).items()}
    digest = hashlib.sha256(xform).hexdigest()
    held = forms.digest_of(connection, form_id, version)
    if held is not None and (held != digest or _media_held(connection, form_id, version) != _digests(media)):
        raise VersionTaken(form=form_id, version=version)
    if held is None:
        if custodians.newest(connection) is None and _identifies(xform, media):
            raise NoCustodian(form=form_id, version=version)
        row = {
            "form_id": form_id,
            "version": version,
            "title": arguments["title"],
            "xform": xform,
            "md5": _md5(xform),
            "sha256": digest,
            "file_questions": json.dumps(file_questions(xform)),
        }
        forms.publish(connection, row, occasion.at)
        forms.add_media(connection, [_media_row(form_id, version, name, media[name]) for name in sorted(media)])
        told = {"sha256": digest, "media": _digests(media)} if media else {"sha256": digest}
        _log(connection, occasion, "questionnaire.published", f"questionnaire:{form_id}:{version}", **told)
    return {"new": held is None}


def _identifies(xform: bytes, media: Mapping[str, bytes]) -> bool:
    return may_identify(xform) and identifies(compile_form(xform, among(media)))


def _media_held(connection: Connection, form_id: str, version: str) -> dict[str, str]:
    return {head.name: head.sha256 for head in forms.media_of(connection, form_id, version)}


def _digests(media: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(media.items())}


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()  # what OpenRosa compares


def _media_row(form_id: str, version: str, name: str, content: bytes) -> Mapping[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    return {
        "form_id": form_id,
        "version": version,
        "name": name,
        "md5": _md5(content),
        "sha256": digest,
        "content": content,
    }


def add_devices(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Register devices: name, team, the digest of a token that only the device has, and a code for the tablet.

    Raises DeviceExists, BadName.
    """
    devices = [{**device, "device_id": checked_name(device["device_id"])} for device in arguments["devices"]]
    codes = {device["device_id"]: device.pop("code") for device in devices if "code" in device}
    names = [device["device_id"] for device in devices]
    taken = sorted(people.known_devices(connection, names))
    if taken or len(set(names)) < len(names):
        raise DeviceExists(device=", ".join(taken or names))
    people.add_devices(connection, [{**device, "added_at": occasion.at} for device in devices])
    for device in devices:
        _log(connection, occasion, "device.added", f"device:{device['device_id']}", team=device["team"])
    for device_id, code in codes.items():
        enrolling.keep_code(connection, device_id, code, occasion)
    return {"added": len(devices)}


def revoke_device(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Refuse a device from now on. Raises NoSuchDevice."""
    device_id = arguments["device_id"]
    if not people.revoke_device(connection, device_id, occasion.at):
        raise NoSuchDevice(device=device_id[:80])
    tablets.forget_code(connection, device_id)
    _log(connection, occasion, "device.revoked", f"device:{device_id}")
    return {}


def add_staff(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Register a member of staff. Raises StaffExists, BadName, NoSuchRole."""
    login, role = checked_name(arguments["login"]), role_named(arguments["role"])
    if any(person["login"] == login for person in people.list_staff(connection)):
        raise StaffExists(login=login)
    team = checked_name(arguments["team"])
    digest_of_password = arguments["password_hash"]
    row = {
        "login": login,
        "role": role.value,
        "team": team,
        "password_hash": digest_of_password,
        "added_at": occasion.at,
    }
    people.add_staff(connection, row)
    _log(connection, occasion, "staff.added", f"staff:{login}", role=role.value, team=team)
    return {}


def revoke_staff(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Refuse a person from now on; sessions end at once. Raises NoSuchStaff."""
    login = arguments["login"]
    if not people.disable_staff(connection, login, occasion.at):
        raise NoSuchStaff(login=login[:80])
    _log(connection, occasion, "staff.revoked", f"staff:{login}")
    return {}


def forget_codes(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Forget the telephone of a person's one-time codes; the next sign-in names a new one. Raises NoSuchStaff."""
    login = arguments["login"]
    if not people.forget_code_secret(connection, login):
        raise NoSuchStaff(login=login[:80])
    people.end_sessions_of(connection, login)
    _log(connection, occasion, "staff.codes_forgotten", f"staff:{login}")
    return {}


def delete_interview(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Take an interview out of the survey, all versions of it. Raises NoSuchRecord."""
    form_id, instance_id = arguments["form_id"], arguments["instance_id"]
    deleted = deletion.delete(connection, form_id, instance_id, occasion.by, occasion.at)
    if not deleted:
        raise NoSuchRecord(form=form_id[:80], record=instance_id[:80])
    return {"deleted": deleted}


def note_access(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Write down that somebody takes answers out of the store."""
    _log(connection, occasion, "microdata.read", arguments["what"], records=arguments["records"])
    return {}


def note_backup(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Write down that a backup was made, and the digest of what it says of itself."""
    _log(connection, occasion, BACKUP_MADE, f"backup:{arguments['backup']}", manifest=arguments["manifest"])
    return {}


ORDERS: Mapping[str, Callable[[Connection, Arguments, Occasion], Result]] = {
    "publish": publish,
    "load_sample": loading.load_sample,
    "add_devices": add_devices,
    "revoke_device": revoke_device,
    "give_code": enrolling.give_code,
    "enrol_device": enrolling.enrol_device,
    "draw_receiving_key": keys.draw_receiving_key,
    "destroy_receiving_key": keys.destroy_receiving_key,
    "keep_team_keys": keys.keep_team_keys,
    "add_staff": add_staff,
    "delete_interview": delete_interview,
    "revoke_staff": revoke_staff,
    "forget_codes": forget_codes,
    "note_access": note_access,
    "note_backup": note_backup,
    "appoint_custodian": protection.appoint_custodian,
    "withdraw": protection.withdraw,
    "close_psu": closing.close_psu,
    "assign_psus": assigning.assign,
    "approve_psu": approving.approve,
    "reopen_psu": assigning.reopen,
    "release_replicate": releasing.release,
    "start_listing": numbering.start_listing,
    "remove_answers": protection.remove_answers,
    "remove_identifiers": protection.remove_identifiers,
    "note_freeze": freezing.note_freeze,
    "give_texts": coding.give_texts,
    "keep_codes": coding.keep_codes,
    "propose_edit": editing.propose,
    "confirm_edit": editing.confirm,
    "reject_edit": editing.reject,
    "retract_edit": editing.retract,
    "decide_case": cases.decide_case,
    "decide_cases": cases.decide_cases,
    "say_languages": cases.say_languages,
    "review": reviews.review,
    "review_many": reviews.review_many,
    "answer_comments": answering.answer_comments,
    "judge_flag": judge,
    "keep_draws": keep_draws,
}


def perform(connection: Connection, order: str, arguments: Arguments, occasion: Occasion) -> Result:
    """Carry out one order in the caller's transaction. Raises UnknownOrder, and what the order raises."""
    if order not in ORDERS:
        raise UnknownOrder(order=order[:80])
    return ORDERS[order](connection, arguments, occasion)


def _log(connection: Connection, occasion: Occasion, action: str, what: str, **details: object) -> None:
    occasion.log(connection, action, what, **details)
