"""Who may do what to which thing: the one table, asked by every route and walked by the tests."""

from collections.abc import Mapping
from enum import StrEnum

from survey_api.collection.people import Person, Role


class Right(StrEnum):
    """One thing that can be done with the service."""

    LOOK_IN = "look_in"  # the first page, whether the service lives, the form to sign in
    ENROL = "enrol"  # register a tablet, with the code that it was given
    FETCH_FORMS = "fetch_forms"
    SUBMIT = "submit"
    KEEP_HINTS = "keep_hints"  # of the device's own team
    NAME_TELEPHONE = "name_telephone"  # for one-time codes; as soon as the password was right
    OWN_ACCOUNT = "own_account"
    SEE_OVERVIEW = "see_overview"
    READ_REPORT = "read_report"
    SEE_DEVICES = "see_devices"
    ADD_DEVICE = "add_device"
    GIVE_CODE = "give_code"  # with which a tablet becomes this device
    REVOKE_DEVICE = "revoke_device"
    SEE_STAFF = "see_staff"
    ADD_STAFF = "add_staff"
    REVOKE_STAFF = "revoke_staff"
    SEE_RECORDS = "see_records"  # where interviews stand, and what is said about them; no answers
    READ_ANSWERS = "read_answers"  # of one interview; noted each time
    ANSWER_COMMENT = "answer_comment"
    REVIEW = "review"  # approve, return, comment, pick
    RULE_ON_RECORDS = "rule_on_records"  # quarantine, voiding, opening again
    SEE_PSUS = "see_psus"  # states and counts
    APPROVE_LISTING = "approve_listing"
    ASSIGN_PSU = "assign_psu"
    CLOSE_PSU = "close_psu"
    REOPEN_PSU = "reopen_psu"
    SEE_SAMPLE = "see_sample"
    RELEASE_REPLICATE = "release_replicate"
    START_LISTING = "start_listing"  # of a PSU of the device's own team
    FETCH_ASSIGNMENT = "fetch_assignment"  # what the device's own team is to work
    CORRECT = "correct"  # what was returned to the device's own team
    SEE_CASES = "see_cases"  # where cases stand and what happened there; no answers
    WORK_CASES = "work_cases"  # assign, transfer, hold, release, name an interpreter
    DECIDE_CASES = "decide_cases"  # confirm or contest the code, not attempted
    READ_EDITS = "read_edits"
    PROPOSE_EDIT = "propose_edit"
    DECIDE_EDIT = "decide_edit"
    WATCH_FIELD = "watch_field"  # the supervisor's pages: counts, states, names of cases; no answers
    READ_JOURNAL = "read_journal"  # what was done, by whom, to what; nothing of what anybody said


class Reach(StrEnum):
    """On how much of it."""

    NONE = "none"
    OWN_TEAM = "own_team"
    ALL = "all"


ANYBODY = frozenset({Right.LOOK_IN, Right.ENROL})
DEVICE = frozenset(
    {Right.FETCH_FORMS, Right.SUBMIT, Right.KEEP_HINTS, Right.START_LISTING, Right.FETCH_ASSIGNMENT, Right.CORRECT}
)  # a tablet can do nothing else

