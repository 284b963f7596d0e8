"""What a tablet makes of its assignment and of what it did itself; identifiers as the office mints them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from questionnaires.identifiers import unit_id
from survey_api.tablet.serving import CLIENT
from tests.survey_api.tablet.app.work import Office

pytestmark = pytest.mark.browser
NOW = "2026-11-24T12:00:00Z"
UNIT = unit_id("TN11-0001", 14)
CASE = f"{UNIT}-01"
ASKED: Mapping[str, Any] = {"case": CASE, "unit": UNIT, "psu": "TN11-0001", "sex": "2", "age": 34, "visit": 2}


@pytest.fixture(scope="module")
def page(chromium: Browser, at_work: Office) -> Page:
    """A page that has the modules of the shell, one by one as they stand in the source."""
    opened = chromium.new_page()
    opened.route("**/source/**", lambda route: route.fulfill(path=CLIENT / route.request.url.partition("/source/")[2]))
    opened.goto(f"{at_work.address}/tablet/version.json")
    opened.evaluate("() => { window.app = name => import(`/source/app/${name}.js`); }")
    return opened


def run(page: Page, module: str, expression: str, given: object = None) -> Any:
    """An expression with the names of a module, and ``given``."""
    body = f"async (given) => {{ const app = await window.app('{module}'); return {expression}; }}"
    return page.evaluate(body, given)


def standing(page: Page, *, done: Sequence[object] = (), drafts: Sequence[object] = (), **more: object) -> Any:
    """The list of work of one case."""
    given = {"assignment": {"psus": [], "cases": [{**ASKED, **more}], "returned": []}, "done": done, "drafts": drafts}
    body = f"app.worklist({{...given, interviewer: 'salma', now: new Date('{NOW}')}})"
    return run(page, "worklist", body, given)


def visited(visit: int, **more: Any) -> dict[str, Any]:
    """A visit that this tablet logged."""
    return {"id": f"uuid:v{visit}", "kind": "contact", "case": CASE, "visit": visit, "at": NOW, "reads": {}, **more}


def test_units_get_the_identifiers_that_the_office_reads(page: Page) -> None:
    psus = ["TN11-0001", "TN-21.7", "A", "99-1"]
    wanted = [[psu, serial, unit_id(psu, serial)] for psu in psus for serial in range(1, 1000)]
    assert run(page, "units", "given.filter(([psu, serial, unit]) => app.unitId(psu, serial) !== unit)", wanted) == []


def test_a_mistyped_figure_names_no_unit(page: Page) -> None:
    digits = "0123456789"
    wrong = [UNIT[:at] + figure + UNIT[at + 1 :] for at in range(5, len(UNIT)) for figure in digits]
    wrong = [one for one in wrong if one != UNIT and one[9] == "-"]
    assert run(page, "units", "given.filter((unit) => app.readUnitId(unit))", wrong) == []
    assert run(page, "units", "app.readUnitId(given)", UNIT) == {"psu": "TN11-0001", "serial": 14}


def test_numbers_are_taken_from_the_blocks_of_the_tablet_alone(page: Page) -> None:
    assert run(page, "units", "app.nextSerial([[1, 3], [101, 103]], new Set([1, 2, 3]))") == 101
    assert run(page, "units", "app.nextSerial([[1, 3]], new Set([1, 2, 3]))") is None


def test_a_visit_counts_at_once_and_its_appointment_stands(page: Page) -> None:
    [case] = standing(page, done=[visited(2, reads={"appointment": "2026-11-24T18:00:00Z"})])["appointments"]
    assert (case["visit"], case["appointment"]) == (3, "2026-11-24T18:00:00Z")


def test_a_visit_that_the_office_knows_by_now_does_not_count_twice(page: Page) -> None:
    [psu] = standing(page, done=[visited(1)])["psus"]
    assert psu["cases"][0]["visit"] == 2


def test_an_appointment_of_another_day_waits_with_its_psu(page: Page) -> None:
    work = standing(page, appointment="2026-11-26T10:00:00Z")
    assert work["appointments"] == []
    assert work["psus"][0]["cases"][0]["appointment"] == "2026-11-26T10:00:00Z"


def test_a_case_whose_interview_is_finished_is_no_longer_to_be_worked(page: Page) -> None:
    done = {"id": "uuid:i", "kind": "individual", "case": CASE, "at": NOW}
    work = standing(page, done=[done])
    assert [case["case"] for case in work["over"]] == [CASE]
    assert work["psus"] == []


def test_a_case_with_its_result_is_kept_apart_from_the_work_until_the_supervisor_confirms_it(page: Page) -> None:
    work = standing(page, state="resolved")
    assert [case["isOver"] for case in work["over"]] == [True]
    assert (work["psus"], work["appointments"]) == ([], [])


def test_what_is_still_a_draft_is_not_done(page: Page) -> None:
    done = {"id": "uuid:i", "kind": "individual", "case": CASE, "at": NOW}
    draft = {"id": "uuid:i", "kind": "individual", "title": CASE, "updated": NOW}
    work = standing(page, done=[done], drafts=[draft])
    assert work["over"] == []
    assert len(work["psus"][0]["cases"][0]["drafts"]) == 1


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0123-4567-89AB", "0123456789AB"),
        ("o123 456l 89ab", "0123456189AB"),
        ("https://field.example/tablet/#enrol=0123-4567-89AB", "0123456789AB"),
        ("0123-4567-89A", None),
        ("0123-4567-89AU", None),
    ],
)
def test_codes_are_read_as_people_type_them(page: Page, typed: str, read: str | None) -> None:
    assert run(page, "enrolling", "app.readCode(given)", typed) == read
