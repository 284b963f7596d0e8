"""Loading a sample: one that came listed, or a draw that is listed in the field, its numbers drawn beforehand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from survey_api.collection.errors import SampleInUse
from survey_api.collection.occasion import Arguments, Occasion, Result
from survey_api.collection.psus import reading, releases
from survey_api.collection.psus.errors import DrawBroken, SampleDecided
from survey_api.store import decisions, sample

_SEED = re.compile(r"[0-9a-f]{32}")
_FILLED_IN_THE_FIELD = ("listing_units", "roster", "drawn_cases")
_LOGGED = ("draw_digest", "frame_digest", "design", "seed", "replicates")  # what the manifest says of the draw
Tables = Mapping[str, Sequence[Mapping[str, Any]]]


def load_sample(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Load the drawn sample in the place of the one before. ``digests``: of its tables, by the folder's manifest.

    Raises SampleInUse once records have arrived, SampleDecided once something was decided about its PSUs, DrawBroken.
    """
    if sample.records_arrived(connection):
        raise SampleInUse()
    if _decided(connection):
        raise SampleDecided()
    tables, facts = arguments["tables"], arguments["facts"]
    if "psu_draw" in tables and (broken := next(_contradictions(tables), None)):
        raise DrawBroken(table=broken[0], psu=broken[1])
    sample.replace(connection, tables, facts)
    counts = {name: len(rows) for name, rows in tables.items()}
    told = {name: facts[name] for name in _LOGGED if name in facts} if "psu_draw" in tables else {}
    digests = arguments.get("digests")
    occasion.log(connection, "sample.loaded", "sample", **counts, **told, **({"digests": digests} if digests else {}))
    return counts


def _decided(connection: Connection) -> bool:
    kinds = (reading.KIND, releases.KIND)
    return sample.numbers_given(connection) or any(decisions.of_kind(connection, kind) for kind in kinds)


def _contradictions(tables: Tables) -> Iterator[tuple[str, str]]:
    """Where the tables of a draw contradict each other: the table and the PSU."""
    psus = {row["psu_id"] for row in tables["psus"]}
    for name in _FILLED_IN_THE_FIELD:
        yield from ((name, row["unit_id"]) for row in tables[name])
    drawn = {row["psu_id"]: row["replicate"] for row in tables["psu_draw"]}
    yield from (("psu_draw", psu_id) for psu_id in sorted(psus ^ drawn.keys()))
    for row in tables["psu_draw"]:
        if not _SEED.fullmatch(row["selection_seed"]) or row["replicate"] < 0:
            yield "psu_draw", row["psu_id"]
    p: dict[str, dict[int, float]] = {psu_id: {} for psu_id in drawn}
    for row in tables["psu_releases"]:
        p.setdefault(row["psu_id"], {})[row["released"]] = row["p_psu"]
    last = max(drawn.values(), default=0)
    for psu_id in sorted(p):
        if psu_id not in drawn or not _is_nested(p[psu_id], drawn[psu_id], last):
            yield "psu_releases", psu_id
    for row in tables.get("psu_segments", ()):
        if row["psu_id"] not in psus or not 0 < row["p_segment"] <= 1:
            yield "psu_segments", row["psu_id"]


def _is_nested(p: Mapping[int, float], replicate: int, last: int) -> bool:
    """Whether a PSU is in every sample from its replicate on, with a chance that further releases do not lower."""
    if sorted(p) != list(range(replicate, last + 1)):
        return False
    chances = [p[released] for released in sorted(p)]
    return chances[0] > 0 and chances[-1] <= 1 and chances == sorted(chances)
