"""Keeps the supervisor's open pages up to date: what changed since a version, as a stream or when somebody asks."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from questionnaires.problems import ProblemError
from survey_api.collection.errors import NotFound
from survey_api.collection.people import Person
from survey_api.collection.rights import Right
from survey_api.collection.service import Service
from survey_api.dependencies import IDLE, CurrentService, SignedIn, guarded, session_token
from survey_api.routes.supervision import OF_THE_BOARD, looking_at
from survey_api.security.tokens import digest
from survey_api.store import people
from survey_api.supervision.rendering import Looking, cells, written

router = APIRouter(prefix="/supervision")
PageName = Annotated[str, Query(max_length=40)]
EVERY = 5.0  # seconds between two looks
LONGEST = 600.0  # seconds of one stream; browsers begin another one by themselves


@router.get("/changes", response_class=JSONResponse, **guarded(Right.WATCH_FIELD))
def changes(request: Request, service: CurrentService, person: SignedIn, page: PageName) -> Response:
    """The parts of a page as they stand now, where no stream comes through; 304 where nothing moved."""
    told = _told(request, service, person, page)
    tag = f'"{hashlib.sha256(json.dumps(told["cells"], sort_keys=True).encode()).hexdigest()[:16]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return JSONResponse(told, headers=headers)


@router.get("/live", response_class=StreamingResponse, **guarded(Right.WATCH_FIELD))
async def live(
    request: Request, service: CurrentService, person: SignedIn, page: PageName, since: Annotated[int, Query(ge=0)] = 0
) -> StreamingResponse:
    """Server-sent events: each tells the version and only the parts that changed. Raises NotFound."""
    if page not in OF_THE_BOARD:
        raise NotFound()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(request, service, person, page, since), 200, headers, "text/event-stream")


async def _stream(request: Request, service: Service, person: Person, name: str, since: int) -> AsyncIterator[str]:
    before: dict[str, str] = {}
    shown, spent = since, 0.0
    yield "retry: 5000\n\n"
    while spent < LONGEST and not await request.is_disconnected():
        if not await run_in_threadpool(_is_signed_in, request, service):
            yield _event("ended", {})
            return
        try:
            told = await run_in_threadpool(_told, request, service, person, name)
        except ProblemError:  # the page stays as it is and tells its age
            await asyncio.sleep(EVERY)
            spent += EVERY
            continue
        first, now = not before, told["cells"]
        moved = {cell: text for cell, text in now.items() if before.get(cell) != text}
        before = dict(now)
        if moved and not (first and told["version"] == shown):
            yield _event("cells", {**told, "cells": moved})
        else:
            yield _event("same", {"version": told["version"]})
        shown = told["version"]
        await asyncio.sleep(EVERY)
        spent += EVERY


def _event(kind: str, told: Mapping[str, Any]) -> str:
    return f"event: {kind}\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"


def _told(request: Request, service: Service, person: Person, name: str) -> dict[str, Any]:
    """The version, the moment, and every part of the page. Raises NotFound."""
    if name not in OF_THE_BOARD:
        raise NotFound()
    looking: Looking = looking_at(request, service, person)
    template, values = OF_THE_BOARD[name][1](looking)
    view = looking.part.view
    as_of = view.as_of.isoformat(timespec="seconds")
    return {"version": view.version, "as_of": as_of, "cells": cells(written(looking, template, values))}


def _is_signed_in(request: Request, service: Service) -> bool:
    """Whether the session still stands; looking on does not keep it alive."""
    kept, now = digest(session_token(request)), service.settings.clock()
    return service.read(lambda connection: people.session(connection, kept, now, IDLE)) is not None
