"""The proof that nothing that identifies somebody is readable but with the custodian: markers, and where they are not.

    python -m tests.survey_api.prove_canaries [RECORDS]

A service as a person starts it takes RECORDS contact records with 25 markers each (answers, names and bytes of files,
comments, attributes, elements that nobody asked for), again, with other bytes, of a version nobody published, broken.
Then export, backup, collecting for the custodian, a kill. Every byte of the home, its write-ahead log while it runs,
log, output, exports, backups and temporary files is searched for the markers, and everything that the service itself
can unlock. Then every case is withdrawn, and an older copy of the database is read with the keys that are left.
"""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from survey_api.registering import NewDevice
from survey_api.settings import Embedded, Settings
from survey_api.store.databases import reading_engine
from survey_api.store.files import FileFolder
from survey_api.store.vault import Vault
from tests.survey_api.builders import KEY, appoint_custodian, load_small_sample, orders_of, publish_one
from tests.survey_api.canaries import (
    CANARY,
    FILES,
    FORM,
    MARKERS,
    VERSION,
    contact,
    contact_form,
    found_in,
    found_in_files,
    readable,
)
from tests.survey_api.proving import Line, command, prepare, ready, request_of, say, settings_on

RECORDS = 200
CASES = 20
EXPECTED = (201, 201, 202, 202, 400)  # new, again, other bytes, an unknown version, broken


@dataclass(frozen=True)
class Searched:
    """Where markers were searched, and where they were found."""

    files: int
    size: int
    unlocked: int
    hits: dict[str, set[str]]
    left_after_withdrawal: int

    @property
    def clean(self) -> bool:
        """Whether the promise was kept."""
        return not self.hits and not self.left_after_withdrawal

    def __str__(self) -> str:
        return (
            f"{len(MARKERS)} markers searched in {self.files} files ({self.size / 1e6:.1f} MB) and {self.unlocked} "
            f"things the service can unlock: {len(self.hits)} hits {self.hits or ''}; readable after withdrawal in an "
            f"older copy: {self.left_after_withdrawal} bytes"
        )


async def full_cycle(folder: Path, records: int) -> Searched:
    """Everything that can happen to records, and the search."""
    settings, temporary = settings_on(folder / "home"), folder / "temporary"
    temporary.mkdir()
    [device] = prepare(settings, 1)
    order = orders_of(settings)
    appoint_custodian(order)
    publish_one(order, FORM, VERSION, contact_form())
    load_small_sample(order, folder / "sample")
    with mock.patch.dict(os.environ, {"TMPDIR": str(temporary)}):
        process = command(settings, "serve", "--port", "0", "--log", str(folder / "log.json"))
        try:
            address = await ready(settings, lambda: process.poll() is None)
            answers = await _send(address, device, records)
            shutil.copytree(settings.home.service, folder / "running", ignore=shutil.ignore_patterns("*.sock"))
            said = [*answers, *_commands(settings, folder)]
        finally:
            process.send_signal(signal.SIGKILL)
            said += process.communicate()
    (folder / "said").write_text("\n".join(said), encoding="utf-8")
    old = folder / "old.sqlite"
    shutil.copyfile(settings.home.database, old)
    shutil.copyfile(f"{settings.home.database}-wal", f"{old}-wal")
    unlocked = list(_unlocked(settings, settings.home.database))
    hits = found_in_files(folder)
    if inside := set().union(*map(found_in, unlocked)):
        hits["unlocked"] = inside
    for number in range(CASES):
        order("withdraw", {"case_id": _case(number)})
    left = sum(len(one) for one in _unlocked(settings, old) if b"amem1:" in one or b"without anybody" in one)
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return Searched(len(paths), sum(path.stat().st_size for path in paths), len(unlocked), hits, left)


async def _send(address: str, device: NewDevice, records: int) -> list[str]:
    """Every record in every way; what was answered."""
    line = await Line.to(address)
    heads = []
    for number in range(records):
        first = _record(number)
        ways = (
            (first, FILES),
            (first, FILES),
            (_record(number, name=f"{CANARY['name']}-other"), FILES),
            (_record(number, "-new", version="99"), FILES),
            (first.replace(b"</data>", b""), {}),
        )
        for (xml, files), expected in zip(ways, EXPECTED, strict=True):
            status, head = await line.ask(request_of(device, xml, files))
            assert status == expected, f"answered {status} instead of {expected}"
            heads.append(head.decode())
    line.close()
    return heads


def _record(number: int, more: str = "", *, version: str = VERSION, **answers: str) -> bytes:
    record = contact(f"uuid:contact-{number}{more}", version=version, **answers)
    case = _case(number % CASES if version == VERSION else 0)  # of a version nobody published, a case of the sample
    return record.replace(b"<case_id>A-1-01</case_id>", f"<case_id>{case}</case_id>".encode())


def _case(number: int) -> str:
    return f"A-1-{number + 1:02}"


def _commands(settings: Settings, folder: Path) -> Iterator[str]:
    """Export, backup, verify, collect, as a person asks for them; what they say."""
    for words in (
        ("export", "--out", str(folder / "exported")),
        ("backup", "--to", str(folder / "backups")),
        ("verify",),
        ("custodian", "collect", "--out", str(folder / "sealed.jsonl")),
    ):
        process = command(settings, *words)
        told = process.communicate()
        assert process.returncode == 0, told
        yield from told


def _unlocked(settings: Settings, database: Path) -> Iterator[bytes]:
    """Everything that can be read with the keys that are there now."""
    vault = Vault(settings.home.vault, settings.vault_key, writing=False)
    engine = reading_engine(Embedded(database, KEY), 1)
    with engine.connect() as connection:
        yield from readable(connection, vault, FileFolder(settings.home.files))
    engine.dispose()
    vault.close()


def main(arguments: list[str]) -> int:
    """Prove it; 1 where a marker was found."""
    records = int(arguments[0]) if arguments else RECORDS
    say(f"{records} records that identify people, each in {len(EXPECTED)} ways; nothing is drawn by chance")
    with TemporaryDirectory() as folder:
        found = asyncio.run(full_cycle(Path(folder), records))
    say(f"  {found}")
    return int(not found.clean)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
