"""Drafts: saved at every answer, read again as they were left, each for its own place."""

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.survey_api.tablet.keeping.conftest import opened
from tests.survey_api.tablet.keeping.pages import PASSPHRASE, problem_of, run

pytestmark = pytest.mark.browser

ROW = """
  const database = await new Promise((done) => {
    const request = indexedDB.open("amem-tablet");
    request.onsuccess = () => done(request.result);
  });
  const rows = (mode) => database.transaction("drafts", mode).objectStore("drafts");
  const row = (id) => new Promise((done) => {
    const request = rows("readonly").get(id);
    request.onsuccess = () => done(request.result);
  });
  const put = (id, value) => new Promise((done) => {
    const request = rows("readwrite").put(value, id);
    request.transaction.oncomplete = done;
  });
"""


def test_a_draft_is_read_as_it_was_saved_last(tablet: Page) -> None:
    found = run(
        tablet,
        """
        await keeping.drafts.save(aDraft("uuid:1"));
        const draft = await keeping.drafts.read("uuid:1");
        await keeping.drafts.save({...draft, instance: "<data><age>34</age></data>", place: "/data/sex"});
        return keeping.drafts.read("uuid:1");
        """,
    )
    assert (found["instance"], found["place"], found["rev"]) == ("<data><age>34</age></data>", "/data/sex", 2)
    assert found["facts"] == {"/data/case_id": "A-1"}


def test_a_draft_outlives_its_page_and_needs_the_passphrase(tablet: Page, keeping_site: str) -> None:
    run(tablet, "await keeping.save(aDraft('uuid:1'))")
    opened(tablet, keeping_site)
    assert run(tablet, "return keeping.state") == "closed"
    assert problem_of(tablet, "keeping.drafts.read('uuid:1')") == "closed"
    run(tablet, "await keeping.open(given.passphrase)", {"passphrase": PASSPHRASE})
    assert run(tablet, "return (await keeping.drafts.read('uuid:1')).instance").startswith("<data><age>33")


def test_saves_asked_for_at_once_are_kept_in_their_order(tablet: Page) -> None:
    found = run(
        tablet,
        """
        const draft = aDraft("uuid:1");
        await Promise.all([1, 2, 3, 4, 5].map((age) => keeping.save({...draft, instance: `<age>${age}</age>`})));
        return keeping.drafts.read("uuid:1");
        """,
    )
    assert (found["instance"], found["rev"]) == ("<age>5</age>", 5)


def test_the_list_tells_of_each_draft_without_its_answers(tablet: Page) -> None:
    [told] = run(tablet, "await keeping.save(aDraft('uuid:1')); return keeping.drafts.list()")
    assert told.pop("updated")
    assert told == {
        "id": "uuid:1",
        "kind": "individual",
        "form": "amem",
        "version": "2026.1",
        "code": "abcdef012345",
        "title": "Unit 12",
        "place": "/data/age",
    }


def test_a_draft_put_in_the_place_of_another_does_not_open(tablet: Page) -> None:
    run(
        tablet,
        ROW
        + """
        await keeping.save(aDraft("uuid:1"));
        await keeping.save(aDraft("uuid:2"));
        await put("uuid:1", {...(await row("uuid:2")), id: "uuid:1"});
        database.close();
        """,
    )
    assert problem_of(tablet, "keeping.drafts.read('uuid:1')") == "damaged"
    assert problem_of(tablet, "keeping.drafts.read('uuid:2')") == ""


def test_an_older_revision_does_not_pass_for_the_newer_one(tablet: Page) -> None:
    run(
        tablet,
        ROW
        + """
        await keeping.save(aDraft("uuid:1"));
        const older = await row("uuid:1");
        await keeping.save(aDraft("uuid:1"));
        await put("uuid:1", {...older, rev: 2});
        database.close();
        """,
    )
    assert problem_of(tablet, "keeping.drafts.read('uuid:1')") == "damaged"


def test_one_changed_bit_is_noticed(tablet: Page) -> None:
    run(
        tablet,
        ROW
        + """
        await keeping.save(aDraft("uuid:1"));
        const kept = await row("uuid:1");
        kept.box.data[7] ^= 1;
        await put("uuid:1", kept);
        database.close();
        """,
    )
    assert problem_of(tablet, "keeping.drafts.read('uuid:1')") == "damaged"


def test_what_was_answered_before_the_screen_was_locked_is_kept(tablet: Page) -> None:
    run(tablet, "const saved = keeping.save(aDraft('uuid:1')); keeping.lock(); await saved;")
    assert problem_of(tablet, "keeping.save(aDraft('uuid:1'))") == "locked"
    run(tablet, "await keeping.unlock('480275')")
    assert run(tablet, "return (await keeping.drafts.read('uuid:1')).rev") == 1


def test_the_code_and_the_forms_that_drafts_need_are_known_while_the_tablet_is_closed(tablet: Page) -> None:
    run(tablet, "await keeping.save(aDraft('uuid:1')); keeping.close()")
    needed = {"id": "uuid:1", "code": "abcdef012345", "form": "amem", "version": "2026.1"}
    assert run(tablet, "return keeping.drafts.needs()") == [needed]


def test_of_two_tabs_one_has_the_drafts(tablet: Page, context: BrowserContext, keeping_site: str) -> None:
    run(tablet, "await keeping.save(aDraft('uuid:1'))")
    second = opened(context.new_page(), keeping_site)
    opening = "keeping.open(given.passphrase)"
    assert problem_of(second, opening, {"passphrase": PASSPHRASE}) == "other_tab"
    tablet.goto("about:blank")
    second.wait_for_function("async () => (await navigator.locks.query()).held.length === 0")
    assert problem_of(second, opening, {"passphrase": PASSPHRASE}) == ""
    assert run(second, "return (await keeping.drafts.read('uuid:1')).rev") == 1


def test_a_tab_that_takes_over_closes_the_other_one(tablet: Page, context: BrowserContext, keeping_site: str) -> None:
    run(tablet, "await keeping.save(aDraft('uuid:1'))")
    second = opened(context.new_page(), keeping_site)
    run(second, "await keeping.open(given.passphrase, {takeOver: true})", {"passphrase": PASSPHRASE})
    tablet.wait_for_function("window.keeping.state === 'closed'")
    assert problem_of(tablet, "keeping.save(aDraft('uuid:1'))") == "closed"
    assert run(second, "await keeping.drafts.read('uuid:1'); return (await keeping.save(aDraft('uuid:1'))).rev") == 2


def test_a_draft_changed_by_somebody_else_is_not_written_over(tablet: Page) -> None:
    run(tablet, ROW + "await keeping.save(aDraft('uuid:1')); await put('uuid:1', {...(await row('uuid:1')), rev: 7})")
    assert problem_of(tablet, "keeping.save(aDraft('uuid:1'))") == "draft_overtaken"
