"""A team's day: a service with the questionnaires of Tunisia, a PSU to list, and tablets that are enrolled in it."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Page, expect

import questionnaires
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from questionnaires.versions import released
from survey_api.administration import Orders, load_sample, publish
from survey_api.app import create_app
from survey_api.collection.people import Role
from survey_api.registering import TeamKeysOnPaper, add_devices, add_staff, draw_team_keys, give_code, revoke_device
from survey_api.settings import Embedded, Settings, now_utc
from survey_api.tablet.serving import CLIENT, CurrentApplication, read_application
from tests.survey_api.browsing import PASSWORD
from tests.survey_api.builders import KEY, a_home, orders_of
from tests.survey_api.psus.drawn import FIRST, write_draw
from tests.survey_api.tablet.driving import answer_screens

TEAM = "1"
INTERVIEWER = "salma"
PASSPHRASE = "olive bicycle harbour seven lamps"  # noqa: S105 (of tablets that live for one test)
PIN = "480275"
FORMS = Path(questionnaires.__file__).parent / "tunisia" / "forms"
VACANT = {"/data/l_id/gov": "TN-11", "/data/l_id/unit_status": "4"}


@dataclass(frozen=True)
class Office:
    """A running service, and what a person there can do for a tablet."""

    address: str
    order: Orders
    paper: TeamKeysOnPaper
    app: FastAPI
    folder: Path

    def code(self, device: str) -> str:
        """A code that one tablet can be enrolled with."""
        return give_code(self.order, device)

    def withdraw(self, device: str) -> None:
        """Refuse a tablet from now on."""
        revoke_device(self.order, device)

    def newer_version(self) -> str:
        """Serve another version of the app from now on; its name."""
        copy = self.folder / f"client-{time.monotonic_ns()}"
        shutil.copytree(CLIENT, copy)
        with (copy / "index.html").open("a", encoding="utf-8") as page:
            page.write(f"<!-- {copy.name} -->\n")
        newer = read_application(copy, built=None)
        self.app.state.tablet = CurrentApplication(lambda: newer)
        return newer.version


@contextmanager
def office(folder: Path, devices: Sequence[str]) -> Iterator[Office]:
    """The service with its questionnaires published, a drawn sample that the team lists, its tablets and people."""
    home = a_home(folder / "home")
    settings = Settings(home, Embedded(home.database, KEY), FIELD_FORMS, clock=now_utc)
    order = orders_of(settings)
    publish(order, released(FORMS))
    load_sample(order, write_draw(home.folder / "sample"))
    add_devices(order, devices, TEAM)
    add_staff(order, INTERVIEWER, Role.INTERVIEWER, PASSWORD, TEAM)
    order("assign_psus", {"teams": {FIRST: TEAM}, "expected": 0})
    paper = draw_team_keys(order, TEAM)
    app = create_app(settings)
    with _answering(app) as address:
        yield Office(address, order, paper, app, folder)


@contextmanager
def _answering(app: FastAPI) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", date_header=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def enrol(page: Page, office: Office, device: str, *, language: str = "fr", team_code: bool = False) -> None:
    """Make a tablet one of the team's, as an interviewer does it with a code on paper."""
    page.goto(f"{office.address}/tablet/#enrol={office.code(device)}")
    page.click(f".language-choice[lang={language}]")
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.click("[data-do=next]")
    page.click(f".people button:has-text('{INTERVIEWER}')")
    for field in page.query_selector_all("input[type=password]"):
        field.fill(PASSPHRASE)
    page.click("[data-do=next]")
    type_pin(page)
    expect(page.locator(".pin-dot.full")).to_have_count(0)
    type_pin(page)
    if team_code:
        page.fill("form input", office.paper.hint_key)
        page.click("[data-do=next]")
    else:
        page.click("[data-do=skip]")
    expect(page.locator(".card").first).to_be_visible()


def type_pin(page: Page, pin: str = PIN) -> None:
    """Touch the digits."""
    for digit in pin:
        page.click(f"[data-digit='{digit}']")


def open_again(page: Page) -> None:
    """Type the passphrase of a closed tablet."""
    page.fill("input[type=password]", PASSPHRASE)
    page.click("[data-do=next]")


def begin_unit(page: Page) -> str:
    """Begin to list the next dwelling of the PSU; the number that is written at its door."""
    page.goto(f"{page.url.split('#')[0]}#/psu/{FIRST}")
    page.locator("[data-do=numbers], [data-do=list]").first.wait_for()
    if page.locator("[data-do=numbers]").count():
        page.click("[data-do=numbers]")
    number = page.inner_text(".door-number")
    page.click("[data-do=list]")
    page.wait_for_selector(".filling .screen")
    return number


def finish_unit(page: Page) -> None:
    """Answer that the dwelling is vacant, and finish."""
    answer_screens(page, VACANT)
    page.click("[data-do=finish]")
    page.click("[data-value=yes]")
    page.wait_for_selector(".banner.good")


UNTIL = """async () => {
  const end = Date.now() + 20_000;
  while (!(await PROMISE)) {
    if (Date.now() > end) throw new Error('never so: PROMISE_TEXT');
    await new Promise((later) => setTimeout(later, 50));
  }
}"""


def until(page: Page, promise: str) -> None:
    """Wait until what a promise in the page resolves to is true."""
    page.evaluate(UNTIL.replace("PROMISE_TEXT", promise.replace("'", "`")).replace("PROMISE", promise))
