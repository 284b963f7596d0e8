"""Identifiers that only the simulation makes: of area units and of records."""

import hashlib
from uuid import UUID


def psu_id(governorate: str, serial: int) -> str:
    """``TN-11`` and 7 give ``TN11-0007``."""
    return f"{governorate.replace('-', '')}-{serial:04d}"


def instance_id(seed: int, *parts: str | int) -> str:
    """The instanceID of a record: a UUID fixed by the seed and by what the record is about."""
    name = "/".join(map(str, (seed, *parts))).encode()
    return f"uuid:{UUID(bytes=hashlib.blake2b(name, digest_size=16).digest(), version=4)}"
