"""The chains of coupons of an RDS site: who was interviewed through whom, and what became of every coupon."""

from dataclasses import dataclass

from simulation.population.arrays import Numbers, Texts

NOBODY = -1
USED, VOID, EXPIRED = "used", "void", "expired"
INELIGIBLE, DUPLICATE, DECLINED = "ineligible", "duplicate", "declined"


@dataclass(frozen=True)
class Chains:
    """Interviews in the order of time, and every coupon issued; rows of one another, ``NOBODY`` where there is none."""

    person: Numbers
    recruiter: Numbers  # row of the interview
    seed: Numbers  # row of the interview
    wave: Numbers
    coupon: Numbers  # row of the coupon that the person came with
    minute: Numbers
    refusals: Numbers  # people who did not take a coupon
    label: Texts
    giver: Numbers  # of each coupon: row of the interview
    expires: Numbers
    presented: Numbers
    state: Texts
    reason: Texts
    user: Numbers  # row of the interview
