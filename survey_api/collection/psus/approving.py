"""Approving the listing of a PSU: its units, their members and its cases are frozen, in one transaction."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from questionnaires.fieldwork import FieldForms
from survey_api.collection.deciding import decide, require_current
from survey_api.collection.occasion import Arguments, Occasion, Result
from survey_api.collection.psus.bringing import brought
from survey_api.collection.psus.errors import CannotApprove, ListingChanged, NotListedHere, NotReleased
from survey_api.collection.psus.listing import Listing, sort_out
from survey_api.collection.psus.reading import loaded, object_named, psu
from survey_api.collection.psus.roles import require_team, role_of
from survey_api.collection.psus.state import PsuAction, require
from survey_api.store import decisions, listing
from survey_api.store.vault import Vault


def look(
    connection: Connection, vault: Vault, forms: FieldForms, psu_id: str, keep: Mapping[str, str] | None = None
) -> Listing:
    """The listing of a PSU as an approval would take it now. Raises NotListedHere."""
    sample = loaded(connection)
    if sample.came_listed:
        raise NotListedHere(psu=psu_id)
    frozen = listing.frozen(connection, psu_id)
    came = brought(connection, vault, forms.listing.form_id, psu_id)
    return sort_out(sample.place(psu_id), came, forms, frozen=frozen, keep=keep)


def approve(connection: Connection, arguments: Arguments, occasion: Occasion) -> Result:
    """Freeze the listing of a PSU and draw its cases.

    ``keep``: of units about which records contradict each other, the record that is right. ``seen``: the listing that
    the person looked at; None for a command that takes what there is.
    Raises NoSuchPsu, NotOfTeam, Overtaken, NotListedHere, NotReleased, NotInState, NotAllowed, ListingChanged,
    CannotApprove.
    """
    forms = occasion.forms
    assert forms is not None  # noqa: S101 (whoever carries out orders on a home knows its forms)
    psu_id = arguments["psu_id"]
    found = psu(connection, forms, psu_id)
    role = role_of(connection, occasion)
    require_team(connection, occasion, role, found.psu_id, found.team)
    require_current(
        object_named(psu_id), decisions.last_of(connection, object_named(psu_id)), arguments.get("expected")
    )
    if found.facts.came_listed:
        raise NotListedHere(psu=psu_id)
    if not found.released:
        raise NotReleased(psu=psu_id, replicate=found.replicate or 0)
    require(PsuAction.APPROVE, psu_id, found.state, role)
    keep = dict(arguments.get("keep") or {})
    taken = look(connection, occasion.vault(), forms, psu_id, keep)
    if arguments.get("seen") not in (None, seen_of(taken)):
        raise ListingChanged(psu=psu_id)
    adding = bool(listing.frozen(connection, psu_id))
    if refused := taken.findings.refusals(psu_id, adding=adding):
        raise CannotApprove(refused)
    digest = _freeze(connection, taken, occasion)
    told: dict[str, Any] = taken.findings.counts | {"digest": digest} | ({"keep": keep} if keep else {})
    decision = decide(connection, occasion, object_named(psu_id), arguments.get("expected"), PsuAction.APPROVE, **told)
    return {"version": decision.version, **told}


def seen_of(taken: Listing) -> str:
    """What a person looked at: sent back with the approval, it must be what is there."""
    return digest_of([{"unit": unit, "record": number} for unit, number in taken.sources.items()])[:32]


def _freeze(connection: Connection, taken: Listing, occasion: Occasion) -> str:
    """Write the rows; the digest of them."""
    drawn = taken.drawn.values()
    units = [one.unit for one in drawn]
    roster = [row for one in drawn for row in one.roster]
    cases = [row for one in drawn for row in one.cases]
    listing.freeze(connection, units, roster, cases, taken.sources, occasion.at)
    return digest_of(units, roster, cases)


def digest_of(*tables: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 of rows, whatever their order within each table."""
    told = [sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows) for rows in tables]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
