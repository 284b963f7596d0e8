"""What a backup says of itself: made when, of what, with which digests."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from questionnaires.problems import ProblemError

NAME = "manifest.json"
DATABASE = "database.sqlite"
LOCKED = ".locked"  # what the name of a key of the home ends with in a backup
VAULT = "vault.sqlite"  # beside the backups, not in them: each takes the place of the one before
FILES = "files"
FORM = 1


class NoBackup(ProblemError):
    """The folder holds no backup, or one of a form that this program does not know."""

    code = "keeping.no_backup"


@dataclass(frozen=True)
class Manifest:
    """One backup. ``audit_*``: the signed end of the log at that moment."""

    form: int
    made_at: str
    step: str  # of migration
    database_sha256: str
    rows: Mapping[str, int]
    n_files: int
    file_bytes: int
    audit_number: int
    audit_digest: str
    audit_signature: str
    audit_public_key: str

    def to_json(self) -> bytes:
        """As a file."""
        return (json.dumps(asdict(self), indent=1, sort_keys=True) + "\n").encode()


def read_manifest(folder: Path) -> Manifest:
    """Raises NoBackup."""
    try:
        read = json.loads((folder / NAME).read_text(encoding="utf-8"))
        found = Manifest(**read)
    except (OSError, ValueError, TypeError):
        raise NoBackup(folder=str(folder)) from None
    if found.form != FORM:
        raise NoBackup(folder=str(folder))
    return found


def sha256_of(path: Path) -> str:
    """The digest of a file, whatever its size. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