_REVIEWERS = {Role.SUPERVISOR: Reach.OWN_TEAM, Role.QUALITY: Reach.ALL}
_EVERY_ROLE = dict.fromkeys(Role, Reach.ALL)
STAFF: Mapping[Right, Mapping[Role, Reach]] = {
    Right.NAME_TELEPHONE: _EVERY_ROLE,
    Right.OWN_ACCOUNT: _EVERY_ROLE,
    Right.SEE_OVERVIEW: {role: Reach.ALL for role in Role if role is not Role.INTERVIEWER},  # counts, no answers
    Right.READ_REPORT: {role: Reach.ALL for role in Role if role not in (Role.INTERVIEWER, Role.ADMINISTRATOR)},
    Right.SEE_DEVICES: {
        Role.SUPERVISOR: Reach.OWN_TEAM,
        Role.PROTECTION_OFFICER: Reach.ALL,
        Role.ADMINISTRATOR: Reach.ALL,
    },
    Right.ADD_DEVICE: {Role.ADMINISTRATOR: Reach.ALL},
    Right.GIVE_CODE: {Role.SUPERVISOR: Reach.OWN_TEAM, Role.ADMINISTRATOR: Reach.ALL},
    Right.REVOKE_DEVICE: {
        Role.SUPERVISOR: Reach.OWN_TEAM,
        Role.PROTECTION_OFFICER: Reach.ALL,
        Role.ADMINISTRATOR: Reach.ALL,
    },
    Right.SEE_STAFF: {Role.PROTECTION_OFFICER: Reach.ALL, Role.ADMINISTRATOR: Reach.ALL},
    Right.ADD_STAFF: {Role.ADMINISTRATOR: Reach.ALL},
    Right.SEE_RECORDS: _REVIEWERS,
    Right.READ_ANSWERS: _REVIEWERS,
    Right.ANSWER_COMMENT: {Role.INTERVIEWER: Reach.OWN_TEAM, **_REVIEWERS},
    Right.REVIEW: _REVIEWERS,
    Right.RULE_ON_RECORDS: {Role.QUALITY: Reach.ALL},
    Right.REVOKE_STAFF: {Role.PROTECTION_OFFICER: Reach.ALL, Role.ADMINISTRATOR: Reach.ALL},
    Right.SEE_PSUS: {
        Role.SUPERVISOR: Reach.OWN_TEAM,
        Role.QUALITY: Reach.ALL,
        Role.SAMPLING: Reach.ALL,
        Role.ADMINISTRATOR: Reach.ALL,
    },
    Right.APPROVE_LISTING: {Role.SUPERVISOR: Reach.OWN_TEAM, Role.SAMPLING: Reach.ALL},
    Right.ASSIGN_PSU: {Role.SAMPLING: Reach.ALL, Role.ADMINISTRATOR: Reach.ALL},
    Right.CLOSE_PSU: {Role.SUPERVISOR: Reach.OWN_TEAM, Role.SAMPLING: Reach.ALL},
    Right.REOPEN_PSU: {Role.SAMPLING: Reach.ALL},
    Right.SEE_SAMPLE: {Role.QUALITY: Reach.ALL, Role.SAMPLING: Reach.ALL, Role.ADMINISTRATOR: Reach.ALL},
    Right.RELEASE_REPLICATE: {Role.SAMPLING: Reach.ALL},
    Right.SEE_CASES: {Role.SUPERVISOR: Reach.OWN_TEAM, Role.QUALITY: Reach.ALL, Role.SAMPLING: Reach.ALL},
    Right.WORK_CASES: {Role.SUPERVISOR: Reach.OWN_TEAM, Role.QUALITY: Reach.ALL, Role.SAMPLING: Reach.ALL},
    Right.DECIDE_CASES: {Role.SUPERVISOR: Reach.OWN_TEAM, Role.QUALITY: Reach.ALL},
    Right.READ_EDITS: {Role.SUPERVISOR: Reach.OWN_TEAM, Role.QUALITY: Reach.ALL},
    Right.PROPOSE_EDIT: {Role.SUPERVISOR: Reach.OWN_TEAM, Role.QUALITY: Reach.ALL},
    Right.DECIDE_EDIT: {Role.QUALITY: Reach.ALL},
    Right.WATCH_FIELD: {Role.SUPERVISOR: Reach.OWN_TEAM, Role.QUALITY: Reach.ALL, Role.SAMPLING: Reach.ALL},
    Right.READ_JOURNAL: {Role.QUALITY: Reach.ALL, Role.SAMPLING: Reach.ALL, Role.PROTECTION_OFFICER: Reach.ALL},
}


def reach(person: Person, right: Right) -> Reach:
    """How far a person's right goes; nothing is allowed that the table does not say."""
    return STAFF.get(right, {}).get(person.role, Reach.NONE)


def may(person: Person, right: Right, team: str | None = None) -> bool:
    """Whether a person may do this; with ``team``, to something that belongs to that team."""
    found = reach(person, right)
    return found is Reach.ALL or (found is Reach.OWN_TEAM and team in (None, person.team))
