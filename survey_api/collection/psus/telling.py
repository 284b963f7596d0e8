"""PSUs and the sample as programs are told of them: names, states and counts; nothing that a household said."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from questionnaires.fieldwork import FieldForms
from questionnaires.identifiers import BadIdentifier, read_unit_id
from survey_api.collection.people import Role
from survey_api.collection.psus import releases
from survey_api.collection.psus.approving import look, seen_of
from survey_api.collection.psus.listing import Listing
from survey_api.collection.psus.reading import LoadedSample, Psu, loaded
from survey_api.collection.psus.state import FROZEN, PsuState, possible
from survey_api.store import decisions, listing, sample
from survey_api.store.vault import Vault

_PLACE = ("psu_id", "stratum", "governorate", "region", "milieu", "frame_dwellings")
_SECRET = frozenset({"seed"})  # with the frame it tells whom a listing will select
Told = dict[str, Any]


def line(one: Psu) -> Told:
    """One PSU in a list."""
    facts = asdict(one.facts)
    return {
        **{name: one.row[name] for name in _PLACE},
        "replicate": one.replicate,
        "released": one.released,
        "team": one.team,
        "state": one.state.value,
        "version": one.version,
        **{name: facts[name] for name in ("tablets", "silent", "units", "waiting", "cases", "visits", "unfinished")},
    }


def sheet(connection: Connection, vault: Vault, forms: FieldForms, one: Psu, role: Role | None) -> Told:
    """One PSU with what was decided, the tablets that list it, and before an approval what that would freeze."""
    blocks = listing.blocks(connection, one.psu_id)
    heard = listing.last_heard(connection, {block.device_id for block in blocks})
    told = line(one) | {
        "decisions": [
            {"version": made.version, "action": made.action, "by": made.by, "at": _moment(made.at), **made.details}
            for made in one.decided
        ],
        "tablets_listing": [
            {"device_id": device_id, "last_heard": _moment(heard[device_id]) if device_id in heard else None}
            for device_id in sorted({block.device_id for block in blocks})
        ],
        "possible": [] if role is None else [action.value for action in possible(one.state, role)],
    }
    came = one.facts.units or one.facts.waiting
    open_to_units = one.state is PsuState.REOPENED or one.state not in FROZEN
    if one.released and not one.facts.came_listed and came and open_to_units:
        told["listing"] = _listing(look(connection, vault, forms, one.psu_id), one)
    return told


def _listing(taken: Listing, one: Psu) -> Told:
    found = asdict(taken.findings)
    refused = taken.findings.refusals(one.psu_id, adding=one.state is PsuState.REOPENED)
    return found | {"seen": seen_of(taken), "refused": [problem.code for problem in refused]}


def sample_told(connection: Connection, forms: FieldForms) -> Told:
    """The sample: what it was drawn by, what is released, listing records that no PSU can take."""
    found = loaded(connection)
    decided = decisions.of_kind(connection, releases.KIND)
    facts = {name: value for name, value in sample.facts(connection).items() if name not in _SECRET}
    return {
        "facts": facts,
        "came_listed": found.came_listed,
        "psus": len(found.psus),
        "psus_released": sum(found.p_psu(psu_id) is not None for psu_id in found.psus),
        "strata": _strata(found),
        "replicates": [
            {
                "replicate": replicate,
                "version": len(made := decided.get(releases.object_named(replicate), ())),
                "psus": sum(draw.replicate == replicate for draw in found.draws.values()),
                "released": [{"by": one.by, "at": _moment(one.at), **one.details} for one in made],
            }
            for replicate in range(1, found.replicates + 1)
        ],
        "unplaced": _unplaced(listing.unplaced(connection, forms.listing.form_id)) if not found.came_listed else [],
    }


def _strata(found: LoadedSample) -> list[Mapping[str, Any]]:
    drawn, in_sample = Counter[str](), Counter[str]()
    for psu_id, row in found.psus.items():
        drawn[row["stratum"]] += 1
        in_sample[row["stratum"]] += found.p_psu(psu_id) is not None
    return [
        {"stratum": name, "released": found.reached[name], "psus": drawn[name], "psus_released": in_sample[name]}
        for name in sorted(drawn)
    ]


def _unplaced(records: Iterable[listing.Unplaced]) -> list[Told]:
    return [
        {"record": one.instance_id, "unit_id": one.unit_id, "device_id": one.device_id, "why": _why(one.unit_id)}
        for one in records
    ]


def _why(unit_id: str | None) -> str:
    if unit_id is None:
        return "no_unit"
    try:
        read_unit_id(unit_id)
    except BadIdentifier as error:
        return error.problems[0].code.rpartition(".")[2]
    return "psu_not_in_sample"


def _moment(at: Any) -> str:  # a moment of the server
    return str(at.isoformat(timespec="seconds"))
