"""Hints of a team about the dwellings it works: encrypted by its devices, readable by nobody here.

Of two hints about one unit the one that the server took last stands; its number comes as the ETag.
"""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from survey_api.collection import hints
from survey_api.collection.errors import TooLarge
from survey_api.collection.rights import Right
from survey_api.dependencies import CurrentDevice, CurrentService, guarded

router = APIRouter(prefix="/openrosa/hints")
Unit = Annotated[str, Path(max_length=255)]


@router.put("/{unit_id}", status_code=204, **guarded(Right.KEEP_HINTS))
async def keep(request: Request, unit_id: Unit, service: CurrentService, device_id: CurrentDevice) -> Response:
    """Leave a hint in the place of the team's former one."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > hints.LARGEST:
            raise TooLarge(limit=hints.LARGEST)
    number = await asyncio.to_thread(hints.keep, service, device_id, unit_id, bytes(content))
    return Response(status_code=204, headers=_tagged(number))


@router.get("/{unit_id}", **guarded(Right.KEEP_HINTS))
def read(unit_id: Unit, service: CurrentService, device_id: CurrentDevice) -> Response:
    """The team's hint, as its device encrypted it."""
    found = hints.read(service, device_id, unit_id)
    return Response(found.content, headers=_tagged(found.number), media_type="text/plain; charset=us-ascii")


@router.delete("/{unit_id}", status_code=204, **guarded(Right.KEEP_HINTS))
def forget(unit_id: Unit, service: CurrentService, device_id: CurrentDevice) -> Response:
    """Forget the team's hint."""
    hints.forget(service, device_id, unit_id)
    return Response(status_code=204)


def _tagged(number: int) -> dict[str, str]:
    return {"ETag": f'"{number}"'}
