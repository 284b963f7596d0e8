"""The folder of a simulated fieldwork: everything as files, the same bytes for the same seed, all marked simulated."""

import fcntl
import hashlib
import os
import shutil
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from questionnaires.files import MANIFEST, FolderTaken, Manifest, read_manifest, write_whole
from questionnaires.problems import ProblemError
from simulation.designs.files import SUPPLEMENT, SUPPLEMENT_TRUTH
from simulation.filling.submissions import Submission
from simulation.operations.events import as_lines
from simulation.operations.sendings import Sending

MADE_BY = "amem simulate"
README = "README.txt"
EVENTS = "events.jsonl"
LABELS = "labels.parquet"
SAMPLE, FORMS, INSTANCES, TABLES, DRAWS = "sample", "forms", "instances", "tables", "draws"
CENSUS, TRUTH = "census", "truth"
FILES = (README, EVENTS, LABELS, MANIFEST)
FOLDERS = (SAMPLE, FORMS, INSTANCES, TABLES, DRAWS, CENSUS, TRUTH, SUPPLEMENT, SUPPLEMENT_TRUTH)
OWN = (*FILES, *FOLDERS)
TOLD = (
    *(SAMPLE, FORMS, INSTANCES, EVENTS, TABLES, SUPPLEMENT, CENSUS, TRUTH, SUPPLEMENT_TRUTH),
    *(DRAWS, LABELS, MANIFEST),
)

_FIRST_LINE = "SIMULATED DATA - DONNÉES SIMULÉES - بيانات محاكاة\n"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same in every archive: bytes must not depend on the clock
_READ = 1024 * 1024

Progress = Callable[[int], None]


class OutIsFile(ProblemError):
    """A file stands where the folder should be."""

    code = "simulate.out_is_file"


class OutInUse(ProblemError):
    """Another run writes into the folder."""

    code = "simulate.out_in_use"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """While the block runs, nobody else writes into this folder; a new one is made. Raises OutIsFile, OutInUse.

    The folder itself is locked: nothing is left behind, and the system gives it back after a crash.
    """
    if folder.exists() and not folder.is_dir():
        raise OutIsFile(path=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutInUse(folder=str(folder)) from None
        yield
    finally:
        os.close(handle)


def make_ready(folder: Path, readme: str) -> None:
    """Leave a folder with nothing but a README: a new or empty one, or one that this command made before.

    What this command made before is removed; other files in such a folder are left alone. Raises FolderTaken before
    anything is touched.
    """
    _refuse_taken(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)  # a folder with one is whole
    write_readme(folder, readme)
    for name in OWN:
        if name != README:
            _remove(folder / name)


def write_readme(folder: Path, readme: str) -> None:
    """``README.txt``, by whose first line a folder that was begun is known."""
    write_whole(folder / README, (_FIRST_LINE + readme).encode())


def held_by(folder: Path) -> Sequence[str]:
    """What this command has written into a folder, in the order in which it is told; the manifest comes last."""
    return [name for name in TOLD if (folder / name).exists() or name == MANIFEST]


def _refuse_taken(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise FolderTaken(folder=str(folder), holds=folder.name)
    if not folder.is_dir():
        return
    found = {path.name for path in folder.iterdir()}
    if MANIFEST in found and read_manifest(folder).made_by != MADE_BY:
        raise FolderTaken(folder=str(folder), holds=MANIFEST)
    if MANIFEST not in found and found and not _begun(folder):
        raise FolderTaken(folder=str(folder), holds=min(found))


def _begun(folder: Path) -> bool:
    """Whether this command began to write here and did not come to its end."""
    readme = folder / README
    return readme.is_file() and readme.read_bytes().startswith(_FIRST_LINE.encode())


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_events(folder: Path, sendings: Iterable[Sending]) -> None:
    """``events.jsonl``: every sending in the order of the server's clock."""
    with (folder / EVENTS).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(as_lines(sendings))


def write_instances(folder: Path, sendings: Sequence[Sending], on_progress: Progress) -> int:
    """``instances/DEVICE.zip``: the records of each device as it sends them, each once, in the order of sending.

    Returns how many records were written.
    """
    written = 0
    place = folder / INSTANCES
    place.mkdir()
    for device, records in sorted(_by_device(sendings).items()):
        with zipfile.ZipFile(place / f"{device}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for number, record in enumerate(records, 1):
                name = f"{number:06d}_{record.instance_id.removeprefix('uuid:')}.xml"
                archive.writestr(_entry(name), record.xml)
                written += 1
                on_progress(written)
    return written


def _by_device(sendings: Iterable[Sending]) -> Mapping[str, Sequence[Submission]]:
    found: dict[str, dict[str, Submission]] = defaultdict(dict)
    for sending in sendings:
        if sending.arrives:
            found[sending.device].setdefault(sending.submission.instance_id, sending.submission)
    return {device: tuple(records.values()) for device, records in found.items()}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # whatever the system is
    entry.external_attr = 0o644 << 16
    return entry


def close(folder: Path, rows: Mapping[str, int], facts: Mapping[str, Any]) -> Manifest:
    """Write the manifest: digests of every file, what the data are; a folder that has one is whole."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)
    own = [path for path in paths if path.relative_to(folder).parts[0] in OWN]
    digests = {path.relative_to(folder).as_posix(): _digest(path) for path in own}
    manifest = Manifest(MADE_BY, rows=dict(rows), files=digests, facts=dict(facts))
    write_whole(folder / MANIFEST, manifest.to_json().encode())
    return manifest


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_READ):
            found.update(block)
    return found.hexdigest()
