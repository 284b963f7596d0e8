"""A page that opens one form as the tablet does, under the same policy of content, without shell or service."""

import http.server
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from survey_api.headers import TABLET_SECURITY
from survey_api.tablet.serving import FONTS, PREFIX, Application, read_application
from tests.survey_api.tablet.driving import Wanted, answer_screens

PAGE = """<!doctype html><html lang="fr" dir="ltr"><head><meta charset="utf-8"><title>Entretien</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="{at}/style/tablet.css"><link rel="stylesheet" href="{at}/style/filling.css">
<script type="module" src="/opening.js"></script></head><body></body></html>"""
OPENING = """
import { setLanguage } from "{at}/words/words.js";
import { openFilling } from "{at}/filling/filling.js";
import { compare, move } from "{at}/filling/moving.js";
const kept = (draft) => localStorage.setItem("draft", JSON.stringify(draft));
window.calls = { hidden: 0, left: 0, cards: 0 };
window.keeping = async (draft) => kept(draft);
window.open_filling = async (form, draft, language, more = {}) => {
  await setLanguage(language);
  window.finished = null;
  window.filling = await openFilling(document.body, {
    form, draft, language, ...more, card: () => { window.calls.cards += 1; },
    keep: (draft) => window.keeping(draft),
    hide: () => { window.calls.hidden += 1; },
    leave: () => { window.calls.left += 1; },
    finish: async ({ xml, files, replies }) => {
      await window.sealing?.();
      const read = (bytes) => new TextDecoder().decode(bytes);
      const texts = files.map(({ name, type, bytes }) => ({ name, type, text: read(bytes), size: bytes.length }));
      window.finished = { xml, files: texts, replies };
    },
  });
};
window.compare_draft = compare;
window.move_draft = move;
window.filling_at = "{at}/filling";
window.ready = true;
"""


class _Serving(http.server.BaseHTTPRequestHandler):
    application: Application

    def do_GET(self) -> None:
        at = f"{PREFIX}/{self.application.version}"
        if self.path.startswith(at):
            file = self.application.files.get(self.path.removeprefix(f"{at}/"))
            return self._send(file.content, file.kind) if file else self.send_error(404)
        if self.path == "/page.html":
            return self._send(PAGE.format(at=at).encode(), "text/html; charset=utf-8")
        if self.path == "/opening.js":
            return self._send(OPENING.replace("{at}", at).encode(), "text/javascript; charset=utf-8")
        if self.path.startswith("/static/fonts/"):
            return self._send((FONTS / Path(self.path).name).read_bytes(), "font/woff2")
        return self.send_error(404)

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", TABLET_SECURITY)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def serving() -> Iterator[str]:
    """The tablet's files on a port of its own; the address of the page."""
    handler = type("Serving", (_Serving,), {"application": read_application(built=None)})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/page.html"
        server.shutdown()
        thread.join()


class Tablet:
    """A form open on the screen of a tablet."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context = context
        self.address = address
        self.heard: list[str] = []
        self.page = self._new_page()

    def _new_page(self) -> Page:
        page = self.context.new_page()
        page.on("console", lambda told: self.heard.append(told.text) if told.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        page.goto(self.address)
        page.wait_for_function("() => window.ready")
        return page

    def open(self, form: Mapping[str, Any], draft: Mapping[str, Any], language: str = "fr", **more: Any) -> None:
        """Open a draft."""
        self.page.evaluate(
            "([form, draft, language, more]) => open_filling(form, draft, language, more)",
            [form, draft, language, more],
        )

    def killed(self) -> dict[str, Any]:
        """The page is gone without warning; what was kept, on a new page."""
        self.page.close()
        self.page = self._new_page()
        return self.kept

    @property
    def kept(self) -> dict[str, Any]:
        """The draft as it was kept last."""
        kept: dict[str, Any] = json.loads(self.page.evaluate("localStorage.getItem('draft')"))
        return kept

    def fill(self, wanted: Wanted, until: str | None = None) -> list[str]:
        """Answer screen after screen, to the end or until a question; the paths that were asked."""
        return answer_screens(self.page, wanted, until)

    def finish(self) -> dict[str, Any]:
        """Close the interview for good; what was handed over."""
        self.page.click("[data-do=finish]")
        self.page.click("dialog [data-value=yes]")
        self.page.wait_for_function("() => Boolean(window.finished)")
        finished: dict[str, Any] = self.page.evaluate("window.finished")
        return finished
