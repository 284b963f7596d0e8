"""The proof that a power loss takes nothing that was acknowledged, and that the proof would notice if it did.

    python -m tests.survey_api.prove_power [POINTS [SEED]]

A service receives while strace records all that it writes and syncs. The recording is replayed up to POINTS moments;
of what was not synced then nothing, some writes or some sectors are kept. From what is left the service must start,
with every interview and file that was acknowledged, to the byte. The same with ``synchronous=NORMAL``, and with files
whose folder is not synced, must lose: else the proof proves nothing. Needs strace. About 3 minutes on two cores.
"""

import logging
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, select

from questionnaires.problems import ProblemError
from survey_api.collection.service import Service, opened
from survey_api.settings import Settings
from survey_api.store import attachments
from survey_api.store.tables import Submission, rows_of
from survey_api.store.vault import Vault
from tests.survey_api.crashes import CALLS, LOSSES, Call, Disk, Loss, calls
from tests.survey_api.proving import look_into, prepare, say, settings_on
from tests.survey_api.recording import FULL, NORMAL, UNSYNCED, content_of

POINTS = 200
SUBMISSIONS = 120
SEED = 20261124
WAYS = {
    FULL: "as the service does it",
    NORMAL: "with synchronous=NORMAL",
    UNSYNCED: "with files whose folder is not synced",
}


@dataclass(frozen=True)
class Recorded:
    """What one service wrote: the files before, and the calls."""

    home: Path
    at_first: Mapping[str, bytes]
    calls: tuple[Call, ...]

    def numbers(self, at: int) -> list[int]:
        """Which submissions were acknowledged before a call."""
        place = str(self.home.parent / "acknowledged")
        told = (call.texts[0] for call in self.calls[:at] if call.name == "write" and call.file[1] == place)
        return [int(text) for text in told]


@dataclass(frozen=True)
class Losses:
    """What so many power losses took."""

    points: int
    acknowledged: int
    points_with_loss: int
    lost: int
    unreadable: int

    @property
    def none(self) -> bool:
        """Whether nothing was taken."""
        return not (self.points_with_loss or self.lost or self.unreadable)

    def __str__(self) -> str:
        return (
            f"{self.points} power losses, {self.acknowledged} acknowledged in the end: {self.points_with_loss} of them "
            f"took something ({self.unreadable} left a store that cannot be opened, {self.lost} interviews or files "
            "were lost in the others)"
        )


def record(folder: Path, way: str, submissions: int, seed: int) -> Recorded:
    """Have a service receive, and record it."""
    settings = settings_on(folder / "home")
    prepare(settings, 1)
    home = settings.home.folder
    at_first = {str(path): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}
    recording = folder / "calls"
    strace = ["strace", "-f", "-y", "-xx", "-qq", "-s", "2000000", "-e", f"trace={CALLS}", "-e", "signal=none"]
    receiver = [sys.executable, "-m", "tests.survey_api.recording", str(home), str(submissions), str(seed), way]
    subprocess.run([*strace, "-o", str(recording), *receiver], check=True)
    return Recorded(home, at_first, tuple(_about(recording, str(folder))))


def _about(recording: Path, folder: str) -> list[Call]:
    """The calls from the moment when the home is first written to."""
    kept = [
        call for call in calls(recording) if folder in call.opened or folder in call.file[1] or _named(call, folder)
    ]
    recording.unlink()
    return kept


def _named(call: Call, folder: str) -> bool:
    return call.name in ("rename", "renameat", "renameat2", "unlink", "unlinkat") and folder.encode() in call.texts[0]


def lose_power(recorded: Recorded, points: int, seed: int, into: Path) -> Losses:
    """Lose power at so many moments, and look at what is left."""
    chance = random.Random(seed)  # noqa: S311 (a proof that can be repeated)
    moments = sorted(chance.sample(range(len(recorded.calls)), min(points, len(recorded.calls))))
    disk, done = Disk(recorded.home, recorded.at_first), 0
    taken = lost = unreadable = 0
    for number, moment in enumerate(moments):
        for call in recorded.calls[done:moment]:
            disk.take(call)
        done = moment
        home = into / f"{moment}"
        disk.after(Loss(LOSSES[number % len(LOSSES)], chance), home)
        gone = _lost(settings_on(home), recorded.numbers(moment), SEED)
        shutil.rmtree(home)
        taken += gone is None or gone > 0
        unreadable += gone is None
        lost += gone or 0
    return Losses(len(moments), len(recorded.numbers(len(recorded.calls))), taken, lost, unreadable)


def _lost(settings: Settings, acknowledged: list[int], seed: int) -> int | None:
    """How many interviews and files are not there as they came; None where the store cannot be opened."""
    told = {instance: (xml, photo) for instance, xml, photo in (content_of(number, seed) for number in acknowledged)}
    try:
        with settings.home.writing(), opened(settings) as service:
            photos = _photos(service)
        found = look_into(settings, {instance: xml for instance, (xml, _) in told.items()})
    except (ProblemError, OSError):
        return None
    if found.duplicated or found.without_event or found.damaged:
        return None
    return found.lost + found.altered + sum(photos.get(name) != photo for name, (_, photo) in told.items() if photo)


def _photos(service: Service) -> dict[str, bytes]:
    table = rows_of(Submission)
    rows = service.read(lambda connection: connection.execute(select(table.c.instance_id, table.c.number)).all())
    return {row.instance_id: photo for row in rows if (photo := _photo(service, row.number))}


def _photo(service: Service, submission: int) -> bytes:
    def question(connection: Connection, vault: Vault = service.vault) -> tuple[attachments.Opened, ...]:
        return attachments.of(connection, vault, submission)

    for one in service.read(question):
        try:
            return b"".join(service.files.read(one.file, one.key))
        except (OSError, ProblemError):
            return b""
    return b""


def lose_what_was_written(way: str, points: int, submissions: int, seed: int) -> Losses:
    """What power losses take from a service that writes in this way."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        return lose_power(record(place, way, submissions, SEED), points, seed, place / "after")


def main(arguments: list[str]) -> int:
    """Prove it; 1 where something was lost, or where the unsafe ways lose nothing."""
    points = int(arguments[0]) if arguments else POINTS
    seed = int(arguments[1]) if len(arguments) > 1 else SEED
    logging.disable()  # what is put apart after each power loss is nothing to tell here
    say(f"Power losses, at moments drawn with seed {seed}")
    kept = True
    for way, number in {FULL: points, NORMAL: -(-points // 4), UNSYNCED: -(-points // 4)}.items():
        started = time.monotonic()
        losses = lose_what_was_written(way, number, SUBMISSIONS, seed)
        expected = losses.none if way == FULL else losses.points_with_loss > 0
        kept = kept and expected
        say(f"  {WAYS[way]}: {losses} [{time.monotonic() - started:.0f} s]{'' if expected else ' NOT AS PROMISED'}")
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
