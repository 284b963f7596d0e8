"""Released versions of the questionnaires: what was released is what will be answered, so it never changes."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from questionnaires.problems import Problem, ProblemError
from questionnaires.sheets import read_sheets
from questionnaires.whole_files import write_whole

RELEASE = "release.json"


class NotReleasable(ProblemError):
    """A version may not be released as it is."""


class ReleaseChanged(ProblemError):
    """The sources of a released version are no longer what was released."""

    code = "forms.release_changed"


@dataclass(frozen=True)
class Release:
    """One released version of one questionnaire; ``digest`` is of what its sheets say."""

    form_id: str
    version: str
    folder: Path
    digest: str

    def xform(self) -> bytes:
        """The XForm of this version. Raises ReleaseChanged where the sheets are no longer those released."""
        return _xform(self)


def released(forms: Path) -> tuple[Release, ...]:
    """The released versions under a folder of forms (one folder a form, in it one folder a version), in order.

    Raises ReleaseChanged where the sources of one were changed after its release.
    """
    return tuple(map(_unchanged, sorted((path.parent for path in forms.glob(f"*/*/{RELEASE}")), key=_place)))


def versions(forms: Path) -> tuple[Path, ...]:
    """The folders of all versions, released or being written, in order."""
    return tuple(sorted((path.parent for path in forms.glob("*/*/survey.csv")), key=_place))


def release(folder: Path) -> Release:
    """Release the version in a folder: write the digest of its sources beside them. Releasing it again changes nothing.

    Raises ReleaseChanged when it was released with other sources, NotReleasable when its names differ from its
    folders or pyxform warns, UnreadableSheets, CannotConvert, UnusableForm where an expression cannot be evaluated.
    """
    from questionnaires.xform import compile_form
    from questionnaires.xlsform import converted, read_questionnaire

    if (folder / RELEASE).is_file():
        return _unchanged(folder)
    sheets = read_sheets(folder)
    read_questionnaire(sheets)
    result = converted(sheets)
    compile_form(result.xform)
    problems = [Problem("forms.warned", {"text": warning}) for warning in result.warnings]
    named = (sheets.form["form_id"], sheets.form["version"])
    if named != (folder.resolve().parent.name, folder.resolve().name):
        problems.append(Problem("forms.folder_name", {"folder": "/".join(named)}))
    if problems:
        raise NotReleasable(problems)
    facts = {"form_id": named[0], "version": named[1], "digest": sheets.digest}
    write_whole(folder / RELEASE, (json.dumps(facts, indent=1) + "\n").encode())
    return Release(*named, folder, sheets.digest)


def age(version: str) -> tuple[tuple[int, str], ...]:
    """What sorts versions, the oldest first: their numbers are read as numbers, 2026.2 comes before 2026.10."""
    parts = re.findall(r"\d+|\D+", version)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def _place(folder: Path) -> tuple[str, tuple[tuple[int, str], ...]]:
    return folder.parent.name, age(folder.name)


def _unchanged(folder: Path) -> Release:
    facts = _facts(folder)
    sheets = read_sheets(folder)
    said = {"form_id": sheets.form["form_id"], "version": sheets.form["version"], "digest": sheets.digest}
    if said != facts:
        raise ReleaseChanged(form=facts["form_id"], version=facts["version"])
    return Release(facts["form_id"], facts["version"], folder, facts["digest"])


def _facts(folder: Path) -> dict[str, str]:
    try:
        facts = json.loads((folder / RELEASE).read_text(encoding="utf-8"))
        return {key: str(facts[key]) for key in ("form_id", "version", "digest")}
    except (ValueError, KeyError, TypeError):
        raise NotReleasable([Problem("forms.release_unreadable", {"folder": str(folder)})]) from None


@cache
def _xform(release: Release) -> bytes:
    from questionnaires.xlsform import build_xform

    _unchanged(release.folder)
    return build_xform(read_sheets(release.folder))
