"""One sync with a service that answers as told: what goes, what comes, and what happens when it does not."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.survey_api.tablet.keeping.pages import run

pytestmark = pytest.mark.browser

ANSWERS = """
  const {newSending} = await import("/keeping/sending.js");
  const asked = window.asked = [];
  const at = window.at = {now: Date.parse("2026-11-24T10:00:00Z")};
  const later = window.later = [];
  const here = location.origin;
  const formList = `<xforms xmlns="http://openrosa.org/xforms/xformsList"><xform><formID>amem</formID>
    <name>A &amp; B</name><version>2026.1</version><hash>md5:1</hash>
    <downloadUrl>http://inside/openrosa/forms/amem/2026.1.xml</downloadUrl>
    <manifestUrl>http://inside/openrosa/forms/amem/2026.1/manifest</manifestUrl></xform></xforms>`;
  const manifest = `<manifest xmlns="http://openrosa.org/xforms/xformsManifest"><mediaFile>
    <filename>cases.csv</filename><hash>md5:2</hash>
    <downloadUrl>http://inside/openrosa/forms/amem/2026.1/media/cases.csv</downloadUrl></mediaFile></manifest>`;
  const json = (value) => () => new Response(JSON.stringify(value));
  const just = (code, headers = {}) => () => new Response(null, {status: code, headers});
  const told = {
    now: "2026-11-24T10:00:07Z", forms: {}, receiving: given.receiving, recovery: given.recovery,
  };
  const answers = window.answers = {
    "GET /field/tablet": json(told),
    "GET /openrosa/formList": () => new Response(formList),
    "GET /openrosa/forms/amem/2026.1.xml": () => new Response("<h:html/>"),
    "GET /openrosa/forms/amem/2026.1/manifest": () => new Response(manifest),
    "GET /openrosa/forms/amem/2026.1/media/cases.csv": () => new Response("name,label"),
    "POST /openrosa/submission": just(201),
    "GET /field/assignment": () => new Response(
      JSON.stringify({cases: [{unit: "A-1", hint: true}, {unit: "A-2"}]}), {headers: {ETag: '"one"'}}),
    "GET /openrosa/hints/A-1": () => new Response(window.hint),
    "PUT /openrosa/hints/A-2": just(204),
    "GET /tablet/version.json": json({version: "0123456789ab"}),
  };
  const fetch = async (path, {method = "GET", headers = {}, body} = {}) => {
    const request = new Request(new URL(path, here), {method, body, headers});
    const form = body instanceof FormData ? await request.formData() : null;
    const part = form?.get("xml_submission_file");
    asked.push({what: `${method} ${path}`, headers, part: part && [form.get("xml_submission_file").type,
      (await part.text()).slice(0, 21)]});
    const answer = answers[`${method} ${path}`];
    if (!answer) return new Response("{}", {status: 404});
    return answer(request);
  };
  window.hint = await keeping.hints.seal("porte bleue");
  window.sending = newSending(keeping, {
    fetch, now: () => new Date(at.now), online: () => true, random: () => 1,
    later: (what, delay) => later.push(delay), cancel: () => {},
  });
  window.finished = async (id) => {
    await keeping.save(aDraft(id));
    await keeping.finish(id, {xml: "<data/>"});
  };
  window.just = just;
  window.problem = (code, codes) => just(code, {"X-AMEM-Problem": codes});
