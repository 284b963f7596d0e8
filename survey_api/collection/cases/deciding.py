"""What a person may decide about a case where it stands: each kind of decision, and what refuses it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from questionnaires.codes import Disposition
from questionnaires.fieldwork import FieldForms
from questionnaires.precedence import RULES
from questionnaires.problems import ProblemError
from survey_api.collection.cases import errors
from survey_api.collection.cases.decided import LEASE, Action, Hold
from survey_api.collection.cases.reading import object_named, standing_of
from survey_api.collection.cases.state import EFFORT_WANTED, OnTablet, Side, Standing, State, to_settle
from survey_api.collection.deciding import decide, require_current
from survey_api.collection.errors import NoSuchStaff, NotAllowed
from survey_api.collection.occasion import COMMAND_LINE, Arguments, Occasion, Result
from survey_api.collection.people import Person, Role, is_name
from survey_api.collection.rights import Right, may
from survey_api.store import decisions, languages, people

Details = Mapping[str, Any]
CONTESTED_FOR = ("wrong_code", "wrong_case", "not_visited", "other")
NOT_ATTEMPTED_FOR = ("end_of_field", "unsafe", "lost_tablet", "other")
RIGHTS: Mapping[Action, Right] = {
    **dict.fromkeys((Action.ASSIGN, Action.TRANSFER, Action.RELEASE, Action.INTERPRETER), Right.WORK_CASES),
    **dict.fromkeys((Action.HOLD, Action.REFUSED), Right.WORK_CASES),
    **dict.fromkeys((Action.CONFIRM, Action.CONTEST, Action.NOT_ATTEMPTED), Right.DECIDE_CASES),
}


@dataclass(frozen=True)
class _Asked:
    """One decision that is asked for, about the case as it stands. ``person`` is None for the owner of the machine."""

    connection: Connection
    found: Standing
    person: Person | None
    given: Arguments

    @property
    def case_id(self) -> str:
        """The case."""
        return self.found.case.case_id

    @property
    def is_of_headquarters(self) -> bool:
        """Whether whoever asks answers for every team."""
        return self.person is None or self.person.role is not Role.SUPERVISOR

    def text(self, name: str, among: tuple[str, ...] = ()) -> str | None:
        """Something that was said. Raises IncompleteDecision where it is none of what it can be."""
        value = self.given.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not is_name(value) or (among and value not in among):
            raise errors.IncompleteDecision(what=name, among=", ".join(among) or "-")
        return value

    def needed(self, name: str, among: tuple[str, ...] = ()) -> str:
        """Something that must be said. Raises IncompleteDecision."""
        value = self.text(name, among)
        if value is None:
            raise errors.IncompleteDecision(what=name, among=", ".join(among) or "-")
        return value

    def require_open(self) -> None:
        """Raises ClosedForGood."""
        found = self.found
        if found.case.withdrawn is not None:
            raise errors.ClosedForGood.because("withdrawn", self.case_id)
        if found.closure is not None:
            raise errors.ClosedForGood.because(found.closure.why, self.case_id)


def decide_case(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """One decision about one case. Raises NoSuchCase, NotAllowed, Overtaken, and what refuses that decision.

    ``expected``: how many decisions about it the person knew of; left out by commands, which take things as they are.
    """
    action, case_id = Action(arguments["action"]), arguments["case_id"]
    forms = _forms(occasion)
    found = standing_of(connection, case_id, forms, occasion.at)
    person = _person(connection, occasion)
    if person is not None and not may(person, RIGHTS[action], found.team or ""):
        raise NotAllowed(role=person.role.value)
    object_, expected = object_named(case_id), arguments.get("expected")
    require_current(object_, decisions.last_of(connection, object_), expected)
    details = _KINDS[action](_Asked(connection, found, person, arguments))
    decision = decide(connection, occasion, object_, expected, action.value, **details)
    after = standing_of(connection, case_id, forms, occasion.at)
    closed = {"refused_for_good": [case_id]} if action is Action.REFUSED else {}
    return {"version": decision.version, "state": after.state.value, **closed}


def decide_cases(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """The same decision about several cases; those where it is refused stay as they are and are told."""
    decided, refused = [], {}
    for case_id in arguments["case_ids"]:
        try:
            decide_case(connection, {**arguments, "case_id": case_id}, occasion)
            decided.append(case_id)
        except ProblemError as refusal:
            refused[case_id] = refusal.problems[0].code
    return {"decided": decided, "refused": refused}


def _forms(occasion: Occasion) -> FieldForms:
    if occasion.forms is None:
        raise errors.IncompleteDecision(what="forms", among="-")
    return occasion.forms


def _person(connection: Connection, occasion: Occasion) -> Person | None:
    if occasion.by == COMMAND_LINE:
        return None
    found = people.find_staff(connection, occasion.by)
    if found is None:
        raise NoSuchStaff(login=occasion.by[:80])
    return Person(found["login"], Role(found["role"]), found["team"])


def _assign(asked: _Asked) -> Details:
    asked.require_open()
    if asked.found.state is State.CLOSED and not asked.is_of_headquarters:
        raise errors.ClosedForGood.because("confirmed", asked.case_id)
    to = _somebody(asked)
    if to["team"] != asked.found.team or to["device"]:
        _require_free(asked, to["device"], to["team"])
    return _said(to)


def _transfer(asked: _Asked) -> Details:
    asked.require_open()
    if asked.found.team is None:
        raise errors.NotAssigned(case=asked.case_id)
    to, forced = _somebody(asked), bool(asked.given.get("force"))
    if forced and not asked.is_of_headquarters:
        raise NotAllowed(role=Role.SUPERVISOR.value)
    if not forced:
        _require_free(asked, to["device"], None)
    return {**_said(to), **({"forced": True} if forced else {})}


def _somebody(asked: _Asked) -> dict[str, str | None]:
    """Who is to work the case. Raises SameInterviewer, NotOfTeam, NotAllowed."""
    own = asked.person.team if asked.person and not asked.is_of_headquarters else None
    team = asked.text("team") or own or asked.found.team
    if team is None:
        raise errors.IncompleteDecision(what="team", among="-")
    if own is not None and team != own:
        raise NotAllowed(role=Role.SUPERVISOR.value)
    interviewer, device = asked.text("interviewer"), asked.text("device")
    rest = asked.found.history.rest
    if rest is not None and interviewer == rest.not_by:
        raise errors.SameInterviewer(case=asked.case_id, interviewer=interviewer, day=rest.not_before.isoformat())
    if device is not None and people.team_of_device(asked.connection, device) != team:
        raise errors.NotOfTeam(name=device, team=team)
    _require_of_team(asked.connection, interviewer, team)
    return {"team": team, "interviewer": interviewer, "device": device}


def _require_of_team(connection: Connection, interviewer: str | None, team: str) -> None:
    """An interviewer who never signs in is known to nobody here, and taken at the supervisor's word."""
    known = people.find_staff(connection, interviewer) if interviewer else None
    if known is not None and known["team"] != team:
        raise errors.NotOfTeam(name=str(interviewer), team=team)


