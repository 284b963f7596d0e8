"""What a reviewer is refused, one class a kind."""

from questionnaires.problems import Problem, ProblemError
from survey_api.collection.reviews.state import State


class NoSuchInterview(ProblemError):
    """No record of this questionnaire has this name."""

    code = "reviews.no_such_interview"


class NotNow(ProblemError):
    """In its state this cannot be done to an interview; there is a sentence for each state."""

    code = "reviews.not_now"

    @classmethod
    def in_state(cls, state: State, record: str) -> "NotNow":
        """The refusal in one state."""
        return cls([Problem(f"reviews.not_when_{state.value}", {"record": record})])


class NotYours(ProblemError):
    """This is for somebody of another role to do."""

    code = "reviews.not_yours"


class OtherTeam(ProblemError):
    """The interview is another team's."""

    code = "reviews.other_team"


class VersionReplaced(ProblemError):
    """Another version of the interview has come after the one that the person looked at."""

    code = "reviews.version_replaced"


class FirstThat(ProblemError):
    """Something was asked for, voiding or reopening: it is to be confirmed or refused before anything else."""

    code = "reviews.first_that"


class NothingAsked(ProblemError):
    """Nobody asked for what is to be confirmed or refused."""

    code = "reviews.nothing_asked"


class PersonUnnamed(ProblemError):
    """Two people are needed, and the command line names nobody."""

    code = "reviews.person_unnamed"


class SamePerson(ProblemError):
    """Who asked for it cannot confirm it."""

    code = "reviews.same_person"


class NothingSaid(ProblemError):
    """A return says neither which question nor why."""

    code = "reviews.nothing_said"


class NoSuchQuestion(ProblemError):
    """A comment is about no question of the version that was looked at."""

    code = "reviews.no_such_question"


class NoSuchReason(ProblemError):
    """The reason is none of the list."""

    code = "reviews.no_such_reason"


class NoWords(ProblemError):
    """What was to be written down is empty, or too long."""

    code = "reviews.no_words"


class NoSuchComment(ProblemError):
    """The interview has no comment of this number."""

    code = "reviews.no_such_comment"


class CommentsOpen(ProblemError):
    """Comments are not closed: headquarters approve nothing that somebody still asks about."""

    code = "reviews.comments_open"


class ProposalsOpen(ProblemError):
    """Corrections are proposed that nobody has confirmed or refused."""

    code = "reviews.proposals_open"


class NotBeside(ProblemError):
    """What was to be picked, or passed over, is not among what stands beside each other."""

    code = "reviews.not_beside"


class NotApart(ProblemError):
    """The interview has nothing of this number in quarantine."""

    code = "reviews.not_apart"


class StaysApart(ProblemError):
    """What is in quarantine for this reason cannot be taken into the survey so; there is a sentence for each."""

    code = "reviews.stays_apart"

    @classmethod
    def because(cls, reason: str, record: str, **values: str) -> "StaysApart":
        """The refusal for one reason."""
        return cls([Problem(f"reviews.stays_apart_{reason}", {"record": record, **values})])


class CaseWithdrawn(ProblemError):
    """The person took back the interview: nothing is written down about it any more."""

    code = "reviews.case_withdrawn"
