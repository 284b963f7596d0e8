"""Where a PSU lies: the delegation, one among those that a form offers for the governorate."""

from collections.abc import Sequence

from simulation.streams import uniform


def delegation(psu_id: str, offered: Sequence[str]) -> str:
    """The delegation of a PSU, always the same; nothing where none is offered. Which one it is was not sourced."""
    return offered[int(uniform(b"delegation", psu_id) * len(offered))] if offered else ""
