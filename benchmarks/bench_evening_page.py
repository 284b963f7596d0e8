"""The first page of the evening over a slow line: 400 kbit/s, 400 ms to and fro; weight, and when a task can be tapped.

Serves a small field with its checks done, opens the page in Chromium with a profile of its own, so that nothing is
kept from before, through the network as Chromium's protocol slows it.
"""

import gzip
import re
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.measuring import SECONDS, Row, Unit, show, smaller_run
from survey_api.collection.people import Role
from survey_api.registering import add_staff
from tests.browser import CHROMIUM, NO_SANDBOX
from tests.survey_api.browsing import PASSWORD
from tests.survey_api.builders import a_home, field, settings_of
from tests.survey_api.supervision.answering import answering
from tests.survey_api.supervision.evening import make_evening, show_found

KBIT, DELAY = 400, 400  # kbit a second, milliseconds to and fro
TARGET_WEIGHT, TARGET_USABLE = 60.0, 3.0
KILOBYTES = Unit("kB", small_is_good=True, places=1)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = a_home(Path(folder) / "home")
        (home.folder / "DEMO").write_text("", encoding="utf-8")  # whose people have no telephone
        with field(settings_of(home)) as running:
            make_evening(running)
            show_found(running)
            add_staff(running.service.order, "amal", Role.SUPERVISOR, PASSWORD, "1")
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=NO_SANDBOX)
            with answering(running) as address:
                rows = list(_rows(browser, address, 1 if smaller_run() else 5))
            browser.close()
    show(
        f"The evening's first page over {KBIT} kbit/s and {DELAY} ms, nothing kept from before",
        rows,
        (
            "Usable: painted, the first task and the tabs can be tapped; they are links and need no script.",
            "Weight: each compressed with gzip, as styles and scripts travel; the page itself travels as it is.",
        ),
    )


def _rows(browser: Browser, address: str, repeats: int) -> Iterator[Row]:
    for language in ("fr", "ar"):
        found = [_opened(browser, address, language) for _ in range(repeats)]
        weight, usable, whole = (statistics.median(column) for column in zip(*found, strict=True))
        yield Row(f"{language}: page, styles, scripts, compressed", weight, KILOBYTES, target=TARGET_WEIGHT)
        yield Row(f"{language}: usable", usable, SECONDS, target=TARGET_USABLE)
        yield Row(f"{language}: everything loaded", whole, SECONDS)


def _opened(browser: Browser, address: str, language: str) -> tuple[float, float, float]:
    """Kilobytes, seconds until usable, seconds until everything is there; of a browser that knows nothing yet."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    page = context.new_page()
    page.goto(f"{address}/login?lang={language}")
    page.fill("#login", "amal")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{address}/supervision/")
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": DELAY,
            "downloadThroughput": KBIT * 1000 / 8,
            "uploadThroughput": KBIT * 1000 / 8,
        },
    )
    page.goto(f"{address}/supervision/", wait_until="commit")
    page.wait_for_selector(".task > a")
    page.wait_for_selector(".tabs a")
    page.wait_for_load_state("load")
    usable = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    whole = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart")
    html = page.content()
    context.set_offline(False)
    linked = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"', html)
    bodies = [html.encode(), *(page.request.get(f"{address}{one}").body() for one in linked)]
    context.close()
    return sum(len(gzip.compress(one, mtime=0)) for one in bodies) / 1000, usable / 1000, whole / 1000


if __name__ == "__main__":
    main()
