"""What can be wrong with codes and with who gives them."""

from questionnaires.problems import ProblemError


class NotACoder(ProblemError):
    """The login is none of somebody who codes."""

    code = "coding.not_a_coder"


class CodesRefused(ProblemError):
    """A file of codes holds what cannot be taken: each problem says where."""


class NothingToCode(ProblemError):
    """The survey codes no answers in words."""

    code = "coding.nothing_to_code"
