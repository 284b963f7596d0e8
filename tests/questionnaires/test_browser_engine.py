"""The released interview in the form engine of the browser (ODK Web Forms): one week of reference in any zone."""

import functools
import http.server
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import CHROMIUM
from tests.questionnaires.builders import xform_of

pytestmark = pytest.mark.browser
ENGINE = Path(__file__).parents[1] / "vendor" / "xforms-engine"
SUNDAY = "2026-11-22"

OPENED = (ENGINE / "ask.js").read_text(encoding="utf-8")
ANSWERS = {"/data/g_id/itw_interp": "0", "/data/g_id/consent": "1", "/data/g_id/age": "30"}


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/page.html":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>engine</title><link rel=icon href='data:,'>")
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    serve = functools.partial(_Quiet, directory=str(ENGINE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/page.html"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(chromium: Browser, address: str, day: str, zone: str, saved: str = "", **answers: str) -> dict[str, Any]:
    context = chromium.new_context(timezone_id=zone)
    try:
        page = context.new_page()
        page.clock.install(time=f"{day}T10:00:00Z")
        page.goto(address)
        result: dict[str, Any] = page.evaluate(OPENED, [xform_of("amem_tn_individual").decode(), saved, answers])
        return result
    finally:
        context.close()


@pytest.mark.parametrize("zone", ["Africa/Tunis", "UTC"])
def test_the_week_of_reference_is_the_one_before_on_every_weekday(chromium: Browser, address: str, zone: str) -> None:
    monday = date(2026, 11, 23)
    for day in (monday + timedelta(days) for days in range(7)):
        assert opened(chromium, address, day.isoformat(), zone, **ANSWERS)["week"] == ["16/11/2026", "22/11/2026"]


def test_a_draft_of_22_november_finished_on_1_december_keeps_its_week_and_answers(
    chromium: Browser, address: str
) -> None:
    begun = opened(chromium, address, SUNDAY, "Africa/Tunis", **ANSWERS)
    again = opened(chromium, address, "2026-12-01", "Africa/Tunis", saved=begun["xml"])
    assert begun["week"] == ["09/11/2026", "15/11/2026"]
    assert (again["week"], again["today"], again["age"]) == (begun["week"], SUNDAY, "30")
