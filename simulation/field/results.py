"""What a visit can lead to, as the contact form codes it."""

from enum import StrEnum


class Result(StrEnum):
    """Result of a visit."""

    INTERVIEW = "1"
    APPOINTMENT = "2"
    REFUSAL = "3"
    BREAK_OFF = "4"
    NOBODY = "5"
    NOT_FOUND = "6"
    NO_ACCESS = "7"
    LANGUAGE = "8"
    MOVED = "9"
    SCREENED = "11"  # the dwelling: nobody there is a case yet
    UNABLE = "13"


class Reason(StrEnum):
    """Reason of a refusal."""

    NO_TIME = "1"
    AUTHORITIES = "2"
    EMPLOYER = "3"
    NO_INTEREST = "4"
    HOUSEHOLD = "6"


class Met(StrEnum):
    """Who was met."""

    PERSON = "1"
    MEMBER = "2"
    NEIGHBOUR = "4"


HARD = frozenset({Reason.AUTHORITIES, Reason.EMPLOYER, Reason.HOUSEHOLD})  # fear or opposition closes the case
