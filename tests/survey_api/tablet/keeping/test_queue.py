"""The queue: a finished interview is sealed at once, and nothing of it can be opened on the tablet again."""

import base64
import gzip
import json
from typing import Any

import nacl.public
import pytest
from playwright.sync_api import Page

from tests.survey_api.tablet.keeping.conftest import opened
from tests.survey_api.tablet.keeping.pages import problem_of, run

pytestmark = pytest.mark.browser

FINISH = """
  await keeping.save(aDraft("uuid:1"));
  await keeping.finish("uuid:1", {xml: "<data><age>33</age></data>", files: []});
"""


def opened_by(office: nacl.public.PrivateKey, sealed: str) -> Any:
    box = base64.b64decode(sealed).split(b":", 2)[2]
    return json.loads(gzip.decompress(nacl.public.SealedBox(office).decrypt(box)))


def test_a_finished_interview_waits_sealed_and_its_draft_is_gone(tablet: Page, office: nacl.public.PrivateKey) -> None:
    run(tablet, FINISH)
    [row] = run(tablet, "return keeping.queue.list()")
    assert (row["id"], row["kind"], row["form"], row["attempts"]) == ("uuid:1", "individual", "amem", 0)
    assert (row["lastTried"], row["problem"]) == (None, None)
    assert row["sealedAt"].startswith("20")
    assert run(tablet, "return keeping.drafts.list()") == []
    assert problem_of(tablet, "keeping.drafts.read('uuid:1')") == "no_such_draft"
    sealed = run(
        tablet,
        "const {base64} = await import('/keeping/bytes.js'); return base64(await keeping.queue.sealedBytes('uuid:1'))",
    )
    assert len(base64.b64decode(sealed)) == row["size"]
    assert opened_by(office, sealed)["xml"] == "<data><age>33</age></data>"


def test_finishing_twice_changes_nothing(tablet: Page) -> None:
    run(tablet, FINISH)
    [before] = run(tablet, "return keeping.queue.list()")
    run(tablet, "await keeping.finish('uuid:1', {xml: '<data/>', files: []})")
    assert run(tablet, "return keeping.queue.list()") == [before]


def test_a_save_that_comes_too_late_brings_no_finished_interview_back(tablet: Page) -> None:
    run(tablet, FINISH)
    assert problem_of(tablet, "keeping.save(aDraft('uuid:1'))") == "no_such_draft"
    assert run(tablet, "return keeping.drafts.list()") == []


def test_an_interview_that_was_never_saved_cannot_be_finished(tablet: Page) -> None:
    assert problem_of(tablet, "keeping.finish('uuid:9', {xml: '<data/>'})") == "no_such_draft"


def test_what_the_tablet_did_is_noted_in_the_same_breath(tablet: Page) -> None:
    run(
        tablet,
        "await keeping.save(aDraft('uuid:1')); await keeping.finish('uuid:1', {xml: '<data/>'}, {done: ['A-1']})",
    )
    assert run(tablet, "return keeping.work.read('done')") == ["A-1"]


def test_the_queue_is_seen_while_the_tablet_is_closed(tablet: Page, keeping_site: str) -> None:
    run(tablet, FINISH)
    opened(tablet, keeping_site)
    assert [row["id"] for row in run(tablet, "return keeping.queue.list()")] == ["uuid:1"]


def test_what_was_acknowledged_is_removed_and_whoever_listens_is_told(tablet: Page) -> None:
    run(tablet, FINISH)
    told = run(
        tablet,
        """
        let told = 0;
        keeping.queue.onChange(() => (told += 1));
        await keeping.queue.acknowledged("uuid:1");
        return [told, await keeping.queue.list()];
        """,
    )
    assert told == [1, []]
    assert problem_of(tablet, "keeping.queue.sealedBytes('uuid:1')") == "not_queued"


def test_the_oldest_comes_first(tablet: Page) -> None:
    order = run(
        tablet,
        """
        for (const id of ["uuid:c", "uuid:a", "uuid:b"]) {
          await keeping.save(aDraft(id));
          await keeping.finish(id, {xml: "<data/>"});
          await new Promise((done) => setTimeout(done, 3));
        }
        return (await keeping.queue.list()).map(({id}) => id);
        """,
    )
    assert order == ["uuid:c", "uuid:a", "uuid:b"]


def test_the_rescue_file_holds_everything_unsent_for_the_office_alone(
    tablet: Page, office: nacl.public.PrivateKey
) -> None:
    run(tablet, FINISH + "await keeping.save(aDraft('uuid:2', {instance: '<data><age>41</age></data>'}))")
    text = run(tablet, "return (await keeping.rescue()).text()")
    rescued = json.loads(text)
    assert (rescued["format"], rescued["device"]) == ("amemrescue1", "tablet-1")
    [finished], [draft] = rescued["finished"], rescued["drafts"]
    assert opened_by(office, finished["sealed"])["xml"] == "<data><age>33</age></data>"
    assert json.loads(opened_by(office, draft["sealed"])["draft"])["instance"] == "<data><age>41</age></data>"
    for readable in ("<age>", "Unit 12", "secret-token", "/data/"):
        assert readable not in text


