"""The headers every answer carries: what browsers may do with our pages, and what OpenRosa clients expect."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
REPORT_SECURITY = CONTENT_SECURITY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
EVERYWHERE = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Headers:
    """Adds the headers; a route may have set its own."""

    def __init__(self, app: ASGIApp, clock: Callable[[], datetime], largest_request: int) -> None:
        self._app = app
        self._clock = clock
        self._openrosa = {
            "X-OpenRosa-Version": "1.0",
            "X-OpenRosa-Accept-Content-Length": str(largest_request),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add to what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        added = {**EVERYWHERE, "Date": format_datetime(self._clock().astimezone(UTC), usegmt=True)}
        if path.startswith("/openrosa/"):
            added |= self._openrosa | {"Content-Language": "fr", "Cache-Control": "no-store"}
        else:
            added["Cache-Control"] = "max-age=3600" if path.startswith("/static/") else "no-store"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in added.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
