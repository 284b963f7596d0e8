"""What each person is and does: the traits from which every answer follows, so the truth of the country is known."""

from dataclasses import dataclass

from simulation.population.background import WORKING_AGE, Background
from simulation.population.pay import DAY, MONTH, WEEK, WEEKS_IN_A_MONTH
from simulation.population.work import (
    APPRENTICE,
    EMPLOYED,
    EMPLOYEE,
    FAMILY_HELPER,
    OUTSIDE,
    OWN_ACCOUNT,
    POTENTIAL,
    UNAVAILABLE,
    UNEMPLOYED,
    WILLING,
    Work,
)

__all__ = [
    "APPRENTICE",
    "DAY",
    "EMPLOYED",
    "EMPLOYEE",
    "FAMILY_HELPER",
    "MONTH",
    "OUTSIDE",
    "OWN_ACCOUNT",
    "POTENTIAL",
    "UNAVAILABLE",
    "UNEMPLOYED",
    "WEEK",
    "WEEKS_IN_A_MONTH",
    "WILLING",
    "WORKING_AGE",
    "Traits",
    "traits",
]


@dataclass(frozen=True)
class Traits(Background, Work):
    """Background and work of everybody; arrays with one value a person."""


def traits(background: Background, work: Work) -> Traits:
    """Both in one."""
    return Traits(**vars(background), **vars(work))
