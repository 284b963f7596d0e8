"""PSUs and the sample: who has which, how far its listing and its work are, what is decided about it.

Every decision names in If-Match how many decisions about the PSU, or the replicate, the person knew of.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from survey_api.collection.people import Person
from survey_api.collection.psus.errors import NotOfTeam
from survey_api.collection.psus.reading import Psu, psu, psus, team_of
from survey_api.collection.psus.telling import line, sample_told, sheet
from survey_api.collection.rights import Reach, Right, may, reach
from survey_api.collection.service import Service
from survey_api.collection.unfinished import unfinished, unfinished_in
from survey_api.dependencies import CurrentDevice, CurrentService, SignedIn, guarded
from survey_api.routes.matching import expected_version, tagged

router = APIRouter()
LARGEST_DECISION = 64 * 1024  # bytes
NOT_KEPT = {"Cache-Control": "no-store"}
PsuId = Annotated[str, Path(max_length=255)]
Unit = Annotated[str, Field(max_length=255)]
Reason = Annotated[str, Field(max_length=500)]


class Approval(BaseModel):
    """What was looked at (``seen``), and of units with contradicting records the one that is right."""

    seen: str | None = Field(default=None, max_length=64)
    keep: dict[Unit, Unit] = Field(default={}, max_length=1_000)


class Assignment(BaseModel):
    """The team that has the PSU from now on."""

    team: str = Field(max_length=63)


class Because(BaseModel):
    """Why, where a decision departs from the plan."""

    reason: Reason = ""


class Release(BaseModel):
    """Where a replicate is released (everywhere where no stratum is named), and why."""

    reason: Reason
    stratum: str | None = Field(default=None, max_length=255)


class Numbers(BaseModel):
    """How many blocks of serial numbers a tablet needs in all."""

    blocks: int = Field(default=1, ge=1, le=10)


@router.get("/psus", **guarded(Right.SEE_PSUS))
def listed(service: CurrentService, person: SignedIn) -> JSONResponse:
    """The PSUs that the person answers for, by name."""
    forms, now = service.settings.field_forms, service.settings.clock()
    found = service.read(lambda connection: psus(connection, forms, unfinished(connection, forms, now)))
    own = reach(person, Right.SEE_PSUS) is Reach.OWN_TEAM
    told = [line(one) for one in found if not own or one.team == person.team]
    return JSONResponse({"as_of": now.isoformat(timespec="seconds"), "psus": told}, headers=NOT_KEPT)


@router.get("/psus/{psu_id}", **guarded(Right.SEE_PSUS))
def shown(service: CurrentService, person: SignedIn, psu_id: PsuId) -> JSONResponse:
    """One PSU: its state, its tablets, what was decided, and before an approval what that would freeze."""
    forms, now = service.settings.field_forms, service.settings.clock()
    _require_own(service, person, Right.SEE_PSUS, psu_id)

    def told(connection: Connection) -> tuple[Psu, dict[str, Any]]:
        found = psu(connection, forms, psu_id, unfinished_in(connection, forms, now, psu_id))
        return found, sheet(connection, service.vault, forms, found, person.role)

    one, page = service.read(told)
    return JSONResponse({"as_of": now.isoformat(timespec="seconds"), **page}, headers=tagged(one.version))


@router.post("/psus/{psu_id}/approve", max_body_size=LARGEST_DECISION, **guarded(Right.APPROVE_LISTING))
def approve(
    request: Request, service: CurrentService, person: SignedIn, psu_id: PsuId, decided: Approval
) -> JSONResponse:
    """Freeze the listing and draw the cases."""
    _require_own(service, person, Right.APPROVE_LISTING, psu_id)
    given = {"psu_id": psu_id, "seen": decided.seen, "keep": decided.keep}
    return _decided(request, service, person, "approve_psu", given)


@router.post("/psus/{psu_id}/assign", max_body_size=LARGEST_DECISION, **guarded(Right.ASSIGN_PSU))
def assign(
    request: Request, service: CurrentService, person: SignedIn, psu_id: PsuId, decided: Assignment
) -> JSONResponse:
    """Give the PSU to a team."""
    return _decided(request, service, person, "assign_psus", {"teams": {psu_id: decided.team}})


@router.post("/psus/{psu_id}/reopen", max_body_size=LARGEST_DECISION, **guarded(Right.REOPEN_PSU))
def reopen(
    request: Request, service: CurrentService, person: SignedIn, psu_id: PsuId, decided: Because
) -> JSONResponse:
    """Open the listing again: units that were never listed may be added."""
    return _decided(request, service, person, "reopen_psu", {"psu_id": psu_id, "reason": decided.reason})


@router.post("/psus/{psu_id}/close", max_body_size=LARGEST_DECISION, **guarded(Right.CLOSE_PSU))
def close(request: Request, service: CurrentService, person: SignedIn, psu_id: PsuId, decided: Because) -> JSONResponse:
    """End the work in the PSU; its hints are destroyed."""
    _require_own(service, person, Right.CLOSE_PSU, psu_id)
    return _decided(request, service, person, "close_psu", {"psu_id": psu_id, "reason": decided.reason})


@router.get("/sample", **guarded(Right.SEE_SAMPLE))
def sample(service: CurrentService) -> JSONResponse:
    """What was drawn, what is released where, and the listing records that no PSU can take."""
    forms = service.settings.field_forms
    return JSONResponse(service.read(lambda connection: sample_told(connection, forms)), headers=NOT_KEPT)


@router.post(
    "/sample/replicates/{replicate}/release", max_body_size=LARGEST_DECISION, **guarded(Right.RELEASE_REPLICATE)
)
def release(
    request: Request, service: CurrentService, person: SignedIn, replicate: int, decided: Release
) -> JSONResponse:
    """Release a replicate of the reserve."""
    given = {"replicate": replicate, "stratum": decided.stratum, "reason": decided.reason}
    return _decided(request, service, person, "release_replicate", given)


@router.post("/field/psus/{psu_id}/listing", max_body_size=LARGEST_DECISION, **guarded(Right.START_LISTING))
def start_listing(
    service: CurrentService, device_id: CurrentDevice, psu_id: PsuId, asked: Numbers | None = None
) -> JSONResponse:
    """Give the tablet its own numbers to list with; asked again it has the same."""
    given = {"psu_id": psu_id, "device_id": device_id, "blocks": (asked or Numbers()).blocks}
    return JSONResponse(service.order("start_listing", given, f"device:{device_id}"), headers=NOT_KEPT)


def _require_own(service: Service, person: Person, right: Right, psu_id: str) -> None:
    """Raises NoSuchPsu, NotOfTeam."""
    team = service.read(lambda connection: team_of(connection, psu_id))
    if not may(person, right, team or ""):
        raise NotOfTeam(psu=psu_id)


def _decided(request: Request, service: Service, person: Person, order: str, given: dict[str, Any]) -> JSONResponse:
    told = service.order(order, {**given, "expected": expected_version(request)}, person.login)
    return JSONResponse(told, headers=tagged(told["version"]) if "version" in told else NOT_KEPT)