def _require_free(asked: _Asked, device: str | None, team: str | None) -> None:
    """Raises StillOnTablet where a tablet other than the one meant holds the case."""
    held = [one for one in asked.found.leases if one.device_id != device]
    if team is not None and device is None:
        held = [one for one in held if people.team_of_device(asked.connection, one.device_id) != team]
    if held:
        last: OnTablet = max(held, key=lambda one: one.heard_at)
        heard: datetime = last.heard_at
        raise errors.StillOnTablet(case=asked.case_id, device=last.device_id, at=heard.isoformat(timespec="minutes"))


def _said(to: Mapping[str, str | None]) -> Details:
    return {name: value for name, value in to.items() if value is not None}


def _interpreter(asked: _Asked) -> Details:
    asked.require_open()
    to, interviewer = _somebody(asked), asked.needed("interviewer")
    language = asked.text("language") or asked.found.language_needed
    if language is None:
        raise errors.IncompleteDecision(what="language", among="-")
    able = languages.speaking(asked.connection, language)
    if interviewer not in able:
        raise errors.LanguageMissing(interviewer=interviewer, language=language, able=", ".join(able) or "-")
    return {**_said(to), "language": language}


def _hold(asked: _Asked) -> Details:
    return {"side": asked.needed("what", tuple(Hold))}


def _release(asked: _Asked) -> Details:
    what = asked.needed("what", (*Hold, LEASE, Side.BREACH))
    standing = {one.side.value for one in asked.found.pending} | ({LEASE} if asked.found.leases else set())
    if what not in standing:
        raise errors.NothingToRelease(case=asked.case_id, what=what)
    records = to_settle(asked.found.history, what)
    return {"side": what, **({"records": list(records)} if records else {})}


def _confirm(asked: _Asked) -> Details:
    asked.require_open()
    found, evidence = asked.found, bool(asked.given.get("evidence"))
    code = RULES[found.rule].of_case(found.history.outcomes(evidence=evidence)) if evidence else found.code
    seen = asked.text("code")
    if seen is not None and seen != code:
        raise errors.CodeIsDerived(case=asked.case_id, code=code.value, given=seen)
    if code is Disposition.NOT_ATTEMPTED:
        raise errors.NotVisited(case=asked.case_id)
    if code in EFFORT_WANTED and found.lacks:
        raise errors.EffortMissing.lacking(found.lacks, asked.case_id)
    level = "headquarters" if asked.is_of_headquarters else "supervisor"
    return {"code": code.value, "rule": found.rule, "level": level, **({"evidence": True} if evidence else {})}


def _contest(asked: _Asked) -> Details:
    return {"code": asked.found.code.value, "reason": asked.needed("reason", CONTESTED_FOR)}


def _not_attempted(asked: _Asked) -> Details:
    asked.require_open()
    if asked.found.code is not Disposition.NOT_ATTEMPTED or asked.found.n_attempts:
        raise errors.WasVisited(case=asked.case_id, n=asked.found.n_attempts, code=asked.found.code.value)
    reason = asked.needed("reason", NOT_ATTEMPTED_FOR)
    level = "headquarters" if asked.is_of_headquarters else "supervisor"
    return {"code": Disposition.NOT_ATTEMPTED.value, "reason": reason, "level": level}


def _refused(asked: _Asked) -> Details:
    asked.require_open()
    return {}


_KINDS: Mapping[Action, Callable[[_Asked], Details]] = {
    Action.ASSIGN: _assign,
    Action.TRANSFER: _transfer,
    Action.RELEASE: _release,
    Action.INTERPRETER: _interpreter,
    Action.HOLD: _hold,
    Action.CONFIRM: _confirm,
    Action.CONTEST: _contest,
    Action.NOT_ATTEMPTED: _not_attempted,
    Action.REFUSED: _refused,
}


def say_languages(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Write down which languages a person interviews in. Raises NoSuchStaff, IncompleteDecision."""
    login, told = arguments["login"], list(arguments["languages"])
    if people.find_staff(connection, login) is None:
        raise NoSuchStaff(login=login[:80])
    if not all(isinstance(language, str) and is_name(language) for language in told):
        raise errors.IncompleteDecision(what="language", among="-")
    languages.say(connection, login, told)
    occasion.log(connection, "staff.languages", f"staff:{login}", languages=sorted(set(told)))
    return {}
