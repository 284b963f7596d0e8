"""What a plan assumes: how the count of the frame relates to the households sought now, response, and costs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Costs:
    """What the field costs, in one currency, as the design file gives it."""

    currency: str
    psu: float
    listed_dwelling: float
    interview: float


@dataclass(frozen=True)
class Assumptions:
    """The design file's section ``plan``; every figure is the planner's.

    ``count``: the column that counts the households sought at the last census. ``households``: how many there are now
    in all. ``concentration``: shape of the gamma distribution of their density over PSUs; None fits it to the counts.
    ``by``: columns whose groups differ in their mean density. ``dispersion``: variance of today's number given the
    count, for one of the model: below 1 where the count saw the same households. ``growth``: dwellings listed for one
    of the frame. ``persons``: selected in a household. ``response``: complete interviews for one person selected.
    ``correlation``: of answers within a PSU, None where nothing is assumed.
    """

    count: str
    households: float
    concentration: float | None = None
    by: tuple[str, ...] = ()
    dispersion: float = 1.0
    growth: float = 1.0
    persons: float = 1.0
    response: float = 1.0
    correlation: float | None = None
    costs: Costs | None = None
