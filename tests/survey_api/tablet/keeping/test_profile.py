"""What somebody finds who copies the whole profile of the browser from a stolen tablet: nothing that was typed."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserType

from tests.browser import CHROMIUM, NO_SANDBOX
from tests.survey_api.tablet.keeping.conftest import opened
from tests.survey_api.tablet.keeping.pages import PASSPHRASE, PIN, run

pytestmark = pytest.mark.browser

ANSWER, TITLE, FACT, WORD, HINT = (f"canary{name}7Q4Z" for name in ("answer", "title", "fact", "word", "hint"))
FINISHED, IN_CLEAR = "canaryfinished7Q4Z", "canaryinclear7Q4Z"
TOKEN = "canarytoken7Q4Z"  # noqa: S105 (of a tablet that lives for one test)


def found_in(profile: Path, text: str) -> list[str]:
    """The files that hold a text, in whichever way the browser writes it."""
    wanted = (text.encode(), text.encode("utf-16-le"))
    files = [path for path in profile.rglob("*") if path.is_file() and not path.is_symlink()]
    return [str(path.relative_to(profile)) for path in files if any(one in path.read_bytes() for one in wanted)]


def test_the_profile_holds_nothing_readable_after_a_lock_and_after_finishing(
    tmp_path: Path, keeping_site: str, beginning: dict[str, Any], chromium: BrowserType
) -> None:
    with chromium.launch_persistent_context(tmp_path, executable_path=CHROMIUM, args=NO_SANDBOX) as browser:
        page = opened(browser.pages[0], keeping_site)
        run(page, "await begin(given)", beginning | {"token": TOKEN})
        run(
            page,
            """
            await keeping.save(aDraft("uuid:1", {
              instance: `<data>${given.answer}</data>`, title: given.title, facts: {"/data/x": given.fact},
            }));
            await keeping.work.write("assignment", {word: given.word});
            await keeping.hints.leave("A-1", given.hint);
            await keeping.save(aDraft("uuid:2", {instance: `<data>${given.finished}</data>`}));
            await keeping.finish("uuid:2", {xml: `<data>${given.finished}</data>`});
            keeping.lock();
            const request = indexedDB.open("in-clear", 1);
            request.onupgradeneeded = () => request.result.createObjectStore("all").put(given.inClear, 1);
            await new Promise((done) => (request.onsuccess = done));
            """,
            {
                "answer": ANSWER,
                "title": TITLE,
                "fact": FACT,
                "word": WORD,
                "hint": HINT,
                "finished": FINISHED,
                "inClear": IN_CLEAR,
            },
        )
    assert found_in(tmp_path, IN_CLEAR), "what is not locked would be found"
    for text in (ANSWER, TITLE, FACT, WORD, HINT, FINISHED, TOKEN, PASSPHRASE, PIN):
        assert found_in(tmp_path, text) == []
