"""What somebody has before them when they decide: the interview as it stands now, and whether it is theirs to decide.

Everything is asked in the transaction of the decision, so that who comes second is told what the first one did.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from survey_api.collection.deciding import decide, require_current
from survey_api.collection.errors import NoSuchStaff
from survey_api.collection.occasion import COMMAND_LINE, Arguments, Occasion
from survey_api.collection.people import Role
from survey_api.collection.reviews.errors import (
    FirstThat,
    NotNow,
    NotYours,
    OtherTeam,
    VersionReplaced,
)
from survey_api.collection.reviews.reading import standing_of
from survey_api.collection.reviews.standing import Standing
from survey_api.collection.reviews.state import BY_ACTION, WHILE_ASKED, Action, Hand
from survey_api.collection.reviews.versions import Record
from survey_api.store import decisions, people
from survey_api.store.decisions import Decision

HANDS = {Role.INTERVIEWER: Hand.INTERVIEWER, Role.SUPERVISOR: Hand.SUPERVISOR, Role.QUALITY: Hand.QUALITY}


@dataclass(frozen=True)
class Actor:
    """Who decides. ``team`` is None for somebody who decides about every team's interviews."""

    login: str
    hand: Hand
    team: str | None


@dataclass(frozen=True)
class Sight:
    """One interview before one person, in one transaction."""

    connection: Connection
    occasion: Occasion
    actor: Actor
    standing: Standing
    expected: int | None
    on_behalf: bool = False  # ordered on the machine, for somebody who is not signed in

    @property
    def head(self) -> Record:
        """The current version. Raises NotNow where none is."""
        if self.standing.head is None:
            raise NotNow.in_state(self.standing.state, self.standing.name)
        return self.standing.head

    def require(self, action: Action) -> None:
        """Raises NotYours, NotNow, FirstThat where the table, or what somebody asked for, stands against it."""
        rule = BY_ACTION[action]
        if self.actor.hand not in rule.hands:
            raise NotYours(role=self.actor.hand.value)
        if self.standing.asked is not None and action not in WHILE_ASKED:
            raise FirstThat(record=self.standing.name, by=self.standing.asked.by)
        if self.standing.state not in rule.sources:
            raise NotNow.in_state(self.standing.state, self.standing.name)

    def decide(self, action: Action, **details: Any) -> Decision:
        """Keep the decision with the version that the person looked at."""
        seen = self.standing.head or self.standing.members[-1]
        told = {"form_id": seen.form_id, "instance": seen.instance_id, "submission": seen.number} | details
        if self.on_behalf:
            told["through"] = COMMAND_LINE
        return decide(self.connection, self.occasion, self.standing.object, self.expected, action.value, **told)


def sight(connection: Connection, arguments: Arguments, occasion: Occasion) -> Sight:
    """What the order is about. Raises NoSuchInterview, NoSuchStaff, OtherTeam, Overtaken, VersionReplaced.

    ``record`` names any version of the interview; ``seen`` the version that the person looked at, and ``expected`` how
    many decisions they knew of: both are left out by commands that take things as they are.
    """
    name = (arguments["form_id"], arguments["record"])
    standing = standing_of(connection, name)
    actor = actor_of(connection, arguments, occasion)
    require_team(actor, standing)
    expected = arguments.get("expected")
    require_current(standing.object, decisions.last_of(connection, standing.object), expected)
    _require_seen(standing, arguments.get("seen"))
    named = Occasion(occasion.at, occasion.vault, actor.login)
    on_behalf = occasion.by == COMMAND_LINE and actor.login != COMMAND_LINE
    return Sight(connection, named, actor, standing, expected, on_behalf)


def actor_of(connection: Connection, arguments: Arguments, occasion: Occasion) -> Actor:
    """Who decides: the person signed in, or whom the machine's owner decides for. Raises NoSuchStaff, NotYours."""
    login = occasion.by
    if login == COMMAND_LINE:
        login = arguments.get("by") or COMMAND_LINE
    if login == COMMAND_LINE:
        return Actor(login, Hand(arguments.get("hand") or Hand.QUALITY), None)
    person = people.find_staff(connection, login)
    if person is None:
        raise NoSuchStaff(login=login[:80])
    hand = HANDS.get(Role(person["role"]))
    if hand is None:
        raise NotYours(role=person["role"])
    return Actor(login, hand, None if hand is Hand.QUALITY else person["team"])


def require_team(actor: Actor, standing: Standing) -> None:
    """Raises OtherTeam where the interview is not of the person's team."""
    if actor.team is not None and actor.team != team_of(standing):
        raise OtherTeam(record=standing.name)


def team_of(standing: Standing) -> str:
    """Whose interview it is: the team of the device that sent the current version."""
    return (standing.head or standing.members[-1]).team


def _require_seen(standing: Standing, seen: str | None) -> None:
    head = standing.head
    if seen is None or head is None or seen == head.instance_id:
        return
    came = head.received_at.isoformat(timespec="minutes") if head.received_at else "-"
    raise VersionReplaced(
        record=standing.name, seen=seen[:80], current=head.instance_id, device=head.device_id, at=came
    )
