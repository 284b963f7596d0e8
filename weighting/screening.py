"""What the listing found out about a unit: screened, in use but not screened, nobody lives there, or not known."""

from enum import StrEnum

from questionnaires.codes import Disposition, Eligibility


class Screening(StrEnum):
    """The state of a listed unit before anybody is interviewed, with the class of AAPOR behind it."""

    SCREENED = "screened"  # the household told who lives there
    UNSCREENED = "unscreened"  # a household lives there, and whether it holds eligible persons is not known (UR, UO)
    EMPTY = "empty"  # vacant, or not a dwelling (NE)
    UNKNOWN = "unknown"  # never visited or never found: not known to be a dwelling in use (UH)


_OF_A_HOUSEHOLD = ("3.2", "3.9")  # no screener; a screener that left eligibility open


def screening(disposition: str | None, eligibility: Eligibility) -> Screening:
    """The state of a unit from its disposition; from its eligibility where it carries none."""
    if eligibility is Eligibility.ELIGIBLE or disposition == Disposition.NO_ELIGIBLE_PERSON:
        return Screening.SCREENED
    if eligibility is Eligibility.INELIGIBLE:
        return Screening.EMPTY
    household = disposition is not None and disposition.startswith(_OF_A_HOUSEHOLD)
    return Screening.UNSCREENED if household else Screening.UNKNOWN
