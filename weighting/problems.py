"""What stops the weighting: one class a kind; the words are in the catalogue topic ``weighting``."""

from questionnaires.problems import ProblemError


def shown(value: float) -> int | float:
    """A number as a message shows it: whole where it is whole, three decimals elsewhere."""
    return int(value) if float(value).is_integer() else round(float(value), 3)


class UnusableRows(ProblemError):
    """The rows handed over cannot carry a weight: missing or negative weights, missing strata, probabilities."""


class UnusableDesign(ProblemError):
    """The design does not allow a variance: a stratum with one PSU, a population smaller than its sample."""


class UnusableClasses(ProblemError):
    """A class of an adjustment has nobody to receive the weight, or a row has no class."""


class UnusableMargins(ProblemError):
    """Margins that the sample cannot meet, or that are about something else than the weights."""


class CalibrationFailed(ProblemError):
    """No weights within the bounds meet the margins."""


class UnusableRecipe(ProblemError):
    """Steps in an order that would give a wrong variance, or a recipe that the files cannot hold."""
