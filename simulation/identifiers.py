"""Identifiers of area units, listed units, cases and records: check digits catch a mistyped figure."""

import hashlib
from uuid import UUID


def check_digit(text: str) -> str:
    """The ISO 7064 mod 11,10 check digit of the figures in a text."""
    return str((11 - check_rest(text)) % 10)


def check_rest(text: str) -> int:
    """What the check digit is made from, after the figures of a text; further figures carry on from it."""
    rest = 10
    for figure in text:
        if figure.isdecimal():
            rest = ((rest + int(figure)) % 10 or 10) * 2 % 11
    return rest


def psu_id(governorate: str, serial: int) -> str:
    """``TN-11`` and 7 give ``TN11-0007``."""
    return f"{governorate.replace('-', '')}-{serial:04d}"


def unit_id(psu: str, serial: int) -> str:
    """The area unit, the serial number of the dwelling on three figures, a check digit."""
    bare = f"{psu}-{serial:03d}"
    return bare + check_digit(bare)


def case_id(unit: str, line_no: int) -> str:
    """The listed unit and the line of the person in its roster."""
    return f"{unit}-{line_no:02d}"


def instance_id(seed: int, *parts: str | int) -> str:
    """The instanceID of a record: a UUID fixed by the seed and by what the record is about."""
    name = "/".join(map(str, (seed, *parts))).encode()
    return f"uuid:{UUID(bytes=hashlib.blake2b(name, digest_size=16).digest(), version=4)}"
