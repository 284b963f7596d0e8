"""Every kind of screen in both directions of writing, from a phone to a desk: whole, reachable, accessible."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.survey_api.tablet.filling.builders import (
    INDIVIDUAL,
    PROTECTION,
    choices,
    new_draft,
    question,
    released,
    written,
)
from tests.survey_api.tablet.filling.page import Tablet

pytestmark = pytest.mark.browser

WIDTHS = (390, 800, 1280)
LONG_NAMES = choices(**{f"c{number}": f"Choice {number}" for number in range(30)})
KINDS = written(
    "<note/><one/><many/><list/><whole/><decimal/><text/><day/><moment/><hour/><tick/><sign/><picture/><sound/><code/>",
    '<bind nodeset="/data/note" readonly="true()" type="string"/><bind nodeset="/data/whole" type="int"/>'
    '<bind nodeset="/data/decimal" type="decimal" required="true()" constraint=". &gt; 0 or . = -8 or . = -9"/>'
    '<bind nodeset="/data/day" type="date"/><bind nodeset="/data/moment" type="dateTime"/>'
    '<bind nodeset="/data/hour" type="time"/><bind nodeset="/data/sign" type="binary"/>'
    '<bind nodeset="/data/picture" type="binary"/><bind nodeset="/data/sound" type="binary"/>'
    '<bind nodeset="/data/code" type="barcode"/>',
    question("/data/note", "A note")
    + question("/data/one", "One", "select1", choices("a", "b", "-8"))
    + question("/data/many", "Many", "select", choices("a", "b"))
    + question("/data/list", "List", "select1", LONG_NAMES)
    + "".join(question(f"/data/{name}", name) for name in ("whole", "decimal", "text", "day", "moment", "hour"))
    + question("/data/tick", "Tick", "trigger")
    + question("/data/sign", "Sign", "upload", attributes='mediatype="image/*" appearance="signature"')
    + question("/data/picture", "Picture", "upload", attributes='mediatype="image/*"')
    + question("/data/sound", "Sound", "upload", attributes='mediatype="audio/*"')
    + question("/data/code", "Code"),
)
LONG_NOTE = written(
    "<note/>",
    '<bind nodeset="/data/note" readonly="true()" type="string"/>',
    question("/data/note", "A note that nobody reads at a glance. " * 60),
)
ASKED = ("one", "many", "list", "decimal", "text", "moment", "tick", "sign", "picture", "sound", "code")
PLACES = [f"/data/{name}" for name in ASKED]
WRONG_SIZE = """() => {
  const small = ({ width, height }) => width && (height < 47.5 || width < 40);
  const targets = ['button', '.choice', 'select', '.typed'].map(name => `.filling ${name}`).join();
  const sizes = [...document.querySelectorAll(targets)].map(one => [one.className, one.getBoundingClientRect()]);
  return sizes.filter(([, box]) => small(box)).map(([name, box]) => `${name} ${box.width}x${box.height}`);
}"""
OVERFLOW = (
    "() => document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight"
)


def look(page: Page, widths: tuple[int, ...]) -> None:
    """Nothing overflows, every target is wide enough for a thumb, axe finds nothing."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        assert not page.evaluate(OVERFLOW), width
        assert page.evaluate(WRONG_SIZE) == [], width
        assert page.is_visible(".filling-bottom [data-do=hide]")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_kind_of_question_is_whole_and_accessible(tablet: Tablet, language: str) -> None:
    for place in PLACES:
        tablet.open(KINDS, new_draft(KINDS, place=place), language)
        tablet.page.wait_for_selector(f".screen[data-screen='{place}']")
        if place == "/data/decimal":
            tablet.page.click("[data-do=next]")
            tablet.page.wait_for_selector(".question.is-wrong")
        look(tablet.page, (390,) if place != "/data/moment" else WIDTHS)
        tablet.page.evaluate("() => window.filling.close()")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_screens_around_the_questions_are_whole_and_accessible(tablet: Tablet, language: str) -> None:
    form = released(INDIVIDUAL)
    remark = {"thread": 1, "path": "/data/g_id/gov", "position": "", "comments": ["À vérifier."], "answer": "TN-11"}
    tablet.open(form, new_draft(form, comments=[remark]), language, protection=PROTECTION)
    look(tablet.page, WIDTHS)
    tablet.page.click("[data-do=sections]")
    look(tablet.page, WIDTHS)
    tablet.page.click("[data-do=end]")
    tablet.page.wait_for_selector(".end")
    look(tablet.page, (390,))
    tablet.page.click(".end .section-row >> nth=2")
    tablet.page.wait_for_selector("[data-path='/data/g_id/milieu']")


def test_what_is_told_of_a_full_memory_leaves_the_screen_whole(tablet: Tablet) -> None:
    form = released(INDIVIDUAL)
    tablet.open(form, new_draft(form), "fr")
    tablet.page.evaluate("() => { window.keeping = () => Promise.reject({ code: 'storage_full' }); }")
    tablet.page.click(".choice >> nth=0")
    tablet.page.wait_for_selector(".alarm")
    look(tablet.page, WIDTHS)


def test_a_note_longer_than_the_screen_is_read_with_the_keyboard_too(tablet: Tablet) -> None:
    tablet.open(LONG_NOTE, new_draft(LONG_NOTE), "fr")
    tablet.page.wait_for_selector(".question-read")
    look(tablet.page, (390,))
    tablet.page.focus(".filling-main")
    tablet.page.keyboard.press("End")
    tablet.page.wait_for_function("() => document.querySelector('.filling-main').scrollTop > 0")
