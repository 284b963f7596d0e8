"""Picking one of what stands beside each other: two versions of an interview, or two interviews of a case."""

from survey_api.collection.deciding import decide
from survey_api.collection.occasion import Arguments
from survey_api.collection.reviews.errors import NotBeside
from survey_api.collection.reviews.sight import Sight
from survey_api.collection.reviews.standing import object_named
from survey_api.collection.reviews.state import Action
from survey_api.store.decisions import Decision


def pick(sight: Sight, arguments: Arguments) -> Decision:
    """Let one version of this interview stand; the others, and the other interviews of the case, are archived.

    ``picked`` names the version; without it the current one stands. Both roads are kept: another pick turns it round.
    Raises NotNow, NotBeside.
    """
    sight.require(Action.PICK)
    standing = sight.standing
    among = (sight.head, *standing.beside, *standing.passed_over)
    wanted = arguments.get("picked") or sight.head.instance_id
    chosen = next((record for record in among if record.instance_id == wanted), None)
    if chosen is None or (len(among) == 1 and not standing.rivals):
        raise NotBeside(record=standing.name, picked=wanted[:80])
    over = [record.number for record in among if record is not chosen]
    told = {"submission": chosen.number, "instance": chosen.instance_id, "over": over, "rivals": list(standing.rivals)}
    made = sight.decide(Action.PICK, **told)
    for rival in standing.rivals:
        other = object_named(standing.form_id, rival)
        decide(
            sight.connection, sight.occasion, other, None, Action.ARCHIVE.value, instance=rival, picked=standing.name
        )
    return made
