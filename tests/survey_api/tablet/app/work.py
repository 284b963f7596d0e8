"""A team's day: a service with the questionnaires of Tunisia, a PSU to list, and cases that a tablet is given."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

import questionnaires
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from questionnaires.versions import released
from survey_api.administration import Orders, load_sample, publish
from survey_api.collection.people import Role
from survey_api.registering import TeamKeysOnPaper, add_devices, add_staff, draw_team_keys, give_code
from survey_api.settings import Embedded, Settings, now_utc
from tests.survey_api.browsing import PASSWORD
from tests.survey_api.builders import KEY, a_home, orders_of
from tests.survey_api.psus.drawn import FIRST, write_draw
from tests.survey_api.test_in_the_browser import answering

TEAM = "1"
INTERVIEWER = "salma"
PASSPHRASE = "olive bicycle harbour seven lamps"  # noqa: S105 (of tablets that live for one test)
PIN = "480275"
FORMS = Path(questionnaires.__file__).parent / "tunisia" / "forms"


@dataclass(frozen=True)
class Office:
    """A running service, and what a person there can give to a tablet."""

    address: str
    order: Orders
    paper: TeamKeysOnPaper

    def code(self, device: str) -> str:
        """A code that one tablet can be enrolled with."""
        return give_code(self.order, device)


@contextmanager
def office(folder: Path, devices: Sequence[str]) -> Iterator[Office]:
    """The service with its questionnaires published, a drawn sample that the team lists, its tablets and people."""
    home = a_home(folder / "home")
    settings = Settings(home, Embedded(home.database, KEY), FIELD_FORMS, clock=now_utc, check_patience=60.0)
    order = orders_of(settings)
    publish(order, released(FORMS))
    load_sample(order, write_draw(home.folder / "sample"))
    add_devices(order, devices, TEAM)
    add_staff(order, INTERVIEWER, Role.INTERVIEWER, PASSWORD, TEAM)
    order("assign_psus", {"teams": {FIRST: TEAM}, "expected": 0})
    paper = draw_team_keys(order, TEAM)
    with answering(settings) as address:
        yield Office(address, order, paper)


def enrol(page: Page, office: Office, device: str = "tablet-1", *, language: str = "fr", team_code: bool = False) -> None:
    """Make a tablet one of the team's, as an interviewer does it with a code on paper."""
    page.goto(f"{office.address}/tablet/#enrol={office.code(device)}")
    page.click(f".language-choice[lang={language}]")
    page.click("[data-do=next]")
    page.click(f".people button:has-text('{INTERVIEWER}')")
    for field in page.query_selector_all("input[type=password]"):
        field.fill(PASSPHRASE)
    page.click("[data-do=next]")
    type_pin(page)
    page.wait_for_selector(".pin-dot.full", state="detached")
    type_pin(page)
    if team_code:
        page.fill("form input", office.paper.hint_key)
        page.click("[data-do=next]")
    else:
        page.click("[data-do=skip]")
    page.wait_for_selector(".standing")


def type_pin(page: Page, pin: str = PIN) -> None:
    """Touch the digits."""
    for digit in pin:
        page.click(f"[data-digit='{digit}']")


def in_sync(page: Page) -> None:
    """Wait until what was to come from the service has come."""
    page.wait_for_selector(".standing.sent [data-do=sync]:not([disabled])")
