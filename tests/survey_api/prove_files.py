"""Photos while the service is killed over and over, and large ones from many tablets at once.

``python -m tests.survey_api.prove_files [KILLS] [SEED]``. Nothing acknowledged may lack a file; memory is bounded.
"""

import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import httpx

from survey_api.keeping.home import verify_home
from survey_api.registering import NewDevice
from survey_api.settings import Settings
from tests.survey_api.builders import orders_of
from tests.survey_api.pictures import JPEG, dwelling, locked_files, publish_pictures
from tests.survey_api.proving import begin, memory_of, prepare, say, settings_on

KILLS, SEED = 40, 7
TABLETS = 8
MEGABYTE = 1024 * 1024
LARGE = 20 * MEGABYTE
MOST_MEMORY = 300  # megabytes


async def post(client: httpx.AsyncClient, address: str, xml: str, files: dict[str, bytes]) -> int:
    """One submission with its files; the status of the answer, 0 where none came."""
    parts = {"xml_submission_file": ("x.xml", xml.encode(), "text/xml")}
    parts |= {name: (name, content, "image/jpeg") for name, content in files.items()}
    try:
        return (await client.post(f"{address}/openrosa/submission", files=parts)).status_code
    except httpx.HTTPError:
        return 0


def tablet_of(device: NewDevice) -> httpx.AsyncClient:
    """A tablet that does not give up soon."""
    return httpx.AsyncClient(auth=(device.device_id, device.token), timeout=120, trust_env=False)


async def killed_over_and_over(settings: Settings, devices: tuple[NewDevice, ...], kills: int, seed: int) -> set[str]:
    """Tablets send interviews with three photos each; who was not answered sends again. What was acknowledged."""
    chance = random.Random(seed)  # noqa: S311 (a proof that can be repeated)
    acknowledged: set[str] = set()

    async def sends(device: NewDevice, address: str) -> None:
        async with tablet_of(device) as client:
            for n in range(1_000_000):
                name = f"uuid:{device.device_id}-{len(acknowledged)}-{n}"
                files = {"front.jpg": JPEG + name.encode(), "a.jpg": os.urandom(100_000), "b.jpg": b""}
                status = await post(client, address, dwelling(name, rooms=("a.jpg", "b.jpg")), files)
                if status == 0:
                    return
                assert status == 201, status
                acknowledged.add(name)

    for _ in range(kills):
        life = await begin(settings)
        sending = [asyncio.create_task(sends(device, life.address)) for device in devices]
        await asyncio.sleep(chance.uniform(0.2, 1.2))
        life.end(signal.SIGKILL)
        await asyncio.gather(*sending)
    return acknowledged


async def large_at_once(settings: Settings, devices: tuple[NewDevice, ...]) -> tuple[float, float]:
    """Every tablet sends a request of 80 megabytes: megabytes a second, and the most memory the service held."""
    life = await begin(settings)
    clients = [tablet_of(device) for device in devices]
    photos = {f"{n}.jpg": os.urandom(LARGE) for n in range(4)}
    started = time.monotonic()
    named = [dwelling(f"uuid:large-{n}", front="0.jpg", rooms=("1.jpg", "2.jpg", "3.jpg")) for n in range(len(clients))]
    sent = [post(client, life.address, xml, photos) for client, xml in zip(clients, named, strict=True)]
    statuses = await asyncio.gather(*sent)
    took = time.monotonic() - started
    memory = memory_of(life.process.pid, largest=True)
    for client in clients:
        await client.aclose()
    life.end(signal.SIGTERM)
    assert set(statuses) == {201}, statuses
    return len(statuses) * 4 * LARGE / MEGABYTE / took, memory


async def main(kills: int, seed: int) -> int:
    """Both, on one home; the figures are printed."""
    with tempfile.TemporaryDirectory(prefix="survey-files-") as folder:
        settings = settings_on(Path(folder) / "home")
        devices = prepare(settings, TABLETS)
        publish_pictures(orders_of(settings))
        acknowledged = await killed_over_and_over(settings, devices, kills, seed)
        life = await begin(settings)
        life.end(signal.SIGTERM)
        found = verify_home(settings)
        orphans = len(list((settings.home.files / "apart").glob("*"))) if settings.home.files.exists() else 0
        whole = 0 < len(acknowledged) <= found.submissions and len(locked_files(settings.home.files)) == found.files
        told = f"kills {kills} (seed {seed}): {len(acknowledged)} interviews with 3 files acknowledged, "
        say(f"{told}{found.submissions} stored, {found.files} files whole, 0 missing, {orphans} put apart")
        rate, memory = await large_at_once(settings, devices[:4])
        say(f"requests of 80 MB at once: 4, {rate:.0f} MB/s, the service held at most {memory:.0f} MB")
        return 0 if whole and memory <= MOST_MEMORY else 1


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(main(*([int(given) for given in sys.argv[1:]] + [KILLS, SEED][len(sys.argv) - 1 :]))))
