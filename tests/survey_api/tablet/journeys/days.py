"""Days of tablets: browsers of their own that sign in, list, visit and interview against one running service."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page, Playwright
from sqlalchemy import select

from survey_api.store.tables import Submission, Verdict, rows_of
from tests.browser import CHROMIUM, NO_SANDBOX
from tests.survey_api.tablet.app.work import PASSPHRASE, Office, enrol
from tests.survey_api.tablet.driving import answer_screens

SCREEN = {"width": 390, "height": 780}


@dataclass
class Tablet:
    """One tablet: a browser whose profile lies in a folder, so that it can be killed and started again."""

    playwright: Playwright
    office: Office
    profile: Path
    context: BrowserContext

    @property
    def page(self) -> Page:
        """What is on its screen."""
        return self.context.pages[0]

    def kill_and_start_again(self) -> None:
        """End every process of the browser at once, as an empty battery does; start again, still without network."""
        kill_browser(self.profile)
        with suppress(Error):  # it is gone already
            self.context.close()
        self.context = started(self.playwright, self.profile)
        self.offline(True)
        self.page.goto(f"{self.office.address}/tablet/")
        self.open()

    def open(self) -> None:
        """Type the passphrase."""
        self.page.fill("input[type=password]", PASSPHRASE)
        self.page.press("input[type=password]", "Enter")
        self.page.wait_for_selector(".standing, .filling")

    def offline(self, away: bool) -> None:
        """Lose the network, or find it again."""
        self.context.set_offline(away)

    def synchronised(self) -> None:
        """Ask for a synchronisation, and wait until everything went out and came in."""
        with self.page.expect_response("**/tablet/version.json"):  # what comes last
            self.page.click("[data-do=sync]:not([disabled])")
        in_sync(self.page)

    def at(self, address: str) -> None:
        """Go to a screen."""
        self.page.evaluate("address => { location.hash = address }", address)

    def touch(self, deed: str) -> None:
        """Touch what does something."""
        self.page.click(f"[data-do={deed}]")


@contextmanager
def tablet(playwright: Playwright, office: Office, folder: Path, device: str, language: str) -> Iterator[Tablet]:
    """A tablet that signed in and has its work."""
    found = Tablet(playwright, office, folder / device, started(playwright, folder / device))
    try:
        enrol(found.page, office, device, language=language)
        in_sync(found.page)
        yield found
    finally:
        found.context.close()


def started(playwright: Playwright, profile: Path) -> BrowserContext:
    """A browser on a profile."""
    return playwright.chromium.launch_persistent_context(
        str(profile), executable_path=CHROMIUM, args=NO_SANDBOX, viewport=SCREEN, locale="fr-TN"
    )


def kill_browser(profile: Path) -> None:
    """SIGKILL to every process that works on a profile."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in words:
            os.kill(int(entry.name), signal.SIGKILL)


def fill(tablet: Tablet, wanted: dict[str, Any], finish: bool = True) -> list[str]:
    """Answer the form that is on the screen to its end, and finish it; the paths that were asked."""
    tablet.page.wait_for_selector(".filling .screen")
    asked = answer_screens(tablet.page, wanted)
    if finish:
        tablet.touch("finish")
        tablet.page.click(".dialog [data-value=yes]")
        tablet.page.wait_for_selector(".filling", state="detached")
    return asked


def in_sync(page: Page) -> None:
    """Wait until what was to go and to come has gone and come."""
    page.wait_for_selector(".standing.sent [data-do=sync]:not([disabled])")


def problems(office: Office) -> list[tuple[str, int]]:
    """Form and number of problems of each record that the service has checked."""
    submissions, verdicts = rows_of(Submission), rows_of(Verdict)
    wanted = select(submissions.c.form_id, verdicts.c.n_problems)
    joined = wanted.join(verdicts, verdicts.c.submission == submissions.c.number)
    found = office.app.state.service.read(lambda connection: connection.execute(joined).all())
    return sorted((form_id, n) for form_id, n in found)


def until(true: Callable[[], bool], page: Page) -> None:
    """Wait for something that the service does by itself."""
    for _ in range(40):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not come about")
