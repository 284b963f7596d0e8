"""What becomes of answers, drafts and analysis variables when one version of a questionnaire replaces another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from questionnaires.problems import Value


class Answers(StrEnum):
    """Answers already given."""

    NONE = "none"  # nobody answered it before
    KEPT = "kept"
    RECODED = "recoded"  # by the declared recoding
    TO_RECODE = "to_recode"  # a recoding has to be declared or computed
    UNREADABLE = "unreadable"  # not all can be read as the new version asks for them
    RETIRED = "retired"  # kept under the old name, which later records do not have


class Drafts(StrEnum):
    """Interviews begun on a tablet and not yet sent."""

    SAME = "same"
    ASKED = "asked"  # a question newly asked
    CHECKED = "checked"  # an answer given may now be refused, and is asked again
    MAY_LOSE = "may_lose"  # an answer given may be skipped or no longer be offered
    LOSE = "lose"  # the answer given is lost


class Variables(StrEnum):
    """Variables of the analysis."""

    NONE = "none"  # it is no variable
    SAME = "same"
    NEW = "new"  # -5 in older records
    GONE = "gone"  # -5 in newer records
    RENAMED = "renamed"  # one variable under the new name
    OTHER_UNIVERSE = "other_universe"  # asked of other persons than before
    OTHER_CODES = "other_codes"
    OTHER_TYPE = "other_type"
    OTHER_MEANING = "other_meaning"  # computed by another rule


@dataclass(frozen=True)
class Fate:
    """What becomes of the three."""

    answers: Answers
    drafts: Drafts
    variables: Variables

    @property
    def compatible(self) -> bool:
        """Can older records and drafts be taken over as they are, with nothing lost and nothing to recode?"""
        taken = self.answers in (Answers.NONE, Answers.KEPT)
        return taken and self.drafts in (Drafts.SAME, Drafts.ASKED, Drafts.CHECKED)


@dataclass(frozen=True)
class Difference:
    """One thing that is otherwise in the new version. ``code`` names its wording (``versions.code``)."""

    code: str
    fate: Fate
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def compatible(self) -> bool:
        """Can older records and drafts be taken over as they are?"""
        return self.fate.compatible


UNTOUCHED = Fate(Answers.KEPT, Drafts.SAME, Variables.SAME)
NO_VARIABLE = Fate(Answers.NONE, Drafts.SAME, Variables.NONE)


def compatible(differences: tuple[Difference, ...]) -> bool:
    """May the new version take over the records and drafts of the old one as they are?"""
    return all(difference.compatible for difference in differences)
