"""What an interviewer answers to reviewers from the tablet: in the threads of their comments, each answer once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from survey_api.collection.occasion import Arguments, Occasion, Result
from survey_api.collection.reviews import commenting
from survey_api.collection.reviews.reading import standing_of
from survey_api.collection.reviews.sight import Actor, Sight
from survey_api.collection.reviews.standing import Standing
from survey_api.collection.reviews.state import Hand
from survey_api.collection.tablets.returned import of_team
from survey_api.store import comments, people

MOST_AT_ONCE = 200


def answer_comments(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Keep the answers of a tablet; what it sends a second time is there already.

    They are taken after the return has ended too: the corrected version may have been faster.
    Raises UnknownDevice, NoSuchInterview, OtherTeam, NoSuchComment, NoWords, NotNow, CaseWithdrawn.
    """
    device_id, name = arguments["device_id"], (arguments["form_id"], arguments["record"])
    standing = of_team(connection, device_id, name)
    by = Occasion(occasion.at, occasion.vault, f"device:{device_id}", occasion.forms)
    actor = Actor(by.by, Hand.INTERVIEWER, people.team_of_device(connection, device_id))
    told: Sequence[Mapping[str, Any]] = arguments["answers"][:MOST_AT_ONCE]
    kept = 0
    for one in told:
        if not _said_before(connection, by, standing, one):
            commenting.answer(Sight(connection, by, actor, standing, None), one)
            standing = standing_of(connection, name)
            kept += 1
    return {"kept": kept, "version": standing.version}


def _said_before(connection: Connection, by: Occasion, standing: Standing, told: Mapping[str, Any]) -> bool:
    said = comments.about(connection, by.vault(), [record.number for record in standing.members])
    same = (by.by, told.get("thread"), str(told.get("text", "")).strip())
    return any((one.by, one.thread, one.text) == same for one in said if one.kind == comments.ANSWER)
