"""Hints: read by whoever has the team's code, kept until they are sent, never lost to what comes in."""

import base64
import hashlib
from typing import Any

import pytest
from nacl.bindings import crypto_aead_aes256gcm_decrypt, crypto_aead_aes256gcm_encrypt
from playwright.sync_api import Page

from survey_api.collection.hints import LARGEST, PREFIX
from survey_api.security.team_keys import check_of
from tests.survey_api.tablet.keeping.pages import problem_of, run

pytestmark = pytest.mark.browser

OTHER_KEY = base64.b64encode(hashlib.sha256(b"another team").digest()).decode()
HINT = "Derrière le café, porte bleue · وراء المقهى"


def test_a_hint_is_locked_with_the_key_of_the_team(tablet: Page, beginning: dict[str, Any]) -> None:
    sealed = run(tablet, "return keeping.hints.seal(given.text)", {"text": HINT}).encode()
    assert sealed.startswith(PREFIX)
    content = base64.b64decode(sealed.removeprefix(PREFIX))
    key = base64.b64decode(beginning["hintKey"])
    assert crypto_aead_aes256gcm_decrypt(content[12:], PREFIX, content[:12], key).decode() == HINT
    assert run(tablet, "return keeping.hints.open(given.sealed)", {"sealed": sealed.decode()}) == HINT


def test_a_hint_of_another_team_does_not_open(tablet: Page) -> None:
    content = bytes(12) + crypto_aead_aes256gcm_encrypt(HINT.encode(), PREFIX, bytes(12), base64.b64decode(OTHER_KEY))
    sealed = (PREFIX + base64.b64encode(content)).decode()
    assert problem_of(tablet, "keeping.hints.open(given.sealed)", {"sealed": sealed}) == "other_team_code"


def test_a_hint_longer_than_the_service_takes_is_refused_here(tablet: Page) -> None:
    longest = (LARGEST - len(PREFIX)) // 4 * 3 - 28  # characters, with what locking adds
    sealed = run(tablet, "return keeping.hints.seal('x'.repeat(given.n))", {"n": longest})
    assert len(sealed) <= LARGEST
    assert problem_of(tablet, "keeping.hints.seal('x'.repeat(given.n))", {"n": longest + 3}) == "hint_too_long"


def test_without_the_team_code_hints_say_what_is_missing(new_tablet: Page, beginning: dict[str, Any]) -> None:
    run(new_tablet, "await begin(given)", beginning | {"hintKey": None})
    assert problem_of(new_tablet, "keeping.hints.seal('x')") == "no_team_code"
    run(new_tablet, "await keeping.hints.learn(given.key)", {"key": OTHER_KEY})
    assert run(new_tablet, "return keeping.identity.hasTeamCode") is True
    assert problem_of(new_tablet, "keeping.hints.seal('x')") == ""


def test_another_team_code_than_the_service_knows_is_refused(new_tablet: Page, beginning: dict[str, Any]) -> None:
    run(new_tablet, "await begin(given)", beginning | {"hintKey": None})
    check = check_of(base64.b64decode(beginning["hintKey"]))
    run(new_tablet, "await keeping.work.write('tablet', {hint_check: given.check})", {"check": check})
    assert problem_of(new_tablet, "keeping.hints.learn(given.key)", {"key": OTHER_KEY}) == "other_team_code"
    assert problem_of(new_tablet, "keeping.hints.learn(given.key)", {"key": beginning["hintKey"]}) == ""


def test_a_hint_left_here_stands_until_it_was_sent(tablet: Page) -> None:
    found = run(
        tablet,
        """
        const theirs = await keeping.hints.seal("theirs");
        const left = keeping.hints.leave("A-1", "ours");
        await Promise.all([left, keeping.hints.receive({"A-1": theirs, "A-2": theirs})]);
        const unsent = (await keeping.hints.kept())["A-1"];
        const before = [await keeping.hints.of("A-1"), await keeping.hints.of("A-2"), unsent.unsent];
        await keeping.hints.sent("A-1", unsent.sealed);
        await keeping.hints.receive({"A-1": theirs});
        return [...before, await keeping.hints.of("A-1"), await keeping.hints.of("A-2")];
        """,
    )
    assert found == ["ours", "theirs", True, "theirs", None]
