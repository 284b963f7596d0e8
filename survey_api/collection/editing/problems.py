"""What can be wrong with an edit."""

from questionnaires.problems import ProblemError


class NoSuchAnswer(ProblemError):
    """The record is not the current one of an interview of this case."""

    code = "editing.no_such_answer"


class NotEditable(ProblemError):
    """The variable is none that an edit may touch: unknown, identifying, or an answer in words."""

    code = "editing.not_editable"


class OldDiffers(ProblemError):
    """The answer is not what the edit says it is."""

    code = "editing.old_differs"


class NotAnAnswer(ProblemError):
    """The new value is no answer to the question."""

    code = "editing.not_an_answer"


class NothingChanged(ProblemError):
    """The new value is the old one."""

    code = "editing.nothing_changed"


class ProposedAlready(ProblemError):
    """Another edit of the same answer waits for a decision."""

    code = "editing.proposed_already"


class NothingProposed(ProblemError):
    """No edit of this answer waits for a decision."""

    code = "editing.nothing_proposed"


class Revised(ProblemError):
    """A revised version of the interview has come since the edit was proposed: it settles the matter."""

    code = "editing.revised"


class SamePerson(ProblemError):
    """Who proposed an edit cannot confirm it."""

    code = "editing.same_person"


class NotTheProposer(ProblemError):
    """Only who proposed an edit takes it back."""

    code = "editing.not_the_proposer"


class NotARule(ProblemError):
    """The reason of an edit is a code, never words about the person."""

    code = "editing.not_a_rule"


class NotAnEditFile(ProblemError):
    """The file is not a list of edits."""

    code = "editing.not_an_edit_file"
