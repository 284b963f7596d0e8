"""Whether somebody opens the door: the slot, who lives there, the interviewer and the visits made before."""

import numpy as np

from simulation.population.arrays import Amounts, Numbers, Truths
from simulation.population.chance import logistic
from simulation.population.scenario import Response


def chance_of_contact(
    response: Response,
    slot: Numbers,
    *,
    alone: Amounts | Truths,  # whether, or how likely, a single person lives there
    urban: Truths,
    native: Amounts | Truths,  # whether, or how likely, no foreigner lives there
    skill: Amounts,
    before: int,
) -> Amounts:
    """The probability of contact at one visit, after so many before."""
    by_slot = np.array([response.morning, response.afternoon, response.evening, response.weekend])
    return logistic(
        response.contact
        + response.alone * alone
        + response.contact_urban * urban
        + response.native * native
        + by_slot[slot]
        + skill
        + response.later_attempt * before
    )


def slot_shares(first: Amounts, later: Amounts, habit: Numbers, before: int) -> Amounts:
    """Shares of the slots for visits by interviewers of these habits, a row a visit."""
    return np.asarray((later if before else first)[habit])
