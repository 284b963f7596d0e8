"""What can be wrong with what an analysis is asked to do."""

from questionnaires.problems import ProblemError


class UnknownVariable(ProblemError):
    """A variable is read that neither the file nor the catalogue has."""

    code = "analysis.unknown_variable"


class VariableTwice(ProblemError):
    """Two variables carry the same name."""

    code = "analysis.variable_twice"


class CircularVariables(ProblemError):
    """Variables read each other in a circle."""

    code = "analysis.circular"


class WrongColumn(ProblemError):
    """A column is not of the type that a formula or a statistic needs."""

    code = "analysis.wrong_column"


class UnknownIndicator(ProblemError):
    """An indicator is asked for that the survey does not declare."""

    code = "analysis.unknown_indicator"


class UnknownPartition(ProblemError):
    """A partition is asked for that the survey does not declare."""

    code = "analysis.unknown_partition"


class UnknownLevel(ProblemError):
    """A partition variable holds a code that is none of the partition's levels."""

    code = "analysis.unknown_level"


class OtherSample(ProblemError):
    """Interviews and weights that do not belong together."""


class WrongEdits(ProblemError):
    """Edits that do not fit the answers they are about: each problem says which."""


class NothingAsked(ProblemError):
    """Neither a folder to write to nor an indicator to show."""

    code = "analysis.nothing_asked"


class NotProtected(ProblemError):
    """Estimates were to be read for publication that nobody protected."""

    code = "analysis.not_protected"


class BadParameters(ProblemError):
    """A parameter file that cannot be read as dated, sourced values."""

    code = "analysis.bad_parameters"
