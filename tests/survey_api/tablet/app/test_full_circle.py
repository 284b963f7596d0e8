"""An interview that was returned: corrected on a tablet, whole again at the service, answered in its thread."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect

from questionnaires.records import read_record
from survey_api.registering import add_devices
from survey_api.store import comments, contents
from tests.questionnaires.builders import filled, form_of
from tests.survey_api.builders import Field
from tests.survey_api.reviews.reviewing import SUPERVISOR, asking, decide, standing
from tests.survey_api.tablet.app.work import TEAM, Office, enrol, office
from tests.survey_api.tablet.driving import questions

pytestmark = pytest.mark.browser
INDIVIDUAL = "amem_tn_individual"
TITLE = "/data/g_main/g_job/mjj_title"
SENSITIVE = "g_legal"


@pytest.fixture
def own_office(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path, ["tablet-1"]) as here:
        yield here


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context(viewport={"width": 390, "height": 800}) as context:
        yield context.new_page()


def agreed_to_everything() -> str:
    """An interview of somebody who works and answered the sensitive questions too."""
    form = form_of(INDIVIDUAL)
    drawn = (filled(form, seed).decode() for seed in range(100))
    return next(xml for xml in drawn if "<mjj_title>" in xml and f"<{SENSITIVE}>" in xml and "<permit_now>" in xml)


def answers(xml: bytes | str) -> dict[str, str]:
    root = read_record(xml.encode() if isinstance(xml, str) else xml).root
    return {node.tag: node.text or "" for node in root.iter() if not len(node)}


def same(one: str | None, other: str | None) -> bool:
    """40 and 40.0 are the same answer."""
    try:
        return float(one or "") == float(other or "")
    except ValueError:
        return (one or "") == (other or "")


def test_a_returned_interview_is_corrected_where_it_was_asked_and_comes_back_whole(
    own_office: Office, page: Page
) -> None:
    first = agreed_to_everything()
    [device] = add_devices(own_office.order, ["elsewhere"], TEAM)
    at_office = Field(TestClient(own_office.app), device, own_office.app.state.service.settings)
    own_office.order("add_staff", {"login": SUPERVISOR, "role": "supervisor", "team": TEAM, "password_hash": ""})
    part = {"xml_submission_file": ("one.xml", first.encode(), "text/xml")}
    there = f"{own_office.address}/openrosa/submission"
    assert httpx.post(there, files=part, auth=(device.device_id, device.token)).status_code == 201
    record = answers(first)["instanceID"]
    at_office.settle()
    said = asking(TITLE, "Which trade exactly?")
    decide(at_office, "return", SUPERVISOR, record, form_id=INDIVIDUAL, comments=said)

    enrol(page, own_office, "tablet-1")
    page.click("[data-work=returned] .card")
    page.click("[data-do=correct]")
    page.wait_for_selector(".filling .screen")
    assert questions(page)[0][0] == TITLE
    expect(page.locator(".comment-text")).to_have_text("Which trade exactly?")
    page.fill(f"[data-path='{TITLE}'] .typed:not(.comment *)", "Carreleur")
    page.fill(".comment textarea", "He lays tiles.")
    page.click("[data-do=next]")
    page.click("[data-do=sections]")
    page.click("[data-do=end]")
    page.click("[data-do=finish]")
    with page.expect_response("**/answers") as replied:
        page.click("[data-value=yes]")
    assert replied.value.json()["kept"] == 1

    found = standing(at_office, record, INDIVIDUAL)
    assert found.head is not None
    service = own_office.app.state.service
    number = found.head.number
    corrected = answers(service.read(lambda c: contents.read(c, service.vault, [number]))[number])
    before = answers(first)
    changed = {name for name in before.keys() | corrected.keys() if not same(before.get(name), corrected.get(name))}
    assert changed - {"instanceID", "deprecatedID", "end"} == {"mjj_title"}
    assert (corrected["mjj_title"], corrected["deprecatedID"]) == ("Carreleur", record)
    assert corrected["permit_now"] == before["permit_now"] != ""
    assert found.head.problems == ()
    [thread] = found.threads
    told = service.read(lambda c: comments.about(c, service.vault, [one.number for one in found.members]))
    assert thread.state.value == "answered"
    assert [(one.path, one.text) for one in told] == [(TITLE, "Which trade exactly?"), (TITLE, "He lays tiles.")]
