"""A team's days: ten units listed offline, a selection, visits on two tablets, interviews in French and in Arabic."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Playwright

from survey_api.registering import NewDevice, add_devices
from tests.survey_api.psus.drawn import FIRST
from tests.survey_api.tablet.app.work import Office, office
from tests.survey_api.tablet.driving import answer_screens, screen
from tests.survey_api.tablet.journeys.days import Tablet, fill, problems, tablet, until

pytestmark = pytest.mark.browser

PLACE = {"/data/l_id/gov": "TN-11", "/data/l_id/milieu": "1", "/data/l_id/frame": "1"}
PEOPLE = {"m_sex": "2", "m_age": "34", "m_months": "30", "m_work": "1", "m_present": "1", "m_citiz": "CI"}
HOUSEHOLD = "/data/l_hh/roster/"
CONSENT = {"consent": "1", "consent_sens": "1", "age": "34", "itw_interp": "0"}
AGREES = {f"/data/g_id/{name}": value for name, value in CONSENT.items()}
ALONE = {f"/data/g_main/{path}": "1" for path in ("alone_legal", "g_osh/alone_fl", "alone_rights")}
VISIT = {"/data/v_id/visit_mode": "1", "/data/v_id/visit_result": "2", "/data/v_id/who_contact": "1"}
UNITS = 10
A_DAY = timedelta(days=1)
MIDDLE, SENSITIVE = "/data/g_main/g_job/mjj_title", "/data/g_main/g_legal/permit_now"
INDIVIDUAL, CONTACT, LISTING = "amem_tn_individual", "amem_tn_contact", "amem_tn_listing"
WITH_SOMEBODY = 4  # of the units, each with one eligible person


@dataclass
class Team:
    """What the service and two tablets of one team, and one of another, have come to."""

    office: Office
    first: Tablet
    second: Tablet
    stranger: NewDevice


@pytest.fixture(scope="module")
def team(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    folder = tmp_path_factory.mktemp("days")
    with ExitStack() as held:
        here = held.enter_context(office(folder, ["tablet-1", "tablet-2"]))
        [stranger] = add_devices(here.order, ["tablet-3"], "2")
        first = held.enter_context(tablet(playwright, here, folder, "tablet-1", "fr"))
        second = held.enter_context(tablet(playwright, here, folder, "tablet-2", "ar"))
        yield Team(here, first, second, stranger)


def test_a_psu_is_listed_offline_visited_by_two_tablets_and_interviewed_in_two_languages(team: Team) -> None:
    _list_ten_units(team.first)
    team.office.order("approve_psu", {"psu_id": FIRST})
    until(lambda: len(cases_of(team.first)) == WITH_SOMEBODY, team.first.page)
    cases = cases_of(team.first)
    until(lambda: cases_of(team.second) == cases, team.second.page)
    assert _told(team.office, team.stranger)["cases"] == []
    _visited_on_one_and_seen_on_the_other(team, cases[0])
    _interviewed(team.first, cases[0], "fr")
    _interviewed(team.second, cases[1], "ar")
    sent = [(CONTACT, 0)] + [(INDIVIDUAL, 0)] * 2 + [(LISTING, 0)] * UNITS
    until(lambda: len(problems(team.office)) == len(sent), team.first.page)
    assert problems(team.office) == sent


def _list_ten_units(listing: Tablet) -> None:
    listing.at(f"#/psu/{FIRST}")
    listing.touch("numbers")
    listing.page.wait_for_selector("[data-do=list]")
    listing.offline(True)
    for number in range(UNITS):
        listing.touch("list")
        fill(listing, _unit(number))
    until(lambda: listing.page.locator(".lines li").count() == UNITS, listing.page)
    listing.offline(False)
    listing.at("#/today")
    listing.synchronised()


def _unit(number: int) -> dict[str, Any]:
    """A unit: some with one eligible person, some with Tunisians alone, some vacant, one that refuses."""
    if number < WITH_SOMEBODY:
        return with_somebody()
    if number < 7:
        counts = {"/data/l_hh/n_persons": "5", "/data/l_hh/n_foreign": "0"}
        return {**PLACE, **counts, "/data/l_id/unit_status": "1", "/data/l_hh/l_consent": "1"}
    if number < 9:
        return {**PLACE, "/data/l_id/unit_status": "2"}
    return {**PLACE, "/data/l_id/unit_status": "1", "/data/l_hh/l_consent": "0"}


def with_somebody() -> dict[str, Any]:
    """A dwelling with one eligible person."""
    people = {HOUSEHOLD + name: value for name, value in PEOPLE.items()}
    counts = {"/data/l_hh/n_persons": "3", "/data/l_hh/n_foreign": "1"}
    return {**PLACE, **people, **counts, "/data/l_id/unit_status": "1", "/data/l_hh/l_consent": "1"}


def cases_of(of: Tablet, ask: bool = True) -> list[str]:
    """The cases that a tablet shows, after a synchronisation or as they are."""
    of.at("#/today")
    if ask:
        of.synchronised()
    links: list[str] = of.page.eval_on_selector_all(
        "a.card[href^='#/case/']", "all => all.map(one => decodeURIComponent(one.hash.slice('#/case/'.length)))"
    )
    return sorted(links)


def _told(office: Office, device: NewDevice) -> dict[str, Any]:
    answer = httpx.get(f"{office.address}/field/assignment", auth=(device.device_id, device.token))
    return dict(answer.json())


def _visited_on_one_and_seen_on_the_other(team: Team, case: str) -> None:
    team.first.at(f"#/case/{case}")
    team.first.touch("visit")
    now = datetime.now().astimezone()
    met = {"/data/v_id/visit_dt": f"{now:%d/%m/%Y} 00:05", "/data/v_id/appoint_dt": f"{now + A_DAY:%d/%m/%Y} 18:30"}
    fill(team.first, {**VISIT, **met})
    team.first.at("#/today")
    team.first.synchronised()
    until(lambda: _visit_to_come(team.second, case) == 2, team.second.page)


def _visit_to_come(of: Tablet, case: str) -> int:
    of.at("#/today")
    of.synchronised()
    of.at(f"#/case/{case}")
    number = re.search(r"\d+", of.page.inner_text("[data-do=visit]"))
    return int(number.group()) if number else 0


def _interviewed(by: Tablet, case: str, language: str) -> Tablet:
    """Offline, killed in the middle, reopened on the same question, finished."""
    wanted = {**AGREES, **ALONE, "/data/g_id/itw_lang": language}
    by.offline(True)
    by.at(f"#/case/{case}")
    by.touch("interview")
    by.page.wait_for_selector(".filling .screen")
    asked = answer_screens(by.page, wanted, until=MIDDLE)
    here = screen(by.page)
    by.kill_and_start_again()
    by.at(f"#/case/{case}")
    by.page.click("a[href^='#/interview/']")
    by.page.wait_for_selector(".filling .screen")
    assert screen(by.page) == here
    assert by.page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
    asked += fill(by, wanted)
    assert asked.count(SENSITIVE) == 1
    assert by.page.locator("a[href^='#/interview/']").count() == 0  # nothing of it can be opened again
    by.offline(False)
    by.at("#/today")
    by.synchronised()
    return by
