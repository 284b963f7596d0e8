"""Cases: where they stand, what happened there, and what supervisors and headquarters decide; no answers."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from survey_api.collection.cases.decided import Action
from survey_api.collection.cases.deciding import RIGHTS
from survey_api.collection.cases.reading import standing_of, standings
from survey_api.collection.cases.state import Standing, State
from survey_api.collection.cases.telling import line, sheet
from survey_api.collection.errors import NotAllowed
from survey_api.collection.rights import Reach, Right, may, reach
from survey_api.dependencies import CurrentService, SignedIn, guarded
from survey_api.languages import language_of
from survey_api.routes.matching import expected_version, tagged
from survey_api.store import languages

router = APIRouter(prefix="/cases")
CaseId = Annotated[str, Path(max_length=255)]
Name = Annotated[str | None, Field(max_length=63)]
LARGEST = 4 * 1024  # bytes of a decision
USUAL, MOST = 200, 1_000  # cases in one list


class Given(BaseModel):
    """What a decision says; each kind asks for some of it."""

    team: Name = None
    interviewer: Name = None
    device: Name = None
    language: Name = None
    what: Name = None
    code: Name = None
    reason: Name = None
    evidence: bool = False
    force: bool = False


@router.get("", **guarded(Right.SEE_CASES))
def listed(
    request: Request,
    service: CurrentService,
    person: SignedIn,
    state: Annotated[list[State], Query()] = [],  # noqa: B006 (FastAPI copies it)
    team: Annotated[str | None, Query(max_length=63)] = None,
    after: Annotated[str, Query(max_length=255)] = "",
    most: Annotated[int, Query(ge=1, le=MOST)] = USUAL,
) -> JSONResponse:
    """The cases that the person answers for, by name; ``after`` is where the last list ended."""
    own = person.team if reach(person, Right.SEE_CASES) is Reach.OWN_TEAM else team
    now, forms = service.settings.clock(), service.settings.field_forms
    wanted = None if state else most + 1  # one more says that there are others
    found = service.read(lambda connection: standings(connection, forms, now, own, after=after, most=wanted))
    among = [one for one in found if not state or one.state in state]
    told = {
        "as_of": now.isoformat(timespec="seconds"),
        "cases": [line(one, now, language_of(request)) for one in among[:most]],
        "next": among[most - 1].case.case_id if len(among) > most else None,
    }
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


@router.get("/{case_id}", **guarded(Right.SEE_CASES))
def shown(request: Request, service: CurrentService, person: SignedIn, case_id: CaseId) -> JSONResponse:
    """One case with everything that happened there; the ETag is the version to decide on."""
    now, forms = service.settings.clock(), service.settings.field_forms

    def read(connection: Connection) -> tuple[Standing, dict[str, str]]:
        found = standing_of(connection, case_id, forms, now)
        needed = found.language_needed
        return found, dict(languages.speaking(connection, needed)) if needed else {}

    found, able = service.read(read)
    if not may(person, Right.SEE_CASES, found.team or ""):
        raise NotAllowed(role=person.role.value)
    return JSONResponse(sheet(found, now, language_of(request), able), headers=tagged(found.version))


def _deed(action: Action) -> Callable[..., JSONResponse]:
    def decide(
        request: Request, service: CurrentService, person: SignedIn, case_id: CaseId, given: Given
    ) -> JSONResponse:
        arguments = {**given.model_dump(exclude_none=True), "action": action.value, "case_id": case_id}
        arguments["expected"] = expected_version(request)
        made = service.order("decide_case", arguments, person.login)
        return JSONResponse({"action": action.value, **made}, headers=tagged(made["version"]))

    decide.__name__ = f"{action.value}_case"
    return decide


for _action, _right in RIGHTS.items():
    _address = f"/{{case_id}}/{_action.value.replace('_', '-')}"
    router.post(_address, max_body_size=LARGEST, **guarded(_right))(_deed(_action))
