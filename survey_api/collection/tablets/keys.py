"""The keys that tablets are given: the one that finished interviews are sealed to, and those of their team.

The private half of a receiving key lies with the keys of cases (``store.vault``), of which there is one file and one
copy beside the backups: destroyed, it is destroyed everywhere. A team's keys are on paper; the service has the public
half of its recovery key, and a check by which a tablet knows a wrong hint key before it uses it: the first sixteen
hexadecimal digits of SHA-256 of ``amem hint key `` and the key.
"""

import base64
from typing import Any

from sqlalchemy import Connection

from survey_api.collection.occasion import Arguments, Occasion, Result
from survey_api.collection.people import checked_name
from survey_api.collection.tablets.problems import KeyInUse, NoSuchKey
from survey_api.security.sealed_interviews import key_id_of, new_pair
from survey_api.store import tablets


def keys_for(connection: Connection, team: str) -> dict[str, Any]:
    """The part of what a tablet is told that is about keys; nothing in it opens anything."""
    receiving, team_keys = tablets.receiving_key(connection), tablets.team_keys(connection, team)
    recovery, hint_check = team_keys or (None, None)
    return {
        "receiving": {"id": receiving[0], "public": _text(receiving[1])} if receiving else None,
        "recovery": _text(recovery) if recovery else None,
        "hint_check": hint_check,
    }


def draw_first(connection: Connection, occasion: Occasion) -> None:
    """Draw the key that tablets seal to, where there is none yet."""
    if tablets.receiving_key(connection) is None:
        _draw(connection, occasion)


def draw_receiving_key(connection: Connection, _arguments: Arguments, occasion: Occasion) -> Result:
    """Have tablets seal to a new key; what is sealed to those before still opens."""
    return {"key_id": _draw(connection, occasion)}


def _draw(connection: Connection, occasion: Occasion) -> str:
    private, public = new_pair()
    key_id = key_id_of(public)
    occasion.vault().keep_receiving(key_id, private)  # first: no tablet seals to what nobody could open
    tablets.add_receiving_key(connection, key_id, public, occasion.at)
    occasion.log(connection, "receiving_key.drawn", f"receiving_key:{key_id}")
    return key_id


def destroy_receiving_key(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Destroy the private half of a key that is no longer sealed to. Raises NoSuchKey, KeyInUse."""
    key_id = arguments["key_id"]
    standing = tablets.standing_keys(connection)
    if key_id not in standing:
        raise NoSuchKey(key=key_id[:80])
    if key_id == standing[-1]:
        raise KeyInUse(key=key_id)
    tablets.note_destroyed(connection, key_id, occasion.at)
    occasion.log(connection, "receiving_key.destroyed", f"receiving_key:{key_id}")
    return {}


def keep_team_keys(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Keep what the service may know of a team's new keys. Raises BadName."""
    team = checked_name(arguments["team"])
    public = base64.b64decode(arguments["recovery_public"])
    replaced = tablets.keep_team_keys(connection, team, public, arguments["hint_check"], occasion.at)
    occasion.log(connection, "team_keys.drawn", f"team:{team}", replaced=replaced)
    return {"replaced": replaced}


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
