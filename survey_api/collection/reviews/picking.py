"""Picking one of what stands beside each other: two versions of an interview, or two interviews of a case."""

from dataclasses import replace

from survey_api.collection.deciding import decide
from survey_api.collection.occasion import Arguments
from survey_api.collection.reviews.errors import NotBeside
from survey_api.collection.reviews.reading import standing_of
from survey_api.collection.reviews.sight import Sight, require_team
from survey_api.collection.reviews.standing import object_named
from survey_api.collection.reviews.state import Action
from survey_api.store.decisions import Decision


def pick(sight: Sight, arguments: Arguments) -> Decision:
    """Let one version of this interview stand; the others, and the other interviews of the case, are archived.

    ``picked`` names the version; without it the current one stands. Both roads are kept: another pick turns it round.
    Raises NotNow, NotBeside, OtherTeam, FirstThat.
    """
    sight.require(Action.PICK)
    standing = sight.standing
    among = (sight.head, *standing.beside, *standing.passed_over)
    wanted = arguments.get("picked") or sight.head.instance_id
    chosen = next((record for record in among if record.instance_id == wanted), None)
    if chosen is None or (len(among) == 1 and not standing.rivals):
        raise NotBeside(record=standing.name, picked=wanted[:80])
    for rival in standing.rivals:
        _require_archivable(sight, rival)
    over = [record.number for record in among if record is not chosen]
    told = {"submission": chosen.number, "instance": chosen.instance_id, "over": over, "rivals": list(standing.rivals)}
    made = sight.decide(Action.PICK, **told)
    for rival in standing.rivals:
        other = object_named(standing.form_id, rival)
        archived = {"form_id": standing.form_id, "instance": rival, "picked": standing.name}
        decide(sight.connection, sight.occasion, other, None, Action.ARCHIVE.value, **archived)
    return made


def _require_archivable(sight: Sight, name: str) -> None:
    """Whoever picks decides about the other interview too. Raises OtherTeam, FirstThat, NotNow: one is locked."""
    standing = standing_of(sight.connection, (sight.standing.form_id, name))
    require_team(sight.actor, standing)
    replace(sight, standing=standing).require(Action.PICK)
