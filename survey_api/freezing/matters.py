"""What stands open before a version is frozen: counted, each with what is to be done about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.contracts import LISTING_UNITS, PSUS
from survey_api.export import Gathered


@dataclass(frozen=True, slots=True)
class Matter:
    """One kind of thing that is counted. ``stops``: a version is frozen with it only for a reason that is given."""

    code: str
    n: int
    stops: bool


def matters(found: Gathered, open_psus: int) -> tuple[Matter, ...]:
    """Everything that is counted, in the order in which one would look at it."""
    review: Mapping[str, int] = found.facts.get("review", {})
    office: Mapping[str, int] = found.facts.get("office", {})
    stopping = {
        "psus_open": open_psus,
        "psus_unlisted": _unlisted(found),
        "without_verdict": found.without_verdict,
        "files_awaited": found.awaiting,
        "quarantined": review.get("quarantined", found.quarantined),
        "forks": review.get("forks", 0),
        "unapproved": review.get("unapproved", 0),
        "proposals": office.get("proposals", 0),
        "edits_overtaken": office.get("edits_overtaken", 0),
        "uncoded": office.get("uncoded", 0),
        "coder_missing": office.get("coder_missing", 0),
        "disagreements": office.get("disagreements", 0),
    }
    told = {
        "voided": review.get("voided", 0),
        "archived": review.get("archived", 0),
        "withdrawn": int(found.facts.get("withdrawn", 0)),
        "outside": found.outside,
        "edits": office.get("edits", 0),
    }
    open_ = (Matter(code, n, stops=True) for code, n in stopping.items())
    return (*open_, *(Matter(code, n, stops=False) for code, n in told.items()))


def _unlisted(found: Gathered) -> int:
    """Released PSUs in which no unit was listed: weights refuse them, for they would count in no total."""
    listed = {row["psu_id"] for row in found.rows[LISTING_UNITS]}
    return sum(row["psu_id"] not in listed for row in found.rows[PSUS])


def standing(found: tuple[Matter, ...]) -> tuple[Matter, ...]:
    """What stands against freezing."""
    return tuple(matter for matter in found if matter.stops and matter.n)