"""


@pytest.fixture
def sender(tablet: Page, beginning: dict[str, Any]) -> Page:
    """A tablet whose service does what `answers` says."""
    run(tablet, ANSWERS, beginning)
    return tablet


def queue(page: Page) -> list[str]:
    return [row["id"] for row in run(page, "return keeping.queue.list()")]


def asked(page: Page, what: str) -> list[str]:
    return [one["what"] for one in run(page, "return asked") if re.search(what, one["what"])]


def test_one_sync_sends_what_is_finished_and_brings_what_there_is_to_do(sender: Page) -> None:
    run(sender, "await finished('uuid:1'); await keeping.hints.leave('A-2', 'escalier gauche')")
    state = run(sender, "return sending.sync()")
    assert state == {
        "running": False,
        "lastSync": "2026-11-24T10:00:00.000Z",
        "lastProblem": None,
        "offset": 7000,
        "version": "0123456789ab",
        "nextTry": None,
    }
    assert queue(sender) == []
    assert asked(sender, "") == [
        "GET /field/tablet",
        "GET /openrosa/formList",
        "GET /openrosa/forms/amem/2026.1.xml",
        "GET /openrosa/forms/amem/2026.1/manifest",
        "GET /openrosa/forms/amem/2026.1/media/cases.csv",
        "POST /openrosa/submission",
        "GET /field/assignment",
        "PUT /openrosa/hints/A-2",
        "GET /openrosa/hints/A-1",
        "GET /tablet/version.json",
    ]
    form = run(sender, "return keeping.forms.read('amem', '2026.1')")
    assert (form["xml"], form["media"], form["title"]) == ("<h:html/>", {"cases.csv": "name,label"}, "A & B")
    assert run(sender, "return (await keeping.work.read('assignment')).cases.length") == 2
    assert run(sender, "return keeping.hints.of('A-1')") == "porte bleue"
    assert run(sender, "return keeping.hints.of('A-2')") == "escalier gauche"
    assert run(sender, "return (await keeping.hints.kept())['A-2'].unsent") is False


def test_a_hint_of_a_closed_psu_is_let_go(sender: Page) -> None:
    run(sender, "await keeping.hints.leave('A-2', 'x'); answers['PUT /openrosa/hints/A-2'] = just(410)")
    assert run(sender, "return (await sending.sync()).lastProblem") is None
    assert run(sender, "return keeping.hints.of('A-2')") is None


def test_every_request_is_signed_and_says_what_time_the_tablet_has(sender: Page) -> None:
    run(sender, "await finished('uuid:1'); await sending.sync()")
    for one in run(sender, "return asked"):
        assert one["headers"]["Authorization"] == "Basic dGFibGV0LTE6c2VjcmV0LXRva2Vu"
        assert one["headers"]["X-AMEM-Clock"] == "2026-11-24T10:00:00.000Z"
    [part] = [one["part"] for one in run(sender, "return asked") if one["part"]]
    assert part == ["application/vnd.amem.sealed", "amemsealed1:0a1b2c3d:"]


def test_what_the_tablet_has_already_is_not_fetched_again(sender: Page) -> None:
    run(sender, "await sending.sync(); asked.length = 0")
    run(sender, "answers['GET /field/assignment'] = just(304); await sending.sync()")
    assert asked(sender, "forms/") == []
    [headers] = [one["headers"] for one in run(sender, "return asked") if one["what"] == "GET /field/assignment"]
    assert headers["If-None-Match"] == '"one"'
    assert run(sender, "return (await keeping.work.read('assignment')).cases.length") == 2


def test_a_version_stays_while_a_draft_needs_it(sender: Page) -> None:
    run(
        sender,
        """
        for (const version of ["2025.1", "2025.2"]) {
          await keeping.forms.keep({form: "amem", version, xml: "<h:html/>", media: {}});
        }
        await keeping.save(aDraft("uuid:1", {version: "2025.1"}));
        await sending.sync();
        """,
    )
    versions = "return (await keeping.forms.list()).map(({version}) => version).sort()"
    assert run(sender, versions) == ["2025.1", "2026.1"]


def test_the_version_of_a_returned_interview_is_fetched_with_it(sender: Page) -> None:
    run(
        sender,
        """
        const assignment = {cases: [], returned: [{form: "amem", form_version: "2025.3", record: "r"}]};
        answers["GET /field/assignment"] = () => new Response(JSON.stringify(assignment), {headers: {ETag: '"two"'}});
        answers["GET /openrosa/forms/amem/2025.3.xml"] = () => new Response("<older/>");
        answers["GET /openrosa/forms/amem/2025.3/manifest"] = () => new Response("<manifest/>");
        await sending.sync();
        """,
    )
    assert run(sender, "return (await keeping.forms.read('amem', '2025.3')).xml") == "<older/>"


def test_only_201_and_202_acknowledge(sender: Page) -> None:
    run(sender, "await finished('uuid:1')")
    for code in (200, 204):
        run(sender, "at.now += 3600e3; answers['POST /openrosa/submission'] = just(given.code)", {"code": code})
        state = run(sender, "return sending.sync()")
        assert state["lastProblem"]["code"] == "tablet_keeping.not_our_service"
        assert queue(sender) == ["uuid:1"]
    run(sender, "answers['POST /openrosa/submission'] = just(202); await sending.sync()")
    assert queue(sender) == []


def test_one_interview_that_is_refused_does_not_hold_up_the_others(sender: Page) -> None:
    run(
        sender,
        """
        for (const id of ["uuid:1", "uuid:2", "uuid:3"]) await finished(id);
        let sent = 0;
        answers["POST /openrosa/submission"] = () => new Response(null, {status: [201, 400, 500][sent++] ?? 201});
        await sending.sync();
        """,
    )
    rows = run(sender, "return keeping.queue.list()")
    assert [(row["attempts"], row["problem"]["code"], row["problem"]["values"]) for row in rows] == [
        (1, "tablet_keeping.refused", {"status": 400}),
        (1, "tablet_keeping.service_failed", {"status": 500}),
    ]
    assert run(sender, "return sending.state.lastProblem.code") == "tablet_keeping.refused"
    assert asked(sender, "assignment") == ["GET /field/assignment"]


def test_without_a_network_nothing_is_lost_and_the_waits_grow_to_five_minutes(sender: Page) -> None:
    run(sender, "await finished('uuid:1'); for (const name of Object.keys(answers)) answers[name] = () => { throw 0; }")
    state = run(sender, "for (let n = 0; n < 12; n += 1) await sending.sync(); return sending.state")
    assert (state["lastProblem"]["code"], state["running"]) == ("tablet_keeping.no_network", False)
    assert run(sender, "return later") == [500 * 2**n for n in range(10)] + [300_000] * 2
    assert queue(sender) == ["uuid:1"]
    assert len(asked(sender, "")) == 12, "after the first silence nothing else is asked"


def test_waits_are_spread_so_that_tablets_do_not_come_all_at_once(new_tablet: Page) -> None:
    waits = run(
        new_tablet,
        """
        const {newPatience} = await import("/keeping/sending/patience.js");
        const after = (random) => {
          const patience = newPatience({now: () => new Date(), random: () => random});
          return Array.from({length: 11}, () => patience.afterFailure()).at(-1);
        };
        return [after(0), after(0.5), after(1)];
        """,
    )
    assert waits == [150, 225, 300]


def test_the_service_says_how_long_to_wait_and_is_obeyed_whoever_presses_the_button(sender: Page) -> None:
    run(sender, "await finished('uuid:1'); answers['POST /openrosa/submission'] = just(503, {'Retry-After': '40'})")
    state = run(sender, "return sending.sync()")
    assert state["lastProblem"] == {"code": "tablet_keeping.busy", "values": {"seconds": 40}}
    assert (run(sender, "return later"), state["nextTry"]) == ([40_000], "2026-11-24T10:00:40.000Z")
    run(sender, "asked.length = 0; at.now += 15_000; await sending.sync()")
    assert asked(sender, "") == []
    assert run(sender, "return sending.state.lastProblem.values") == {"seconds": 25}
    run(sender, "at.now += 25_000; answers['POST /openrosa/submission'] = just(201); await sending.sync()")
    assert queue(sender) == []


def test_retry_after_may_be_a_date(sender: Page) -> None:
    date = "Tue, 24 Nov 2026 10:02:00 GMT"
    run(sender, "answers['GET /field/tablet'] = just(429, {'Retry-After': given.date})", {"date": date})
    assert run(sender, "return (await sending.sync()).lastProblem.values") == {"seconds": 120}


def test_a_sign_in_page_of_a_network_is_not_taken_for_the_service(sender: Page) -> None:
    run(sender, "for (const name of Object.keys(answers)) answers[name] = () => new Response('<html>Wi-Fi</html>')")
    run(sender, "await finished('uuid:1')")
    assert run(sender, "return (await sending.sync()).lastProblem.code") == "tablet_keeping.not_our_service"
    assert queue(sender) == ["uuid:1"]


@pytest.mark.parametrize("address", ["GET /field/tablet", "POST /openrosa/submission"])
def test_a_revoked_tablet_is_wiped_but_for_what_is_sealed(sender: Page, address: str) -> None:
    run(sender, "await finished('uuid:1'); await keeping.save(aDraft('uuid:2')); await sending.sync()")
    run(sender, "await finished('uuid:3')")
    run(sender, "answers[given.address] = problem(401, 'tablet_service.device_revoked')", {"address": address})
    state = run(sender, "return sending.sync()")
    assert (state["lastProblem"]["code"], state["nextTry"]) == ("tablet_keeping.device_revoked", None)
    assert run(sender, "return [keeping.state, await keeping.drafts.needs()]") == ["new", []]
    assert queue(sender) == ["uuid:3"]


def test_a_tablet_that_the_service_does_not_know_is_not_wiped(sender: Page) -> None:
    run(sender, "await keeping.save(aDraft('uuid:2')); answers['GET /field/tablet'] = problem(401, 'errors.unknown')")
    assert run(sender, "return (await sending.sync()).lastProblem.code") == "tablet_keeping.device_unknown"
    assert run(sender, "return (await keeping.drafts.list()).length") == 1


def test_behind_a_locked_screen_only_what_is_sealed_goes_out(sender: Page) -> None:
    run(sender, "await finished('uuid:1'); keeping.lock(); await sending.sync()")
    assert asked(sender, "") == ["POST /openrosa/submission"]
    assert queue(sender) == []


def test_a_closed_tablet_sends_nothing(sender: Page) -> None:
    run(sender, "await finished('uuid:1'); keeping.close(); await sending.sync()")
    assert (asked(sender, ""), queue(sender)) == ([], ["uuid:1"])


def test_two_syncs_at_once_are_one(sender: Page) -> None:
    run(sender, "await finished('uuid:1'); await Promise.all([sending.sync(), sending.sync()])")
    assert asked(sender, "POST") == ["POST /openrosa/submission"]


def test_a_receiving_key_that_was_replaced_is_used_from_then_on(sender: Page, beginning: dict[str, Any]) -> None:
    renewed = {**beginning["receiving"], "id": "ffffffff"}
    told = json.dumps({"now": "2026-11-24T10:00:00Z", "forms": {}, "receiving": renewed, "recovery": None})
    run(sender, "answers['GET /field/tablet'] = () => new Response(given.told); await sending.sync()", {"told": told})
    run(sender, "await finished('uuid:1')")
    head = "return new TextDecoder().decode((await keeping.queue.sealedBytes('uuid:1')).slice(0, 21))"
    assert run(sender, head) == "amemsealed1:ffffffff:"


def test_when_the_last_sync_was_is_remembered(sender: Page) -> None:
    run(sender, "await sending.sync()")
    recalled = run(
        sender,
        """
        const {newSending} = await import("/keeping/sending.js");
        const {lastSync, offset} = await newSending(keeping).recall();
        return [lastSync, offset];
        """,
    )
    assert recalled == ["2026-11-24T10:00:00.000Z", 7000]


def test_a_network_that_goes_in_the_middle_of_an_answer_is_waited_for_no_longer_than_any(new_tablet: Page) -> None:
    code = run(
        new_tablet,
        """
        const {newService} = await import("/keeping/sending/service.js");
        let expire = () => {};
        const halfAnAnswer = (signal) => new ReadableStream({
          start(body) {
            body.enqueue(new TextEncoder().encode("{"));
            signal.addEventListener("abort", () => body.error(signal.reason));
          },
        });
        const service = newService({
          credentials: () => ({device: "tablet-1", token: "t"}),
          fetch: async (path, {signal}) => new Response(halfAnAnswer(signal)),
          now: () => new Date(),
          timer: (act) => (expire = act),
          stop: () => (expire = () => {}),
        });
        setTimeout(() => expire(), 100);
        const never = new Promise((done) => setTimeout(() => done("waits for ever"), 2000));
        return Promise.race([service.json("/field/tablet").catch((problem) => problem.code), never]);
        """,
    )
    assert code == "tablet_keeping.no_network"


@pytest.mark.parametrize("answer", ["<html>Wi-Fi</html>", "null", "{}"])
def test_the_work_that_is_here_stays_where_something_else_answers(sender: Page, answer: str) -> None:
    run(sender, "await sending.sync(); at.now += 1000")
    run(sender, "answers['GET /field/assignment'] = () => new Response(given.answer)", {"answer": answer})
    state = run(sender, "return sending.sync()")
    assert (state["lastProblem"]["code"], state["running"]) == ("tablet_keeping.not_our_service", False)
    assert run(sender, "return (await keeping.work.read('assignment')).cases.length") == 2


def test_after_what_nobody_foresaw_it_is_tried_again(sender: Page) -> None:
    run(sender, "keeping.queue.list = () => { throw new TypeError('a defect') }")
    told = run(sender, "return sending.sync().catch((error) => [error.message, sending.state.running, later.length])")
    assert told == ["a defect", False, 1]


def test_a_clock_that_was_put_back_by_days_does_not_make_the_service_wait_for_days(sender: Page) -> None:
    run(sender, "answers['GET /field/tablet'] = just(503, {'Retry-After': '40'}); await sending.sync()")
    run(sender, "at.now -= 3 * 86400e3; asked.length = 0; await sending.sync()")
    assert asked(sender, "") == ["GET /field/tablet"]


def test_a_date_to_wait_for_is_no_longer_than_an_hour_away_whatever_the_clock_says(sender: Page) -> None:
    run(sender, "answers['GET /field/tablet'] = just(503, {'Retry-After': 'Fri, 27 Nov 2026 10:00:00 GMT'})")
    assert run(sender, "return (await sending.sync()).lastProblem.values") == {"seconds": 3600}


def test_one_too_large_for_the_network_does_not_hold_up_the_others(sender: Page) -> None:
    run(
        sender,
        """
        for (const id of ["uuid:1", "uuid:2", "uuid:3"]) await finished(id);
        let sent = 0;
        answers["POST /openrosa/submission"] = () => {
          if (sent++ === 0) throw 0;
          return new Response(null, {status: 201});
        };
        await sending.sync();
        at.now += 1000;
        answers["POST /openrosa/submission"] = just(201);
        window.order = [];
        const {acknowledged} = keeping.queue;
        keeping.queue.acknowledged = (id) => (order.push(id), acknowledged(id));
        await sending.sync();
        """,
    )
    assert run(sender, "return order") == ["uuid:2", "uuid:3", "uuid:1"]


def test_an_entry_that_lost_its_content_does_not_hold_up_the_others(sender: Page) -> None:
    run(
        sender,
        """
        await finished("uuid:1");
        await finished("uuid:2");
        const {sealedBytes} = keeping.queue;
        keeping.queue.sealedBytes = (id) => sealedBytes(id === "uuid:1" ? "uuid:0" : id);
        await sending.sync();
        """,
    )
    assert queue(sender) == ["uuid:1"]


def test_one_form_that_the_service_cannot_give_does_not_keep_the_others_away(sender: Page) -> None:
    run(
        sender,
        """
        const assignment = {cases: [], returned: [{form: "amem", form_version: "2025.3", record: "r"}]};
        answers["GET /field/assignment"] = () => new Response(JSON.stringify(assignment), {headers: {ETag: '"two"'}});
        answers["GET /openrosa/forms/amem/2026.1.xml"] = just(500);
        answers["GET /openrosa/forms/amem/2025.3.xml"] = () => new Response("<older/>");
        answers["GET /openrosa/forms/amem/2025.3/manifest"] = () => new Response("<manifest/>");
        await sending.sync();
        """,
    )
    assert run(sender, "return (await keeping.forms.list()).map(({version}) => version)") == ["2025.3"]
    assert run(sender, "return sending.state.lastProblem.code") == "tablet_keeping.service_failed"
