"""Who may read what the tablet keeps: the passphrase opens, the PIN unlocks, the recovery key helps who forgot."""

import json
from typing import Any

import nacl.public
import pytest
from playwright.sync_api import Page

from survey_api.security.team_keys import grouped
from tests.survey_api.tablet.keeping.conftest import opened, public_of
from tests.survey_api.tablet.keeping.pages import PASSPHRASE, PIN, problem_of, run

pytestmark = pytest.mark.browser

NEW = {"passphrase": "winter market blue kettle", "pin": "902714"}


def on_paper(key: nacl.public.PrivateKey) -> str:
    """A recovery code as the team has it."""
    return grouped(bytes(key).hex())


def state(page: Page) -> str:
    told: str = run(page, "return keeping.state")
    return told


def test_a_tablet_goes_from_new_to_open_and_is_closed_when_its_page_is(tablet: Page, keeping_site: str) -> None:
    assert state(tablet) == "open"
    assert run(tablet, "return keeping.identity") == {
        "device": "tablet-1",
        "team": "north",
        "interviewer": "I-07",
        "hasTeamCode": True,
    }
    opened(tablet, keeping_site)
    assert (state(tablet), run(tablet, "return keeping.identity")) == ("closed", None)


def test_a_wrong_passphrase_opens_nothing(tablet: Page) -> None:
    run(tablet, "keeping.close()")
    assert problem_of(tablet, "keeping.open('olive bicycle harbour seven lamp')") == "wrong_passphrase"
    assert state(tablet) == "closed"


def test_a_tablet_that_was_just_closed_opens_again(tablet: Page) -> None:
    run(tablet, "keeping.close(); await keeping.open(given.passphrase)", {"passphrase": PASSPHRASE})
    assert state(tablet) == "open"


def test_a_passphrase_is_the_same_however_a_keyboard_spaces_and_capitalises_it(tablet: Page) -> None:
    run(tablet, "keeping.close()")
    assert problem_of(tablet, "keeping.open(given.typed)", {"typed": f" {PASSPHRASE.capitalize()}  "}) == ""


ENOUGH = (
    "olive bicycle harbour lamps",
    "zeytoun koursi bahr 7out",
    "زيتون كرسي بحر حوت",
    "xK3!vv0-Qe9zR77m",
)
TOO_LITTLE = ("olive bicycle", "olive olive olive olive", "a b c d", "aaaaaaaaaaaaaaaaaaaa", "xK3!vv0-Qe9", "")


def test_a_passphrase_has_four_words_or_sixteen_characters(new_tablet: Page) -> None:
    script = """
      const {judgePassphrase} = await import('/keeping/keeping.js');
      return given.typed.filter((one) => judgePassphrase(one).enough);
    """
    assert run(new_tablet, script, {"typed": [*ENOUGH, *TOO_LITTLE]}) == list(ENOUGH)


def test_weak_secrets_are_refused_and_nothing_begins(new_tablet: Page, beginning: dict[str, Any]) -> None:
    refused = {
        "passphrase": {"too short": "weak_passphrase"},
        "pin": {"12345": "not_a_pin", "123456": "plain_pin", "654321": "plain_pin", "000000": "plain_pin"},
    }
    for secret, told in refused.items():
        for typed, code in told.items():
            assert problem_of(new_tablet, "begin(given)", beginning | {secret: typed}) == code
    assert state(new_tablet) == "new"


def test_the_pin_unlocks_what_was_open(tablet: Page) -> None:
    run(tablet, "await keeping.save(aDraft('uuid:1')); keeping.lock()")
    assert (state(tablet), run(tablet, "return keeping.identity")) == ("locked", None)
    assert problem_of(tablet, "keeping.drafts.read('uuid:1')") == "locked"
    assert problem_of(tablet, "keeping.work.read('assignment')") == "locked"
    run(tablet, "await keeping.unlock('٤٨٠٢٧٥')")
    assert run(tablet, "return (await keeping.drafts.read('uuid:1')).id") == "uuid:1"


def test_five_wrong_pins_close_the_tablet(tablet: Page) -> None:
    run(tablet, "keeping.lock()")
    refused = [problem_of(tablet, "keeping.unlock('111222')") for _ in range(5)]
    assert refused == ["wrong_pin"] * 4 + ["too_many_pins"]
    assert state(tablet) == "closed"
    assert problem_of(tablet, f"keeping.unlock('{PIN}')") == "closed"
    run(tablet, "await keeping.open(given.passphrase)", {"passphrase": PASSPHRASE})
    assert state(tablet) == "open"


def test_pins_tried_all_at_once_are_no_more_than_five(tablet: Page) -> None:
    run(tablet, "keeping.lock()")
    refused = run(
        tablet,
        """
        const pins = [...Array(9).keys()].map((n) => "11122" + n).concat(given.pin);
        return Promise.all(pins.map((pin) => keeping.unlock(pin).then(() => "", (problem) => problem.code)));
        """,
        {"pin": PIN},
    )
    assert "" not in refused
    assert state(tablet) == "closed"


def test_a_right_pin_gives_all_five_tries_back(tablet: Page) -> None:
    for _ in range(2):
        run(tablet, "keeping.lock()")
        assert [problem_of(tablet, "keeping.unlock('111222')") for _ in range(4)] == ["wrong_pin"] * 4
        assert problem_of(tablet, f"keeping.unlock('{PIN}')") == ""


