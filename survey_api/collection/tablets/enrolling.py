"""Registering a tablet by a code: given by a person, used once; with it the device's former token ends."""

from sqlalchemy import Connection

from survey_api.collection.occasion import Arguments, Occasion, Result
from survey_api.collection.tablets import keys
from survey_api.collection.tablets.problems import CodeUnknown, DeviceRevoked, NoSuchTablet
from survey_api.security.enrolment import VALID, digest_of, plain
from survey_api.store import tablets

BY_CODE = "enrolment code"  # who registers a tablet, in the log


def give_code(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Give a device a code, in the place of the one it had. Raises NoSuchTablet, DeviceRevoked."""
    device_id = arguments["device_id"]
    match tablets.is_revoked(connection, device_id):
        case None:
            raise NoSuchTablet(device=device_id[:80])
        case True:
            raise DeviceRevoked(device=device_id)
    keep_code(connection, device_id, arguments["code"], occasion)
    occasion.log(connection, "device.code_given", f"device:{device_id}")
    return {}


def keep_code(connection: Connection, device_id: str, code: str, occasion: Occasion) -> None:
    """Keep the digest of a code; where tablets have no key to seal to yet, one is drawn. Raises CodeUnknown."""
    keys.draw_first(connection, occasion)
    digest = _digest(occasion, code)
    tablets.give_code(connection, device_id, digest, occasion.at, occasion.at + VALID)


def enrol_device(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Register whoever has a code: the device's token is theirs from now on, and the code is dead. Raises CodeUnknown.

    A code that was never given, was used, replaced or is too old, or whose device was revoked, is answered alike.
    """
    found = tablets.device_of_code(connection, _digest(occasion, arguments["code"]), occasion.at)
    if found is None:
        raise CodeUnknown()
    device_id, team = found
    tablets.forget_code(connection, device_id)
    tablets.replace_token(connection, device_id, arguments["token_sha256"])
    occasion.log(connection, "device.enrolled", f"device:{device_id}")
    return {"device": device_id, "team": team}


def _digest(occasion: Occasion, typed: str) -> str:
    code = plain(typed)
    if code is None or occasion.digest_key is None:
        raise CodeUnknown()
    return digest_of(occasion.digest_key(), code)
