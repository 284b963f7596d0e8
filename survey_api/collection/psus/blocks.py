"""Blocks of serial numbers: what one tablet lists a PSU with, so that two of them never mint the same identifier."""

from collections.abc import Iterable

from questionnaires.identifiers import LARGEST_SERIAL

SIZE = 100
N_BLOCKS = -(-LARGEST_SERIAL // SIZE)


def serials(block: int) -> range:
    """The numbers of a block: 1 to 100, 101 to 200 ...; the last one ends with the largest number there is."""
    first = block * SIZE + 1
    return range(first, min(first + SIZE - 1, LARGEST_SERIAL) + 1)


def block_of(serial: int) -> int:
    """The block that a number lies in."""
    return (serial - 1) // SIZE


def skipped(block: int, used: Iterable[int]) -> list[int]:
    """The numbers of a block that come before the last one used, and were not: a record is lost, or on its way."""
    here = {serial for serial in used if block_of(serial) == block}
    return [serial for serial in serials(block) if here and serial < max(here) and serial not in here]
