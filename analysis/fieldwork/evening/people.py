"""What was found of interviewers' work: interviews with a flag that somebody judged right."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from analysis.fieldwork.checks.reading import Told
from analysis.fieldwork.checks.track_record import RIGHT
from questionnaires import files
from questionnaires.contracts import INTERVIEWS


def confirmed(exports: Path, told: Told) -> Mapping[str, int]:
    """Interviews of each interviewer with a flag that was confirmed."""
    right = {key for key, verdict in told.verdicts.items() if verdict in RIGHT}
    if not right or INTERVIEWS.name not in files.read_manifest(exports).tables:
        return {}
    held = files.read(exports, INTERVIEWS)
    names, who = (held.column(name).to_pylist() for name in ("interview_id", "interviewer_id"))
    told_of = {subject for key in right for subject in _subjects(key)}
    named = {name for name in names if name in told_of}
    return dict(Counter(one for name, one in zip(names, who, strict=True) if name in named))


def _subjects(key: str) -> Iterator[str]:
    """What a key may be about, whole: its rule left out, with and without what makes it a thing of its own."""
    _, *parts = key.split(":")
    return (":".join(parts[:end]) for end in range(1, len(parts) + 1))
