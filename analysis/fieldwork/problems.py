"""What can be wrong with the outcomes of a fieldwork or with what is asked of them."""

from questionnaires.problems import ProblemError


class UnknownOutcome(ProblemError):
    """A disposition that belongs to no class of AAPOR's Standard Definitions."""

    code = "fieldwork.unknown_outcome"


class UnusableCounts(ProblemError):
    """A number of cases, or a base weight, that is negative, missing or not a number."""


class WeightsOfCounts(ProblemError):
    """Weights were given for cases that are already counted: the sums could not be weighted any more."""

    code = "fieldwork.weights_of_counts"


class UnusableEligibility(ProblemError):
    """An eligible share that cannot be one, or an assumption that nobody knows."""


class UnknownRate(ProblemError):
    """A rate is asked for that neither AAPOR nor this toolkit defines."""

    code = "fieldwork.unknown_rate"


class UnknownGrouping(ProblemError):
    """Rates are asked for by something that the exported tables do not tell."""

    code = "fieldwork.unknown_grouping"


class UnusableTables(ProblemError):
    """Exported tables that do not belong together: a case without its unit, a unit without its PSU."""


class UnusableObserved(ProblemError):
    """Units of which representativity cannot be told: none, no variables, everybody or nobody responded."""


class UnusableBackChecks(ProblemError):
    """Back-checks that cannot be drawn or compared: a variable that is nowhere, a probability that is none."""


class UnusableLedger(ProblemError):
    """A payment that cannot be computed or changed: a period that is locked, a rate that is none."""