def test_the_recovery_key_of_the_team_sets_a_new_passphrase(tablet: Page, recovery: nacl.public.PrivateKey) -> None:
    run(tablet, "await keeping.save(aDraft('uuid:1')); keeping.close()")
    given = {"code": on_paper(recovery), "secrets": NEW}
    run(tablet, "await keeping.recover(given.code, given.secrets)", given)
    assert run(tablet, "return (await keeping.drafts.read('uuid:1')).id") == "uuid:1"
    run(tablet, "keeping.close()")
    assert problem_of(tablet, "keeping.open(given.passphrase)", {"passphrase": PASSPHRASE}) == "wrong_passphrase"
    assert problem_of(tablet, "keeping.open(given.passphrase)", NEW) == ""


def test_another_recovery_key_opens_nothing(tablet: Page) -> None:
    run(tablet, "keeping.close()")
    for typed in ("nonsense", "", on_paper(nacl.public.PrivateKey.generate())):
        given = {"code": typed, "secrets": NEW}
        assert problem_of(tablet, "keeping.recover(given.code, given.secrets)", given) == "wrong_recovery"
    assert state(tablet) == "closed"
    assert problem_of(tablet, "keeping.open(given.passphrase)", {"passphrase": PASSPHRASE}) == ""


def test_a_tablet_without_a_recovery_key_says_so(new_tablet: Page, beginning: dict[str, Any]) -> None:
    run(new_tablet, "await begin(given); keeping.close()", beginning | {"recovery": None})
    assert problem_of(new_tablet, "keeping.recover('x', given)", NEW) == "no_recovery"


def test_a_recovery_key_told_later_works_from_the_next_opening(tablet: Page, beginning: dict[str, Any]) -> None:
    later = nacl.public.PrivateKey.generate()
    renewed = {"receiving": beginning["receiving"], "recovery": public_of(later)}
    run(tablet, "await keeping.renew(given); keeping.close()", renewed)
    run(tablet, "await keeping.open(given.passphrase); keeping.close()", {"passphrase": PASSPHRASE})
    given = {"code": on_paper(later), "secrets": NEW}
    assert problem_of(tablet, "keeping.recover(given.code, given.secrets)", given) == ""


def test_the_passphrase_is_changed_by_who_knows_the_old_one(tablet: Page) -> None:
    changing = "keeping.changePassphrase(given.old, given.secrets)"
    assert problem_of(tablet, changing, {"old": "not the old one", "secrets": NEW}) == "wrong_passphrase"
    assert problem_of(tablet, changing, {"old": PASSPHRASE, "secrets": NEW}) == ""
    run(tablet, f"keeping.lock(); await keeping.unlock('{NEW['pin']}'); keeping.close()")
    assert problem_of(tablet, "keeping.open(given.passphrase)", {"passphrase": PASSPHRASE}) == "wrong_passphrase"
    assert problem_of(tablet, "keeping.open(given.passphrase)", NEW) == ""


def test_whoever_listens_is_told_of_each_state(tablet: Page) -> None:
    told = run(
        tablet,
        """
        const told = [];
        keeping.onState((state) => told.push(state));
        keeping.lock();
        await keeping.unlock(given.pin);
        keeping.close();
        return told;
        """,
        {"pin": PIN},
    )
    assert told == ["locked", "open", "closed"]


def test_a_tablet_that_nobody_touches_is_locked_after_three_minutes_and_in_an_interview_after_ten(
    new_tablet: Page,
) -> None:
    minutes = run(
        new_tablet,
        """
        const {newIdle} = await import("/keeping/idle.js");
        const until = (inside) => {
          let at = 0, locked = null;
          const watches = [];
          const lock = () => (locked = at / 60000);
          const idle = newIdle({lock, now: () => at, every: (look) => watches.push(look)});
          idle.inInterview(inside);
          for (; locked === null; at += 10000) watches.forEach((look) => look());
          return locked;
        };
        return [until(false), until(true)];
        """,
    )
    assert minutes == [3, 10]


def test_a_tablet_that_slept_is_locked_by_the_touch_that_wakes_it(new_tablet: Page) -> None:
    locked = run(
        new_tablet,
        """
        const {newIdle} = await import("/keeping/idle.js");
        let at = 0, locked = 0;
        const idle = newIdle({lock: () => (locked += 1), now: () => at, every: () => {}});
        at = 170000;
        idle.touched();
        at = 340000;
        idle.touched();
        const before = locked;
        at = 3600000;
        idle.touched();
        idle.touched();
        return [before, locked];
        """,
    )
    assert locked == [0, 1]


def test_a_clock_that_is_put_back_does_not_keep_the_tablet_open(new_tablet: Page) -> None:
    minutes = run(
        new_tablet,
        """
        const {newIdle} = await import("/keeping/idle.js");
        let at = 86400000, locked = null;
        const watches = [];
        newIdle({lock: () => (locked = at / 60000), now: () => at, every: (look) => watches.push(look)});
        for (at = 0; locked === null && at < 86400000; at += 10000) watches.forEach((look) => look());
        return locked;
        """,
    )
    assert minutes == 3


def test_nothing_that_opens_the_tablet_is_stored_as_it_is(tablet: Page, beginning: dict[str, Any]) -> None:
    stored = json.dumps(
        run(
            tablet,
            """
            const request = indexedDB.open("amem-tablet");
            await new Promise((done) => (request.onsuccess = done));
            const rows = request.result.transaction("keys").objectStore("keys").getAll();
            await new Promise((done) => (rows.onsuccess = done));
            request.result.close();
            return rows.result;
            """,
        )
    )
    for secret in (PASSPHRASE, PIN, "secret-token", beginning["hintKey"], "I-07"):
        assert secret not in stored
