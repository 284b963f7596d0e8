"""Chromium killed in the middle of saves: no answer that was called saved may be missing afterwards.

``python -m tests.survey_api.tablet.keeping.prove_kills 50 [SEED]``: as many SIGKILLs of the whole browser, one profile.
Whenever a save resolves, the page tells this program over the console; after each kill the profile is opened again.
"""

import base64
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import nacl.public
from playwright.sync_api import BrowserContext, BrowserType, Error, Page, sync_playwright

from tests.browser import CHROMIUM, NO_SANDBOX
from tests.survey_api.proving import say
from tests.survey_api.tablet.keeping.pages import PASSPHRASE, PIN, run, serving

KILLS = 50
SEED = 20261124
FINISH_EVERY = 40  # saves: the interview is finished and another one begun
LONGEST = 0.9  # seconds of saving before a kill

SAVING = """
  window.stop = false;
  (async () => {
    for (let n = given.first; !window.stop; n += 1) {
      const id = `uuid:${Math.floor(n / given.every)}`;
      const answers = `<data><n>${n}</n><remark>${"x".repeat(given.length)}</remark></data>`;
      await keeping.save(aDraft(id, {instance: answers}));
      console.log(`saved ${n}`);
      if (n % given.every === given.every - 1) {
        await keeping.finish(id, {xml: answers});
        console.log(`finished ${id}`);
      }
    }
  })();
"""
STANDING = """
  const drafts = await keeping.drafts.list();
  const read = await Promise.all(drafts.map(({id}) => keeping.drafts.read(id)));
  return {
    drafts: Object.fromEntries(read.map(({id, instance}) => [id, Number(/<n>([0-9]+)/.exec(instance)[1])])),
    queue: (await keeping.queue.list()).map(({id}) => id),
  };
"""


@dataclass
class Promised:
    """What the page said was kept."""

    last: int = -1
    finished: set[str] = field(default_factory=set)
    saves: int = 0

    def hear(self, line: str) -> None:
        """A line of the page's console."""
        word, _, value = line.partition(" ")
        if word == "saved":
            self.last, self.saves = int(value), self.saves + 1
        elif word == "finished":
            self.finished.add(value)


@dataclass(frozen=True)
class Standing:
    """What is there when the tablet is opened again: the answer each draft holds, and what is queued."""

    drafts: dict[str, int]
    queue: frozenset[str]

    @property
    def next(self) -> int:
        """The number to go on with."""
        queued = [(int(one.removeprefix("uuid:")) + 1) * FINISH_EVERY for one in self.queue]
        return max([*queued, *(number + 1 for number in self.drafts.values())], default=0)

    def lost(self, promised: Promised) -> list[str]:
        """What was called kept and is not there."""
        gone = sorted(promised.finished - self.queue)
        if promised.last >= self.next:
            gone.append(f"answer {promised.last}")
        twice = sorted(self.queue & set(self.drafts))
        return gone + [f"{one} is both a draft and finished" for one in twice]


@contextmanager
def browser(chromium: BrowserType, profile: Path) -> Iterator[BrowserContext]:
    """A browser on the profile; it may be dead at the end."""
    context = chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=NO_SANDBOX)
    try:
        yield context
    finally:
        with suppress(Error):
            context.close()


def kill(profile: Path) -> None:
    """SIGKILL to every process of the browser that has this profile."""
    for process in _processes(profile):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def _processes(profile: Path) -> list[int]:
    """The browser that was started on the profile, and what it started in its turn."""
    parents: dict[int, int] = {}
    roots: set[int] = set()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with suppress(OSError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if f"--user-data-dir={profile}".encode() in words:
                roots.add(int(folder.name))
    found = set(roots)
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found)


def opened(context: BrowserContext, address: str) -> Page:
    """The tablet's page."""
    page = context.pages[0]
    page.goto(address)
    page.wait_for_function("window.ready")
    return page


def standing(page: Page) -> Standing:
    """Everything that the tablet has."""
    run(page, "await keeping.open(given.passphrase)", {"passphrase": PASSPHRASE})
    told = run(page, STANDING)
    return Standing(told["drafts"], frozenset(told["queue"]))


def prove(kills: int, seed: int) -> bool:
    """Save, kill, look, and go on."""
    chance, promised, lost = random.Random(seed), Promised(), []  # noqa: S311 (a proof, not a secret)
    public = base64.b64encode(bytes(nacl.public.PrivateKey.generate().public_key)).decode()
    beginning = {"passphrase": PASSPHRASE, "pin": PIN, "receiving": {"id": "0a1b2c3d", "public": public}}
    started = time.monotonic()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, serving() as address:
        profile = Path(folder) / "profile"
        with sync_playwright() as playwright:
            with browser(playwright.chromium, profile) as context:
                run(opened(context, address), "await begin(given)", beginning)
            for _ in range(kills):
                with browser(playwright.chromium, profile) as context:
                    page = opened(context, address)
                    found = standing(page)
                    lost += found.lost(promised)
                    page.on("console", lambda line: promised.hear(line.text))
                    given = {"first": found.next, "every": FINISH_EVERY, "length": chance.choice((0, 400, 40_000))}
                    run(page, SAVING, given)
                    page.wait_for_timeout(chance.uniform(0.05, LONGEST) * 1000)
                    kill(profile)
                    with suppress(Error):
                        page.wait_for_timeout(50)  # what it said before it died
            with browser(playwright.chromium, profile) as context:
                found = standing(opened(context, address))
                lost += found.lost(promised)
    say(
        f"  {kills} kills, {promised.saves} saves and {len(promised.finished)} finished interviews called kept, "
        f"{len(lost)} lost{''.join(f'; {one}' for one in lost[:10])} [{time.monotonic() - started:.0f} s]"
    )
    return not lost and promised.saves > kills


def main(arguments: list[str]) -> int:
    """Prove it; 1 where a promise was broken."""
    kills = int(arguments[0]) if arguments else KILLS
    seed = int(arguments[1]) if len(arguments) > 1 else SEED
    say(f"The tablet's browser killed in the middle of saves; seed {seed}")
    return int(not prove(kills, seed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
