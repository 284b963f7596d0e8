"""The sample as it is released: the PSUs that are in it, each with the probability that this gave it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from survey_api.collected import Sample
from survey_api.collection.psus.reading import loaded
from survey_api.store import sample as sample_store


@dataclass(frozen=True)
class Released:
    """The rows of the sample, and what a manifest says of them.

    ``frozen``: its units, members and cases are those that approvals froze, whatever listing records say since.
    """

    sample: Sample
    facts: Mapping[str, Any]
    frozen: bool


def released(connection: Connection) -> Released:
    """The sample as it stands. PSUs that are not released are not there, and nothing of them."""
    rows = Sample(*(sample_store.rows(connection, name) for name in Sample.__dataclass_fields__))
    found = loaded(connection)
    facts = sample_store.facts(connection)
    if found.came_listed:
        return Released(rows, facts, frozen=False)
    p = {psu_id: p for psu_id in found.psus if (p := found.p_psu(psu_id)) is not None}
    units = [row for row in rows.listing_units if row["psu_id"] in p]
    named = {row["unit_id"] for row in units}
    told = {"replicates": found.replicates, "replicates_released": dict(found.reached), "listed": True}
    return Released(
        Sample(
            psus=[
                {**row, "p_psu": p[row["psu_id"]], "certainty": p[row["psu_id"]] >= 1}
                for row in rows.psus
                if row["psu_id"] in p
            ],
            listing_units=units,
            roster=[row for row in rows.roster if row["unit_id"] in named],
            drawn_cases=[row for row in rows.drawn_cases if row["psu_id"] in p],
        ),
        {**facts, **told},
        frozen=True,
    )
