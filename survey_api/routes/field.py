"""What a tablet is told of the survey and its team before it works: forms, what is protected, keys, the time."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from survey_api.collection.errors import UnknownDevice
from survey_api.collection.rights import Right
from survey_api.collection.tablets.telling import told
from survey_api.dependencies import CurrentDevice, CurrentService, guarded
from survey_api.store import people

router = APIRouter(prefix="/field")
NOT_KEPT = {"Cache-Control": "no-store"}


@router.get("/tablet", **guarded(Right.FETCH_ASSIGNMENT))
def tablet(service: CurrentService, device_id: CurrentDevice) -> JSONResponse:
    """Which form plays which part, where what the tablet knows is put, who works in the team, what is protected."""
    now = service.settings.clock()

    def found(connection: Connection) -> dict[str, object]:
        team = people.team_of_device(connection, device_id)
        if team is None:
            raise UnknownDevice()
        return told(connection, service.settings.field_forms, service.known, team, now)

    return JSONResponse(service.read(found), headers=NOT_KEPT)
