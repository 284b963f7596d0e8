"""What can be wrong with an expression, before and while it is evaluated."""

from questionnaires.problems import ProblemError


class ExpressionError(ProblemError):
    """An expression of a form cannot be used: its syntax, a function or a path is wrong (``expressions.*``)."""


class EvaluationError(Exception):
    """An expression that is well formed failed on the answers it met, where JavaRosa would stop too."""


class BudgetSpent(Exception):
    """Evaluating took more steps than an interview may cost."""


FAILURES = (EvaluationError, ArithmeticError, ValueError)  # an expression met answers it can do nothing with
