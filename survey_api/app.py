"""The application: routes, errors and the headers every answer carries."""

import os
from asyncio import Semaphore
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

import presentation
from questionnaires.problems import ProblemError
from survey_api.collection.check_process import CheckProcess
from survey_api.collection.checking import Checker
from survey_api.collection.service import opened
from survey_api.control import listening
from survey_api.defects import Defects
from survey_api.headers import Headers
from survey_api.problems import described, tell, tell_http, tell_incomplete
from survey_api.routes import (
    account,
    assignment,
    cases,
    collect,
    devices,
    edits,
    field,
    health,
    hints,
    openrosa,
    pages,
    psus,
    records,
    sign_in,
    staff,
    supervision,
    supervision_deeds,
    supervision_live,
    tablet,
)
from survey_api.routes.unsealing import OPENED_AT_ONCE
from survey_api.security.attempts import Attempts
from survey_api.settings import Settings
from survey_api.tablet.serving import CurrentApplication, read_application

STATIC = Path(presentation.__file__).parent / "static"
PAGES_STATIC = Path(__file__).parent / "pages" / "static"
SUPERVISION_STATIC = Path(__file__).parent / "supervision" / "static"


def create_app(
    settings: Settings,
    new_checker: Callable[[], Checker | None] = CheckProcess,
    *,
    migrate: bool = False,
    failed: Callable[[], None] = lambda: None,
) -> FastAPI:
    """The service on one home. While it runs it holds the home's lock and takes orders on its control socket.

    ``new_checker`` makes whoever checks the records of one run, in a process of its own unless said otherwise.
    ``failed`` is told when the database can no longer be trusted; the process should then end.
    """

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as held:
            held.enter_context(settings.home.writing())
            app.state.service = held.enter_context(opened(settings, new_checker(), migrate=migrate, failed=failed))
            held.enter_context(listening(settings.home.socket, app.state.service))
            yield

    _no_telemetry()
    app = FastAPI(
        title="AMEM",
        lifespan=running,
        responses=described(),
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.add_middleware(Defects)
    app.state.attempts = Attempts()
    app.state.enrolments = Attempts()
    app.state.openings = Semaphore(OPENED_AT_ONCE)
    app.state.tablet = CurrentApplication(read_application)
    app.add_middleware(Headers, clock=settings.clock, largest_request=settings.largest_request)
    app.add_exception_handler(ProblemError, tell)
    app.add_exception_handler(HTTPException, tell_http)
    app.add_exception_handler(RequestValidationError, tell_incomplete)
    for resource in (
        openrosa,
        assignment,
        cases,
        collect,
        hints,
        health,
        pages,
        sign_in,
        account,
        devices,
        edits,
        field,
        staff,
        records,
        psus,
        tablet,
        supervision,
        supervision_deeds,
        supervision_live,
    ):
        app.include_router(resource.router)
    app.mount("/static/supervision", GZipMiddleware(StaticFiles(directory=SUPERVISION_STATIC)))
    app.mount("/static/pages", GZipMiddleware(StaticFiles(directory=PAGES_STATIC)))
    app.mount("/static", GZipMiddleware(StaticFiles(directory=STATIC)))
    return app


def _no_telemetry() -> None:
    """The service opens no connection of its own, whatever the environment asks for."""
    os.environ["OTEL_SDK_DISABLED"] = "true"
