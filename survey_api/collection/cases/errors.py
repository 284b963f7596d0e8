"""What somebody who decides about a case is refused, one class a kind."""

from collections.abc import Iterable

from questionnaires.effort import Lack
from questionnaires.problems import Problem, ProblemError
from survey_api.collection.cases.history import Why


class ClosedForGood(ProblemError):
    """Nobody goes back to the case; there is a sentence for each reason."""

    code = "cases.closed"

    @classmethod
    def because(cls, why: Why | str, case_id: str) -> "ClosedForGood":
        """The refusal for one reason."""
        return cls([Problem(f"cases.closed_{why}", {"case": case_id})])


class EffortMissing(ProblemError):
    """Not enough was tried before giving the case up."""

    code = "cases.effort_missing"

    @classmethod
    def lacking(cls, lacks: Iterable[Lack], case_id: str) -> "EffortMissing":
        """The refusal, with what is missing."""
        missing = (Problem(f"cases.missing_{lack.what}", {"n": lack.n}) for lack in lacks)
        return cls([Problem(cls.code, {"case": case_id}), *missing])


class CodeIsDerived(ProblemError):
    """The code that was confirmed is not the one that follows from the visits."""

    code = "cases.code_is_derived"


class NotVisited(ProblemError):
    """Nothing was tried at the case: there is nothing to confirm."""

    code = "cases.not_visited"


class WasVisited(ProblemError):
    """The case was visited: it cannot be called not attempted."""

    code = "cases.was_visited"


class SameInterviewer(ProblemError):
    """This interviewer was refused there: somebody else is to go."""

    code = "cases.same_interviewer"


class StillOnTablet(ProblemError):
    """A tablet has the case, and its lease has not run out."""

    code = "cases.still_on_tablet"


class NotAssigned(ProblemError):
    """No team works the case."""

    code = "cases.not_assigned"


class NothingToRelease(ProblemError):
    """Nothing of the kind stands."""

    code = "cases.nothing_to_release"


class NotOfTeam(ProblemError):
    """The person or the tablet belongs to another team, or to none."""

    code = "cases.not_of_team"


class LanguageMissing(ProblemError):
    """The interviewer does not interview in the language, as far as is known."""

    code = "cases.language_missing"


class IncompleteDecision(ProblemError):
    """A decision does not say what it must, or says what there is not."""

    code = "cases.incomplete"
