"""Whether the process lives, and whether it can take work."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from sqlalchemy import text

from survey_api.collection.rights import Right
from survey_api.dependencies import CurrentService, guarded

router = APIRouter()


@router.get("/livez", **guarded(Right.LOOK_IN))
async def live() -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok")


@router.get("/readyz", **guarded(Right.LOOK_IN))
def ready(service: CurrentService) -> PlainTextResponse:
    """The writer runs and the database answers."""
    service.read(lambda connection: connection.execute(text("SELECT 1")).scalar())
    return PlainTextResponse("ok") if service.writer.running else PlainTextResponse("stopped", 503)
