"""What a contact form says beside the result: by phone or in person, and the language that was missing."""

from collections.abc import Sequence

import numpy as np

from simulation.answers.setting import MISSING_LANGUAGES
from simulation.field.draw import Draw
from simulation.field.results import Result
from simulation.population.arrays import Texts
from simulation.streams import uniform

IN_PERSON, BY_PHONE = "1", "2"
SHARE_BY_PHONE = 0.07  # of the attempts after the first at which nobody answered


def mode_of(seed: int, case_id: str, visit_no: int, *, nobody: bool) -> str:
    """How an attempt was made."""
    phone = visit_no > 1 and nobody and uniform(_key(seed, case_id, visit_no), "phone") < SHARE_BY_PHONE
    return BY_PHONE if phone else IN_PERSON


def language_of(seed: int, case_id: str, visit_no: int, origin: str) -> str:
    """The language that would be needed where none is in common."""
    missing = MISSING_LANGUAGES[origin]
    return missing[int(uniform(_key(seed, case_id, visit_no), "language") * len(missing))]


def visit_mode(draw: Draw, case_ids: Sequence[str]) -> Texts:
    """Of every attempt of a draw."""
    attempts = draw.attempts
    nobody = attempts.result == int(Result.NOBODY)
    mode = np.full(len(attempts), IN_PERSON)
    for row in np.flatnonzero(nobody & (attempts.visit_no > 1)).tolist():
        mode[row] = mode_of(draw.seed, case_ids[row], int(attempts.visit_no[row]), nobody=True)
    return mode


def language_needed(draw: Draw, case_ids: Sequence[str]) -> list[str | None]:
    """Of every attempt of a draw, None where a language was no obstacle."""
    attempts, origin = draw.attempts, draw.world.people.origin[draw.cases.person]
    needed: list[str | None] = [None] * len(attempts)
    for row in np.flatnonzero(attempts.result == int(Result.LANGUAGE)).tolist():
        case = attempts.case[row]
        needed[row] = language_of(draw.seed, case_ids[row], int(attempts.visit_no[row]), str(origin[case]))
    return needed


def _key(seed: int, case_id: str, visit_no: int) -> bytes:
    return f"{seed}/{case_id}/{visit_no}".encode()
