"""The closed box: answers that a tablet carries and cannot read; the service opens it for the same interview alone.

It is locked with the key of the case, for the version that was given back and nobody else's: once the case is
withdrawn nothing opens it any more.
"""

import gzip
from collections.abc import Mapping

from sqlalchemy import Connection

from survey_api.security.locking import ContentDamaged, lock, unlock
from survey_api.store import contents, records
from survey_api.store.vault import Vault

FILE = "withheld.amem"  # as what a tablet sends it back
LARGEST = 4 * 1024 * 1024  # bytes; no record is larger
_PREFIX = b"amemheld1:"


def close(connection: Connection, vault: Vault, form_id: str, instance_id: str, subject: str, kept: bytes) -> bytes:
    """What stays, in a box for the version of an interview. Raises KeyError where its case was withdrawn."""
    key = _keys(connection, vault, subject)[subject]
    return _PREFIX + lock(key, _place(form_id, instance_id, subject), gzip.compress(kept, mtime=0))


def open_box(
    connection: Connection, vault: Vault, form_id: str, replaced: str, subject: str, box: bytes
) -> bytes | None:
    """What is in a box that came with what replaces a version; None where it is of another version, or another case.

    ``subject`` is what the record that came is about; empty where it names nothing.
    """
    row = next((one for one in records.around(connection, [(form_id, replaced)]) if one.instance_id == replaced), None)
    if row is None or not box.startswith(_PREFIX):
        return None
    named = row.case_id or row.unit_id or ""
    about = named or f"{form_id}/{replaced}"
    key = _keys(connection, vault, about).get(about)
    if key is None or subject != named:
        return None
    try:
        return gzip.decompress(unlock(key, _place(form_id, replaced, about), box[len(_PREFIX) :]))
    except ContentDamaged:
        return None


def _keys(connection: Connection, vault: Vault, subject: str) -> Mapping[str, bytes]:
    slot = contents.slots_of(connection, {subject}).get(subject)
    keys = {} if slot is None else vault.keys([slot])
    return {subject: keys[slot]} if slot is not None and slot in keys else {}


def _place(form_id: str, instance_id: str, subject: str) -> str:
    return f"withheld {form_id} {instance_id} {subject}"
