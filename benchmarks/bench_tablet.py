"""The tablet in a real browser: weight, first question, also on a slow processor, saving; beside ODK's component."""

import functools
import gzip
import http.server
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, sync_playwright

import amem
from benchmarks.big_form import big_form
from benchmarks.measuring import MILLISECONDS, SECONDS, Row, Unit, show, smaller_run
from benchmarks.peers import web_forms
from questionnaires.sheets import read_sheets
from questionnaires.xlsform import build_xform
from survey_api.tablet.serving import CLIENT, FONTS, Application, read_application
from tests.browser import CHROMIUM, NO_SANDBOX

PAGES = Path(__file__).parent / "tablet_pages"
KILOBYTES = Unit("kB", small_is_good=True, places=1)
TARGET_ENGINE, TARGET_OURS = 300.0, 60.0  # kB, compressed
TARGET_SAVE = 10.0  # ms
SLOWER = 4
FIRST = ".screen[data-screen] .question"
OUR_PAGE, PEER_PAGE = "filling.html", "peer.html"


def main() -> None:
    """Measure and print."""
    small = smaller_run()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder)
        _put(read_application(), place / "client")
        _put(read_application(built=None), place / "source")
        shutil.copytree(FONTS, place / "static" / "fonts")
        shutil.copytree(PAGES, place, dirs_exist_ok=True)
        peer = web_forms.put(place)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=NO_SANDBOX)
        with served(place) as address:
            repeats = 1 if small else 5
            show("Tablet: weight, compressed with gzip", list(_weights(place, peer)))
            show(
                f"Tablet: first question can be answered, from the request of the page, median of {repeats}",
                list(_openings(browser, address, place, repeats, peer)),
                (
                    "A new browser profile each time, nothing cached; the processor slowed by Chromium's own setting.",
                    "The peer draws the whole form on one page; where it says so it could not open the form at all.",
                ),
            )
        browser.close()
        with served(place) as address:
            profile = playwright.chromium.launch_persistent_context(
                str(place / "profile"), executable_path=CHROMIUM, args=NO_SANDBOX
            )
            show("Tablet: one answer saved for good", list(_saves(profile, address, 20 if small else 200)))
            profile.close()


def _put(application: Application, folder: Path) -> None:
    for path, served_file in application.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(served_file.content)


def _weights(place: Path, peer: bool) -> Iterator[Row]:
    engine, sealing = ([(CLIENT / "vendor" / name).read_bytes()] for name in ("xforms-engine.js", "noble.js"))
    application = read_application()
    versioned = [
        path for path in application.files if path.endswith((".js", ".css")) and not path.startswith("vendor/")
    ]
    ours = [application.files[path].content for path in versioned]
    ours += [one.content for path, one in application.at_root.items() if path.endswith((".html", ".js"))]
    theirs = compressed([path.read_bytes() for path in web_forms.weight(place)]) if peer else None
    beside = f"{web_forms.NAME}, all of it" if peer else web_forms.ABSENT
    yield Row("engine of the forms", compressed(engine), KILOBYTES, target=TARGET_ENGINE)
    yield Row("our interface: scripts and styles", compressed(ours), KILOBYTES, target=TARGET_OURS)
    yield Row("sealing (noble)", compressed(sealing), KILOBYTES)
    yield Row("all scripts and styles", compressed([*engine, *ours, *sealing]), KILOBYTES, theirs, beside)


def compressed(files: Sequence[bytes]) -> float:
    """Kilobytes of files, each compressed alone, as they are sent."""
    return sum(len(gzip.compress(content, 9, mtime=0)) for content in files) / 1000


def _openings(browser: Browser, address: str, place: Path, repeats: int, peer: bool) -> Iterator[Row]:
    for name, xform in _forms():
        (place / "form.xml").write_bytes(xform)
        for rate in (1, SLOWER):
            ours = _median(browser, f"{address}/{OUR_PAGE}", FIRST, rate, repeats)
            theirs = (
                _median(browser, f"{address}/{PEER_PAGE}", web_forms.FIRST_QUESTION, rate, repeats) if peer else None
            )
            refused = f"{web_forms.NAME} does not open it" if theirs is None else web_forms.NAME
            slowed = "" if rate == 1 else f", processor {rate} times slower"
            yield Row(f"{name}{slowed}", ours, SECONDS, theirs, refused if peer else web_forms.ABSENT)


def _forms() -> Iterator[tuple[str, bytes]]:
    for form_id in ("amem_tn_contact", "amem_tn_individual"):
        yield form_id, build_xform(read_sheets(amem.TUNISIA.forms / form_id / "2026.1"))
    yield "150 questions, lists of 200 and 264", build_xform(big_form(150, (200, 264)))


def _median(browser: Browser, url: str, first: str, rate: int, repeats: int) -> float | None:
    try:
        return statistics.median(_opened(browser, url, first, rate) for _ in range(repeats))
    except Error:
        return None


def _opened(browser: Browser, url: str, first: str, rate: int) -> float:
    context = browser.new_context(viewport={"width": 800, "height": 1280})
    try:
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
        started = time.perf_counter()
        page.goto(url, wait_until="commit")
        page.wait_for_selector(f"{first}, .form-load-failure-dialog", timeout=30_000)
        taken = time.perf_counter() - started
        if page.locator(".form-load-failure-dialog").count():
            raise Error("the form was refused")
        return taken
    finally:
        context.close()


def _saves(profile: BrowserContext, address: str, saves: int) -> Iterator[Row]:
    page = profile.pages[0]
    page.goto(f"{address}/saving.html")
    page.wait_for_function("window.measure !== undefined")
    taken: list[float] = page.evaluate("(saves) => window.measure(saves)", saves)
    in_order = sorted(taken)
    yield Row(
        "a draft of 40 kB, encrypted, on the disk: median", statistics.median(taken), MILLISECONDS, target=TARGET_SAVE
    )
    yield Row("    95 % of them within", in_order[int(len(in_order) * 0.95)], MILLISECONDS)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder under an address of this machine."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


if __name__ == "__main__":
    main()
