"""What no one foresaw: the request is answered in words, and the log learns where it was, not what was said."""

import logging
import traceback

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from survey_api.problems import tell_defect

LOG = logging.getLogger("survey_api.defects")


class Defects:
    """Turns an error of the program into an answer that carries all headers, in the form its client reads."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; where that breaks off before an answer began, give one."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answering = False

        async def noted(message: Message) -> None:
            nonlocal answering
            answering = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]  # what the error says may be an answer
            about = {"error": type(error).__name__, "where": f"{where.filename}:{where.lineno}"}
            LOG.error("a request broke off", extra=about)
            if answering:
                raise
            await tell_defect(Request(scope))(scope, receive, send)