def test_behind_a_locked_screen_the_rescue_file_holds_what_is_sealed(tablet: Page) -> None:
    run(tablet, FINISH + "await keeping.save(aDraft('uuid:2')); keeping.close()")
    rescued = json.loads(run(tablet, "return (await keeping.rescue()).text()"))
    assert ([row["id"] for row in rescued["finished"]], rescued["drafts"]) == (["uuid:1"], [])


def test_another_tablet_brings_what_was_rescued_to_the_office_unread(tablet: Page, beginning: dict[str, Any]) -> None:
    text = run(tablet, FINISH + "return (await keeping.rescue()).text()")
    run(tablet, "await keeping.queue.acknowledged('uuid:1'); await keeping.wipe('signed-out')")
    run(tablet, "await begin(given)", beginning | {"device": "tablet-2"})
    bring = "await keeping.bringRescue(given.text)"
    assert run(tablet, f"return [{bring}, {bring}]", {"text": text}) == [1, 1]
    [row] = run(tablet, "return keeping.queue.list()")
    assert (row["id"], row["kind"], row["form"], row["attempts"]) == ("uuid:1", "individual", "amem", 0)
    [rescued] = json.loads(text)["finished"]
    sealed = (
        "const {base64} = await import('/keeping/bytes.js'); return base64(await keeping.queue.sealedBytes('uuid:1'))"
    )
    assert run(tablet, sealed) == rescued["sealed"]
    lacking = json.dumps({"format": "amemrescue1", "finished": [{"id": "uuid:9", "sealed": ""}]})
    for other in ("", "[]", '{"format": "amemrescue2", "finished": []}', lacking):
        assert problem_of(tablet, "keeping.bringRescue(given.other)", {"other": other}) == "not_a_rescue_file"


def test_without_a_key_to_seal_to_the_draft_stays(new_tablet: Page, beginning: dict[str, Any]) -> None:
    run(new_tablet, "await begin(given); await keeping.save(aDraft('uuid:1'))", beginning | {"receiving": None})
    assert problem_of(new_tablet, "keeping.finish('uuid:1', {xml: '<data/>'})") == "no_receiving_key"
    assert run(new_tablet, "return (await keeping.drafts.list()).length") == 1


def test_a_wiped_tablet_keeps_only_what_the_office_can_read(tablet: Page, keeping_site: str) -> None:
    run(tablet, FINISH + "await keeping.save(aDraft('uuid:2')); await keeping.work.write('assignment', {cases: []})")
    run(tablet, "await keeping.forms.keep({form: 'amem', version: '1', xml: '<h/>', media: {}})")
    run(tablet, "await keeping.wipe('revoked')")
    for _ in range(2):
        assert run(tablet, "return [keeping.state, keeping.identity, keeping.credentials]") == ["new", None, None]
        assert run(tablet, "return [await keeping.drafts.needs(), await keeping.forms.list()]") == [[], []]
        assert [row["id"] for row in run(tablet, "return keeping.queue.list()")] == ["uuid:1"]
        opened(tablet, keeping_site)


def test_an_answer_that_is_being_saved_while_the_tablet_is_wiped_brings_nothing_back(
    tablet: Page, keeping_site: str
) -> None:
    left = run(
        tablet,
        """
        await keeping.save(aDraft("uuid:1"));
        const {transaction} = IDBDatabase.prototype;
        const {encrypt} = SubtleCrypto.prototype;
        const wiping = new Promise((begun) => {
          IDBDatabase.prototype.transaction = function (stores, ...how) {
            if (stores.includes("forms")) begun();
            return transaction.call(this, stores, ...how);
          };
        });
        SubtleCrypto.prototype.encrypt = async function (...given) {
          const locked = await encrypt.apply(this, given);
          await wiping;
          return locked;
        };
        const saving = keeping.save(aDraft("uuid:1"));
        await Promise.allSettled([keeping.wipe("revoked"), saving]);
        return [keeping.state, await keeping.drafts.needs()];
        """,
    )
    assert left == ["new", []]
    opened(tablet, keeping_site)
    assert run(tablet, "return [keeping.state, await keeping.drafts.needs()]") == ["new", []]


def test_who_signs_out_with_nothing_unsent_leaves_nothing(tablet: Page, beginning: dict[str, Any]) -> None:
    run(tablet, "await keeping.save(aDraft('uuid:2')); await keeping.wipe('signed-out')")
    assert run(tablet, "return (await indexedDB.databases()).map(({name}) => name)") == []
    run(tablet, "await begin(given); await keeping.save(aDraft('uuid:3'))", beginning)
    assert [row["id"] for row in run(tablet, "return keeping.drafts.list()")] == ["uuid:3"]
