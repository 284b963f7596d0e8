"""A page that has the keeping of the tablet and nothing else, on an address of its own."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

import survey_api.tablet

CLIENT = Path(survey_api.tablet.__file__).with_name("client")
HERE = Path(__file__).parent
PASSPHRASE = "olive bicycle harbour seven lamps"  # noqa: S105 (of tablets that live for one test)
PIN = "480275"


class _Files(SimpleHTTPRequestHandler):
    def translate_path(self, path: str) -> str:
        """The client's files, and beside them the page of these tests."""
        name = path.partition("?")[0].lstrip("/")
        return str(HERE / "page" / (name or "page.html") if "/" not in name else CLIENT / name)

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """A script is one whatever this machine's tables say: a browser runs no other."""
        return "text/javascript" if str(path).endswith(".js") else super().guess_type(path)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[str]:
    """The address of the page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(CLIENT))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def run(page: Page, script: str, given: Mapping[str, Any] | None = None) -> Any:
    """Run statements in the page; they see `keeping`, what `page.js` offers, and `given`."""
    body = f"async (given) => {{ const {{keeping}} = window; {script} }}"
    return page.evaluate(body, dict(given or {}))


def problem_of(page: Page, expression: str, given: Mapping[str, Any] | None = None) -> str:
    """The code with which something is refused; empty where it is not."""
    script = f"return ({expression}).then(() => '', (problem) => problem.code ?? String(problem))"
    code: str = run(page, script, given)
    return code.removeprefix("tablet_keeping.")
