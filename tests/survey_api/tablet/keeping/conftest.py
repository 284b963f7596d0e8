"""A browser, the office's key pair, and a tablet that was begun."""

import base64
from collections.abc import Iterator
from typing import Any

import nacl.public
import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, sync_playwright

from tests.browser import CHROMIUM, NO_SANDBOX
from tests.survey_api.tablet.keeping.pages import PASSPHRASE, PIN, run, serving


@pytest.fixture(scope="module")
def keeping_site() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[BrowserType]:
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="module")
def keeping_context(chromium: BrowserType) -> Iterator[BrowserContext]:
    started = chromium.launch(executable_path=CHROMIUM, args=NO_SANDBOX)
    fresh = started.new_context()
    fresh.new_page()
    yield fresh
    started.close()


@pytest.fixture
def context(keeping_context: BrowserContext, keeping_site: str) -> BrowserContext:
    """A browser in which nothing is left of the tests before, but one page."""
    page, *others = keeping_context.pages
    for other in others:
        other.close()
    page.goto(f"{keeping_site}/empty.html")
    page.evaluate(
        """async () => {
          const names = (await indexedDB.databases()).map(({name}) => name);
          await Promise.all(names.map((name) => new Promise((done) => {
            indexedDB.deleteDatabase(name).onsuccess = done;
          })));
        }"""
    )
    return keeping_context


@pytest.fixture
def new_tablet(context: BrowserContext, keeping_site: str) -> Page:
    """A tablet on which nobody has signed in."""
    return opened(context.pages[0], keeping_site)


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_function("window.ready")
    return page


@pytest.fixture(scope="session")
def office() -> nacl.public.PrivateKey:
    """The private half of the key with which the service receives."""
    return nacl.public.PrivateKey.generate()


@pytest.fixture(scope="session")
def recovery() -> nacl.public.PrivateKey:
    """The team's recovery key, on paper."""
    return nacl.public.PrivateKey.generate()


@pytest.fixture
def beginning(office: nacl.public.PrivateKey, recovery: nacl.public.PrivateKey) -> dict[str, Any]:
    """What a tablet is begun with."""
    return {
        "passphrase": PASSPHRASE,
        "pin": PIN,
        "receiving": {"id": "0a1b2c3d", "public": public_of(office)},
        "recovery": public_of(recovery),
        "hintKey": base64.b64encode(bytes(range(32))).decode(),
    }


def public_of(key: nacl.public.PrivateKey) -> str:
    return base64.b64encode(bytes(key.public_key)).decode()


@pytest.fixture
def tablet(new_tablet: Page, beginning: dict[str, Any]) -> Page:
    """A tablet that was begun and is open."""
    run(new_tablet, "await begin(given)", beginning)
    return new_tablet
