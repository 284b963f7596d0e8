"""A service that receives while everything it writes is recorded: run under strace by the proof of power loss.

``python -m tests.survey_api.recording HOME SUBMISSIONS SEED WAY`` keeps so many submissions in a prepared home, a few
at once, some with a file, and writes a line to ``HOME/../acknowledged`` after each receipt. The way is how it should be
done (``full``), or one of two that are not safe: ``normal`` (the usual advice for write-ahead logs) and ``unsynced``
(files whose folder is not synced).
"""

import asyncio
import os
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from survey_api.collection.receive import Outcome, acknowledge, take
from survey_api.collection.service import Service, opened
from survey_api.homes import Home
from survey_api.settings import Embedded, Settings
from survey_api.store import embedded, files
from survey_api.store.arrivals import Enclosure
from tests.survey_api.builders import KEY, interview
from tests.survey_api.forms import FIELD_FORMS

FULL, NORMAL, UNSYNCED = "full", "normal", "unsynced"
PHOTO = "photo.jpg"


def content_of(number: int, seed: int) -> tuple[str, bytes, bytes]:
    """The name of a submission, its record, and the file that comes with it; none with most."""
    chance = random.Random(seed * 1_000_000 + number)  # noqa: S311 (a proof that can be repeated)
    instance = f"uuid:power-{number}"
    words = "x" * chance.choice((0, 400, 20_000))
    xml = interview(instance, **{"work/remark": words, "case_id": f"A-{number % 20}-01"}).encode()
    return instance, xml, chance.randbytes(chance.choice((2_000, 100_000))) if chance.random() < 0.2 else b""


async def _keep(service: Service, number: int, seed: int, acknowledged: int) -> None:
    _, xml, photo = content_of(number, seed)
    enclosures: Sequence[Enclosure] = [Enclosure(PHOTO, _stored(service, photo))] if photo else []
    receipt = await acknowledge(service, await take(service, "tablet-0000", xml, enclosures), None)
    assert receipt.outcome is Outcome.KEPT
    os.write(acknowledged, f"{number}\n".encode())


def _stored(service: Service, content: bytes) -> files.StoredFile:
    arriving = service.files.arriving()
    arriving.add(content)
    return arriving.end()


async def _keep_all(service: Service, submissions: int, seed: int, acknowledged: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (a proof that can be repeated)
    number = 0
    while number < submissions:
        together = min(chance.randint(1, 8), submissions - number)
        await asyncio.gather(*(_keep(service, number + n, seed, acknowledged) for n in range(together)))
        number += together


def main(folder: str, submissions: int, seed: int, way: str) -> None:
    """Keep them all, in the way that is to be tried."""
    if way == NORMAL:
        embedded.PRAGMAS["synchronous"] = 1
    if way == UNSYNCED:
        files.to_disk = lambda _: None
    home = Home(Path(folder))
    settings = Settings(home, Embedded(home.database, KEY), FIELD_FORMS)
    acknowledged = os.open(home.folder.parent / "acknowledged", os.O_WRONLY | os.O_CREAT)
    with home.writing(), opened(settings) as service:
        asyncio.run(_keep_all(service, submissions, seed, acknowledged))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
