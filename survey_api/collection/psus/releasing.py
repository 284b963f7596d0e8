"""Releasing a replicate of the reserve: a decision with its reason, never a draw."""

from sqlalchemy import Connection

from survey_api.collection.deciding import decide, require_current
from survey_api.collection.occasion import Arguments, Occasion, Result
from survey_api.collection.psus import releases
from survey_api.collection.psus.assigning import LONGEST_REASON
from survey_api.collection.psus.errors import NeedsReason
from survey_api.collection.psus.reading import loaded
from survey_api.store import decisions


def release(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Release a replicate, in one stratum or everywhere; how many PSUs that brings into the sample.

    Raises NeedsReason, Overtaken, NoSuchReplicate, NoSuchStratum, ReleasedBefore, OutOfOrder.
    """
    replicate, stratum = int(arguments["replicate"]), arguments.get("stratum")
    reason = str(arguments.get("reason") or "").strip()[:LONGEST_REASON]
    name, expected = releases.object_named(replicate), arguments.get("expected")
    require_current(name, decisions.last_of(connection, name), expected)
    found = loaded(connection)
    releases.require_next(found.reached, found.replicates, replicate, stratum)
    if not reason:
        raise NeedsReason(psu=stratum or "-", state=str(replicate), action=releases.RELEASE)
    added = sum(
        draw.replicate == replicate and stratum in (None, found.psus[psu_id]["stratum"])
        for psu_id, draw in found.draws.items()
    )
    told = {"stratum": stratum, "reason": reason, "psus": added}
    made = decide(connection, occasion, name, expected, releases.RELEASE, **told)
    return {"version": made.version, "psus": added}
