"""What a tablet is given to work, with a tag: where it has that already, nothing is sent but that it stands."""

from contextlib import suppress

from fastapi import APIRouter, Request
from fastapi.responses import Response

from survey_api.collection.assignment import assignment_of, note
from survey_api.collection.rights import Right
from survey_api.dependencies import CurrentDevice, CurrentService, guarded
from survey_api.store.failures import DiskFull, Unavailable
from survey_api.store.writer import Busy

router = APIRouter(prefix="/field")


@router.get("/assignment", responses={304: {"description": "It stands"}}, **guarded(Right.FETCH_ASSIGNMENT))
def fetch(request: Request, service: CurrentService, device_id: CurrentDevice) -> Response:
    """The cases of the device's team, the PSUs it lists, the interviews it corrects."""
    now = service.settings.clock()
    given = service.read(lambda connection: assignment_of(connection, service, device_id, now))
    with suppress(DiskFull, Unavailable, Busy):  # the work goes on; the lease is renewed the next time
        note(service, device_id, given, now)
    headers = {"ETag": f'"{given.digest}"', "Cache-Control": "no-cache"}
    if f'"{given.digest}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(given.content, headers=headers, media_type="application/json")
