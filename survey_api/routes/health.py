"""Whether the process lives, and whether it can take work."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from questionnaires.problems import ProblemError
from survey_api.collection.rights import Right
from survey_api.dependencies import CurrentService, guarded

router = APIRouter()


@router.get("/livez", **guarded(Right.LOOK_IN))
async def live() -> PlainTextResponse:
    """The process answers."""
    return PlainTextResponse("ok")


@router.get("/readyz", **guarded(Right.LOOK_IN))
def ready(service: CurrentService) -> PlainTextResponse:
    """The writer comes round, the database answers and has the right tables, and there is room for more."""
    try:
        service.require_ready()
    except ProblemError as error:
        return PlainTextResponse(error.problems[0].code, 503)
    return PlainTextResponse("ok")
