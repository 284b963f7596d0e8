"""Enumerations that several packages read: the codes that travel in files."""

from enum import StrEnum


class YesNo(StrEnum):
    """Answers of the yes/no lists; missing codes are separate and never mean "no"."""

    YES = "1"
    NO = "0"


class Missing(StrEnum):
    """Why a value is not there (codes kept in exported answers)."""

    NOT_ASKED_IN_THIS_VERSION = "-5"
    NOT_APPLICABLE = "-7"
    DO_NOT_KNOW = "-8"
    REFUSED = "-9"


class Eligibility(StrEnum):
    """What is known of a listed unit: does an eligible person live there?"""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNKNOWN = "unknown"


class ResponseStatus(StrEnum):
    """The four groups every sampled unit falls into before its weight is adjusted (AAPOR 10th ed.)."""

    RESPONDENT = "respondent"
    NONRESPONDENT = "nonrespondent"
    INELIGIBLE = "ineligible"
    UNKNOWN_ELIGIBILITY = "unknown_eligibility"


class ReviewState(StrEnum):
    """Where a record stands in review. ``received``: nobody has decided yet."""

    RECEIVED = "received"
    APPROVED = "approved"  # by the supervisor
    RETURNED = "returned"
    QUARANTINED = "quarantined"
    VOIDED = "voided"
    HQ_APPROVED = "hq_approved"  # by headquarters too
    LOCKED = "locked"  # part of a frozen version
    REOPENED = "reopened"
    FORK = "fork"  # another version or another interview of the case stands beside it
    ARCHIVED = "archived"  # another one was picked


class Disposition(StrEnum):
    """Final dispositions (AAPOR Standard Definitions, 10th ed., in-person household surveys)."""

    COMPLETE = "1.1"
    PARTIAL = "1.2"
    REFUSAL = "2.11"
    HOUSEHOLD_REFUSAL = "2.111"
    PERSON_REFUSAL = "2.112"
    BREAK_OFF = "2.12"
    NO_ACCESS = "2.23"
    NOBODY_AT_HOME = "2.24"
    PERSON_AWAY = "2.25"
    DEAD = "2.31"
    UNABLE = "2.32"
    LANGUAGE = "2.33"
    OTHER_ELIGIBLE = "2.36"
    NOT_ATTEMPTED = "3.11"
    UNSAFE_AREA = "3.17"
    NOT_FOUND = "3.18"
    NO_SCREENER = "3.21"
    SCREENER_REFUSAL = "3.211"
    SCREENER_NON_CONTACT = "3.212"
    SCREENER_LANGUAGE = "3.213"
    UNKNOWN_OTHER = "3.90"
    OUT_OF_SAMPLE = "4.10"
    NOT_A_DWELLING = "4.50"
    VACANT = "4.60"
    NO_ELIGIBLE_PERSON = "4.70"

    @property
    def response_status(self) -> ResponseStatus:
        """The group of the disposition: 1.x respondent, 2.x nonrespondent, 3.x unknown, 4.x ineligible."""
        return _STATUS_BY_FAMILY[self[0]]


_STATUS_BY_FAMILY = {
    "1": ResponseStatus.RESPONDENT,
    "2": ResponseStatus.NONRESPONDENT,
    "3": ResponseStatus.UNKNOWN_ELIGIBILITY,
    "4": ResponseStatus.INELIGIBLE,
}
