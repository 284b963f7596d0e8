"""Identifiers of listed units and cases: minted and read, with a check digit that catches a mistyped figure."""

import re
from dataclasses import dataclass

from questionnaires.problems import Problem, ProblemError

LARGEST_SERIAL = 999  # three figures
_UNIT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)-([0-9]{3})([0-9])")
_CASE = re.compile(r"(.+)-([0-9]{2,3})")
_SHOWN = 80  # characters of what is no identifier


class BadIdentifier(ProblemError):
    """A text that names no unit or case: of another shape, or with a figure that is not what was minted.

    Codes: ``identifiers.not_a_unit``, ``identifiers.not_a_case``, ``identifiers.serial``, ``identifiers.check_digit``.
    """


@dataclass(frozen=True, slots=True, order=True)
class UnitName:
    """What the identifier of a listed unit says: the PSU and the number under which the unit was listed there."""

    psu_id: str
    serial: int

    def __str__(self) -> str:
        return unit_id(self.psu_id, self.serial)


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


def unit_id(psu: str, serial: int) -> str:
    """``TN11-0013`` and 14: the PSU, the serial number on three figures, a check digit. Raises BadIdentifier."""
    if not 1 <= serial <= LARGEST_SERIAL:
        raise BadIdentifier([Problem("identifiers.serial", {"serial": serial, "largest": LARGEST_SERIAL})])
    bare = f"{psu}-{serial:03d}"
    return bare + check_digit(bare)


def case_id(unit: str, line_no: int) -> str:
    """The listed unit and the line of the person in its roster."""
    return f"{unit}-{line_no:02d}"


def read_unit_id(text: str) -> UnitName:
    """What an identifier says. Raises BadIdentifier, which tells whether its shape or one of its figures is wrong."""
    found = _UNIT.fullmatch(text)
    if found is None:
        raise _bad("not_a_unit", text)
    psu, serial, given = found[1], int(found[2]), found[3]
    if check_digit(text[:-1]) != given:
        raise _bad("check_digit", text)
    if serial == 0:
        raise BadIdentifier([Problem("identifiers.serial", {"serial": serial, "largest": LARGEST_SERIAL})])
    return UnitName(psu, serial)


def read_case_id(text: str) -> tuple[UnitName, int]:
    """The unit of a case and the line of the person in its roster. Raises BadIdentifier."""
    found = _CASE.fullmatch(text)
    if found is None:
        raise _bad("not_a_case", text)
    return read_unit_id(found[1]), int(found[2])


def _bad(why: str, text: str) -> BadIdentifier:
    return BadIdentifier([Problem(f"identifiers.{why}", {"identifier": text[:_SHOWN]})])
