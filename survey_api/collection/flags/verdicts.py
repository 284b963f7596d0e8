"""Verdicts on flags: who gives which, with what reason, and what a rule's flags were found to be so far."""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import Connection

from survey_api.collection.cases.errors import IncompleteDecision
from survey_api.collection.deciding import decide
from survey_api.collection.errors import NoSuchStaff, NotAllowed
from survey_api.collection.occasion import COMMAND_LINE, Arguments, Occasion, Result
from survey_api.collection.people import Person, Role
from survey_api.collection.rights import Right, may
from survey_api.store import decisions, people

KIND = "flag"
MOST_OF_A_KEY = 300  # characters


class Verdict(StrEnum):
    """What somebody found a flag to be; ``open`` takes an earlier verdict back."""

    OPEN = "open"
    EXPLAINED = "explained"  # there was a good reason
    CONFIRMED = "confirmed"  # something was wrong
    RETURNED = "returned"  # the interview went back to be corrected
    BACK_CHECK = "back_check"  # to be asked again by somebody else: no verdict yet
    DISMISSED = "dismissed"  # the rule was wrong


REASONS: Mapping[Verdict, tuple[str, ...]] = {
    Verdict.OPEN: ("mistake", "new_evidence"),
    Verdict.EXPLAINED: ("short_questionnaire", "person_chose", "interpreter", "interrupted", "same_household", "other"),
    Verdict.CONFIRMED: ("fabricated", "not_read_out", "wrong_answer", "not_visited", "misunderstood", "other"),
    Verdict.RETURNED: ("contradiction", "amount", "too_short", "to_confirm", "other"),
    Verdict.BACK_CHECK: ("visit", "telephone"),
    Verdict.DISMISSED: ("rule_too_strict", "known_already", "data_fault", "other"),
}


def object_named(key: str) -> str:
    """The object of the decisions about a flag."""
    return f"{KIND}:{key}"


def judge(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """One verdict on one flag: ``key``, ``verdict``, ``reason``, ``team`` (whose flag it is, None: headquarters').

    ``expected``: how many verdicts on it the person knew of; left out by commands. Raises IncompleteDecision,
    NotAllowed, Overtaken.
    """
    key, verdict = str(arguments.get("key") or ""), _verdict(arguments)
    if not key or len(key) > MOST_OF_A_KEY or not key.isprintable():
        raise IncompleteDecision(what="key", among="-")
    reason = arguments.get("reason")
    if reason not in REASONS[verdict]:
        raise IncompleteDecision(what="reason", among=", ".join(REASONS[verdict]))
    team = arguments.get("team")
    person = _person(connection, occasion)
    if person is not None and not may(person, Right.REVIEW, team or ""):
        raise NotAllowed(role=person.role.value)
    details = {"rule": key.partition(":")[0], "reason": reason, "team": team}
    made = decide(connection, occasion, object_named(key), arguments.get("expected"), verdict.value, **details)
    return {"version": made.version, "verdict": verdict.value}


def verdicts(connection: Connection) -> Mapping[str, Verdict]:
    """The last verdict on each flag that has one, by its key."""
    found = decisions.of_kind(connection, KIND)
    return {name.partition(":")[2]: Verdict(made[-1].action) for name, made in found.items()}


def version_of(connection: Connection, key: str) -> int:
    """How many verdicts were given on a flag: what a page shows and asks back."""
    last = decisions.last_of(connection, object_named(key))
    return last.version if last else 0


def _verdict(arguments: Arguments) -> Verdict:
    try:
        return Verdict(str(arguments.get("verdict")))
    except ValueError:
        raise IncompleteDecision(what="verdict", among=", ".join(Verdict)) from None


def _person(connection: Connection, occasion: Occasion) -> Person | None:
    if occasion.by == COMMAND_LINE:
        return None
    found = people.find_staff(connection, occasion.by)
    if found is None:
        raise NoSuchStaff(login=occasion.by[:80])
    return Person(found["login"], Role(found["role"]), found["team"])
