"""Frozen versions of the data: whether a folder is one, byte for byte as it was signed, and what results say of it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questionnaires.problems import Problem, ProblemError
from questionnaires.signatures import is_signed

SEAL = "frozen.json"
FACT = "frozen"
MARGINS, PARAMETERS = "margins", "parameters"  # folders of a frozen version
MOST_TOLD = 20


class FrozenBroken(ProblemError):
    """A frozen version is not as it was signed: each problem says which file."""


@dataclass(frozen=True)
class Seal:
    """The digest (SHA-256) of every file of a frozen version, signed with the key of the service's log."""

    version: str
    files: Mapping[str, str]
    public_key: str
    signature: str

    @property
    def message(self) -> bytes:
        """What is signed: the same files give the same bytes."""
        return message_of(self.version, self.files)

    @property
    def digest(self) -> str:
        """The digest of the whole version, by which it is named in the log and in results."""
        return hashlib.sha256(self.message).hexdigest()

    @property
    def fact(self) -> Mapping[str, str]:
        """What results say of the data they come from."""
        return {"version": self.version, "digest": self.digest, "key": self.public_key}

    def holds(self, content: bytes) -> bool:
        """Whether a file with this content is part of the version."""
        return hashlib.sha256(content).hexdigest() in self.files.values()

    def to_json(self) -> str:
        """As a file."""
        return json.dumps(self.__dict__, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def message_of(version: str, files: Mapping[str, str]) -> bytes:
    """What is signed of a version."""
    return json.dumps({"version": version, "files": dict(files)}, sort_keys=True, ensure_ascii=False).encode()


def digests_of(folder: Path) -> dict[str, str]:
    """The digest of every file of a folder but its seal, by its place in it."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path != folder / SEAL)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def seal_of(folder: Path) -> Seal | None:
    """The seal of a frozen version after every file was verified; None where the folder is no frozen version.

    Raises FrozenBroken where a file was changed, added or taken away, or the signature is not that of the key.
    """
    path = folder / SEAL
    if not path.is_file():
        return None
    try:
        seal = Seal(**json.loads(path.read_text(encoding="utf-8")))
        signed = is_signed(seal.message, seal.signature, seal.public_key)
    except (ValueError, TypeError, AttributeError):
        raise FrozenBroken([_problem("seal_unreadable", folder, SEAL)]) from None
    if not signed:
        raise FrozenBroken([_problem("seal_not_signed", folder, SEAL)])
    found = digests_of(folder)
    changed = [name for name in seal.files if found.get(name) != seal.files[name]]
    added = sorted(found.keys() - seal.files.keys())
    if changed or added:
        problems = [_problem("file_changed" if name in found else "file_missing", folder, name) for name in changed]
        raise FrozenBroken([*problems, *(_problem("file_added", folder, name) for name in added)][:MOST_TOLD])
    return seal


def told_of(folder: Path, *used: bytes) -> dict[str, Any]:
    """What results made from a folder say: its frozen version, or nothing where it is none.

    ``used``: content of further files that the results depend on; one that was not frozen along makes them provisional.
    Raises FrozenBroken.
    """
    seal = seal_of(folder)
    return {FACT: seal.fact} if seal is not None and all(map(seal.holds, used)) else {}


def without_frozen(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of a folder without its word on being frozen: that is found out anew at each stage."""
    return {name: value for name, value in facts.items() if name != FACT}


def _problem(code: str, folder: Path, name: str) -> Problem:
    return Problem(f"freezing.{code}", {"folder": str(folder), "file": name})
