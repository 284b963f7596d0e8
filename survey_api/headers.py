"""The headers every answer carries: what browsers may do with our pages, and what OpenRosa clients expect."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
REPORT_SECURITY = CONTENT_SECURITY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
TABLET_SECURITY = (  # the engine of the forms brings a parser as WebAssembly, packed into an address of its own
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; media-src blob:; "
    "script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' data:; worker-src 'self'; manifest-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
EVERYWHERE = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
TABLET = {
    "Content-Security-Policy": TABLET_SECURITY,
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(self)",
    "Cache-Control": "no-store",
}
Lines = tuple[tuple[bytes, bytes], ...]


class Headers:
    """Adds the headers; a route may have set its own."""

    def __init__(self, app: ASGIApp, clock: Callable[[], datetime], largest_request: int) -> None:
        self._app = app
        self._clock = clock
        openrosa = {
            "X-OpenRosa-Version": "1.0",
            "X-OpenRosa-Accept-Content-Length": str(largest_request),
            "Content-Language": "fr",
            "Cache-Control": "no-store",
        }
        self._openrosa = _lines(EVERYWHERE | openrosa)
        self._static = _lines(EVERYWHERE | {"Cache-Control": "max-age=3600"})
        self._tablet = _lines(EVERYWHERE | TABLET)
        self._other = _lines(EVERYWHERE | {"Cache-Control": "no-store"})
        self._dated = (datetime.min, b"")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add to what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._completed(path, message.get("headers", ()))
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _completed(self, path: str, own: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        complete = list(own)
        set_already = {name.lower() for name, _ in complete}
        complete += [line for line in self._usual(path) if line[0] not in set_already]
        if b"date" not in set_already:
            complete.append((b"date", self._date()))
        return complete

    def _usual(self, path: str) -> Lines:
        if path.startswith("/openrosa/"):
            return self._openrosa
        if path.startswith("/static/"):
            return self._static
        return self._tablet if path.startswith("/tablet/") else self._other

    def _date(self) -> bytes:
        """The date as headers write it, put into words once a second."""
        now = self._clock().replace(microsecond=0)
        if now != self._dated[0]:
            self._dated = (now, format_datetime(now.astimezone(UTC), usegmt=True).encode())
        return self._dated[1]


def _lines(headers: Mapping[str, str]) -> Lines:
    return tuple((name.lower().encode(), value.encode("latin-1")) for name, value in headers.items())
