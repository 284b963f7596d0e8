"""What stops a draw or a plan: one class a kind; the words are in the catalogue topic ``selection``."""

from questionnaires.problems import ProblemError


class UnusableFrame(ProblemError):
    """The frame cannot be drawn from: columns missing, names twice, sizes that are no sizes."""


class UnusableSamplingDesign(ProblemError):
    """The design file says something that cannot be drawn, or that this frame does not allow."""


class AlreadyDrawn(ProblemError):
    """The folder holds a drawn sample: a draw is frozen, it is never drawn again."""

    code = "selection.already_drawn"
