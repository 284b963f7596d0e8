"""The database of the tablet: on the disk before it is called kept, opened anew after a kill, never silently full."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page

from tests.survey_api.tablet.keeping.conftest import opened
from tests.survey_api.tablet.keeping.pages import PASSPHRASE, problem_of, run

pytestmark = pytest.mark.browser

QUOTA = 3_000_000
LARGE = "await keeping.save(aDraft('uuid:large', {instance: 'x'.repeat(8_000_000)}))"


@dataclass(frozen=True)
class SmallTablet:
    """A tablet with little room, until it is given more."""

    page: Page
    session: CDPSession
    address: str

    def make_room(self) -> None:
        """As much as any other has."""
        self.session.send("Storage.overrideQuotaForOrigin", {"origin": self.address})


@pytest.fixture
def small(keeping_context: BrowserContext, keeping_site: str, beginning: dict[str, object]) -> Iterator[SmallTablet]:
    """Limited before anything is written: what room there is the browser remembers for a while."""
    assert keeping_context.browser
    fresh = keeping_context.browser.new_context()
    page = opened(fresh.new_page(), keeping_site)
    session = fresh.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": keeping_site, "quotaSize": QUOTA})
    run(page, "await begin(given)", beginning)
    yield SmallTablet(page, session, keeping_site)
    fresh.close()


def test_every_write_is_strict(tablet: Page) -> None:
    durability = run(
        tablet,
        """
        const {transaction} = IDBDatabase.prototype;
        const seen = [];
        IDBDatabase.prototype.transaction = function (...told) {
          const begun = transaction.apply(this, told);
          if (begun.mode === "readwrite") seen.push(begun.durability);
          return begun;
        };
        await keeping.save(aDraft("uuid:1"));
        await keeping.finish("uuid:1", {xml: "<data/>"});
        await keeping.queue.tried("uuid:1", null);
        await keeping.queue.acknowledged("uuid:1");
        await keeping.work.write("done", []);
        await keeping.forms.keep({form: "amem", version: "1", xml: "", media: {}});
        await keeping.wipe("revoked");
        IDBDatabase.prototype.transaction = transaction;
        return seen;
        """,
    )
    assert len(durability) == 7
    assert set(durability) == {"strict"}


def test_a_connection_that_was_killed_is_opened_anew(new_tablet: Page, beginning: dict[str, object]) -> None:
    revisions = run(
        new_tablet,
        """
        const connections = [];
        const watched = {
          deleteDatabase: (name) => indexedDB.deleteDatabase(name),
          open(...told) {
            const request = indexedDB.open(...told);
            request.addEventListener("success", () => connections.push(request.result));
            return request;
          },
        };
        window.keeping = await openKeeping({indexedDB: watched});
        await begin(given);
        const revisions = [];
        for (let kill = 0; kill < 4; kill += 1) {
          connections.at(-1).close(); // as the browser does it to save memory: the next use of it throws
          revisions.push((await window.keeping.save(aDraft("uuid:1"))).rev);
        }
        connections.at(-1).dispatchEvent(new Event("close"));
        revisions.push((await window.keeping.save(aDraft("uuid:1"))).rev);
        return [...revisions, connections.length];
        """,
        beginning,
    )
    assert revisions == [1, 2, 3, 4, 5, 6]


def test_a_newer_version_of_the_database_keeps_what_waits_to_be_sent(tablet: Page) -> None:
    waiting = run(
        tablet,
        """
        await keeping.save(aDraft("uuid:1"));
        await keeping.finish("uuid:1", {xml: "<data/>"});
        await keeping.save(aDraft("uuid:2"));
        const before = await keeping.queue.sealedBytes("uuid:1");
        keeping.close();
        const {STEPS} = await import("/keeping/database.js");
        const steps = [...STEPS, (connection) => connection.createObjectStore("newer")];
        const newer = await openKeeping({steps});
        await newer.open(given.passphrase);
        const after = await newer.queue.sealedBytes("uuid:1");
        return [
          (await newer.queue.list()).length,
          (await newer.drafts.list()).map(({id}) => id),
          after.length === before.length && after.every((byte, at) => byte === before[at]),
        ];
        """,
        {"passphrase": PASSPHRASE},
    )
    assert waiting == [1, ["uuid:2"], True]
    assert problem_of(tablet, "keeping.queue.list()") == "newer_database"


def test_a_full_tablet_says_so_and_the_draft_is_in_the_rescue_file(small: SmallTablet) -> None:
    page = small.page
    run(page, "await keeping.save(aDraft('uuid:1'))")
    assert problem_of(page, f"(async () => {{ {LARGE} }})()") == "storage_full"
    rescued = run(page, "return JSON.parse(await (await keeping.rescue()).text()).drafts.map(({id}) => id)")
    assert sorted(rescued) == ["uuid:1", "uuid:large"]
    assert sorted(one["id"] for one in run(page, "return keeping.drafts.list()")) == ["uuid:1", "uuid:large"]
    assert run(page, "return (await keeping.drafts.read('uuid:large')).instance.length") == 8_000_000
    small.make_room()
    run(page, LARGE)
    run(page, "keeping.close(); await keeping.open(given.passphrase)", {"passphrase": PASSPHRASE})
    assert run(page, "return (await keeping.drafts.read('uuid:large')).rev") == 1


def test_what_was_kept_before_the_tablet_was_full_is_still_there(small: SmallTablet) -> None:
    page = small.page
    count, told = run(
        page,
        """
        let saved = 0;
        for (let n = 0; n < 200; n += 1) {
          const draft = aDraft(`uuid:${n}`, {instance: "x".repeat(40_000)});
          try { await keeping.save(draft); } catch (problem) { return [saved, problem.code]; }
          saved += 1;
        }
        return [saved, "never full"];
        """,
    )
    assert told == "tablet_keeping.storage_full"
    assert count > 0
    opened(page, small.address)
    run(page, "await keeping.open(given.passphrase)", {"passphrase": PASSPHRASE})
    assert run(page, "return (await keeping.drafts.list()).length") == count
    read = "return (await keeping.drafts.read(given.id)).instance.length"
    assert run(page, read, {"id": f"uuid:{count - 1}"}) == 40_000


def test_a_browser_that_clears_its_storage_does_not_take_the_interview_under_way(
    tablet: Page, keeping_site: str
) -> None:
    run(tablet, "await keeping.save(aDraft('uuid:1')); await keeping.save(aDraft('uuid:2'))")
    session = tablet.context.new_cdp_session(tablet)
    session.send("Storage.clearDataForOrigin", {"origin": keeping_site, "storageTypes": "indexeddb"})
    rescued = run(tablet, "return JSON.parse(await (await keeping.rescue()).text()).drafts.map(({id}) => id)")
    assert rescued == ["uuid:2"], "before anything is written again"
    run(tablet, "await keeping.save({...(await keeping.drafts.read('uuid:2')), place: '/data/after'})")
    opened(tablet, keeping_site)
    run(tablet, "await keeping.open(given.passphrase)", {"passphrase": PASSPHRASE})
    assert [one["id"] for one in run(tablet, "return keeping.drafts.list()")] == ["uuid:2"]
    assert run(tablet, "return (await keeping.drafts.read('uuid:2')).place") == "/data/after"
    assert run(tablet, "return keeping.storage.cleared").startswith("20"), "somebody has to be told of what is missing"
    assert run(tablet, "await keeping.toldOfClearing(); return keeping.storage.cleared") is None


def test_an_interview_is_finished_although_the_browser_cleared_its_storage(tablet: Page, keeping_site: str) -> None:
    run(tablet, "await keeping.save(aDraft('uuid:1'))")
    session = tablet.context.new_cdp_session(tablet)
    session.send("Storage.clearDataForOrigin", {"origin": keeping_site, "storageTypes": "indexeddb"})
    run(tablet, "await keeping.finish('uuid:1', {xml: '<data/>'})")
    opened(tablet, keeping_site)
    assert run(tablet, "return keeping.state") == "closed"
    assert [one["id"] for one in run(tablet, "return keeping.queue.list()")] == ["uuid:1"]


def test_the_browser_is_asked_to_keep_and_its_refusal_is_known(new_tablet: Page) -> None:
    told = run(
        new_tablet,
        """
        const says = (answer) => ({
          estimate: async () => ({quota: 100, usage: 81}), persisted: async () => answer, persist: async () => answer,
        });
        const asked = await Promise.all([false, true].map((answer) => openKeeping({storage: says(answer)})));
        await Promise.all(asked.map((one) => one.requestPersistence()));
        return asked.map((one) => one.storage);
        """,
    )
    assert told == [{"persisted": answer, "quota": 100, "usage": 81, "cleared": None} for answer in (False, True)]


def test_the_browser_that_agrees_keeps_it(new_tablet: Page, keeping_site: str) -> None:
    session = new_tablet.context.new_cdp_session(new_tablet)
    here = session.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
    granted = {"origin": keeping_site, "permissions": ["durableStorage"], "browserContextId": here}
    session.send("Browser.grantPermissions", granted)
    assert run(new_tablet, "await keeping.requestPersistence(); return keeping.storage.persisted") is True
    session.send("Browser.resetPermissions", {"browserContextId": here})
    session.detach()
