"""The rescue copy of a tablet that cannot send: its drafts are opened at the office, each into a file of its own."""

import base64
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from questionnaires.problems import ProblemError
from survey_api.security.sealed_interviews import BoxNotOpened, open_value

FORMAT = "amemrescue1"
LARGEST = 512 * 1024 * 1024  # bytes


class NotARescueCopy(ProblemError):
    """The file is not what a tablet writes to be rescued."""

    code = "tablet_service.not_a_rescue_copy"


@dataclass(frozen=True)
class RescueCopy:
    """What a copy holds, still sealed; its digest names it in the log."""

    digest: str
    finished: int
    drafts: Sequence[bytes] = field(repr=False)


def read_rescue(path: Path) -> RescueCopy:
    """Raises NotARescueCopy."""
    try:
        if path.stat().st_size > LARGEST:
            raise NotARescueCopy(path=str(path))
        content = path.read_bytes()
        told = json.loads(content)
        if told["format"] != FORMAT:
            raise NotARescueCopy(path=str(path))
        drafts = tuple(base64.b64decode(one["sealed"], validate=True) for one in told["drafts"])
        return RescueCopy(hashlib.sha256(content).hexdigest()[:16], len(told["finished"]), drafts)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise NotARescueCopy(path=str(path)) from None


def open_drafts(keys: Mapping[str, bytes], copy: RescueCopy) -> list[str]:
    """Each draft as the tablet keeps it, as JSON. Raises KeyUnknown, BoxNotOpened, BoxTooLarge."""
    return [_draft(open_value(keys, sealed)) for sealed in copy.drafts]


def _draft(value: Mapping[str, object]) -> str:
    draft = value.get("draft")
    if not isinstance(draft, str):
        raise BoxNotOpened()
    return draft


def write_drafts(folder: Path, drafts: Sequence[str]) -> None:
    """Each into a numbered file that its owner alone can read; none is written over. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number, draft in enumerate(drafts, 1):
        handle = os.open(folder / f"draft-{number}.json", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(draft)
