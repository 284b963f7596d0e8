"""The files that a form names: pictures, recordings and lists that must lie beside it on the tablet."""

import re
from pathlib import Path
from urllib.parse import unquote

from questionnaires.attached import LIMITS
from questionnaires.markup import Refused, read_markup
from questionnaires.problems import Problem, ProblemError

_ADDRESS = re.compile(r"jr://(?:images|audio|video|file|file-csv)/([^\s<>\"']+)")
_LOOKUP = re.compile(r"\b(?:pulldata|search)\(\s*['\"]([^'\"]+)['\"]")
LARGEST = 50 * 1024 * 1024  # bytes of one file


class MediaMissing(ProblemError):
    """Files that the form names do not lie beside it."""

    code = "keeping.media_missing"


class MediaTooLarge(ProblemError):
    """A file beside the form is larger than a tablet should download."""

    code = "keeping.media_too_large"


def named_files(xform: bytes) -> tuple[str, ...]:
    """The names of the files that an XForm asks for, each once."""
    try:
        document = read_markup(xform, LIMITS).root
    except Refused:
        return ()
    found: dict[str, None] = {}
    for element in document.iter():
        for text in (element.text or "", *element.attrib.values()):
            for address in _ADDRESS.findall(text):
                found[unquote(address).rpartition("/")[2]] = None
            for name in _LOOKUP.findall(text):
                found[name if "." in name else f"{name}.csv"] = None
    return tuple(sorted(found))


def read_named_files(xform: bytes, folder: Path) -> dict[str, bytes]:
    """Their content, from the folder ``media`` beside the form, else from the form's own.

    Raises MediaMissing, MediaTooLarge.
    """
    contents: dict[str, bytes] = {}
    missing: list[Problem] = []
    for name in named_files(xform):
        path = next((place for place in (folder / "media" / name, folder / name) if place.is_file()), None)
        if path is None:
            missing.append(Problem(MediaMissing.code, {"file": name, "folder": str(folder)}))
        elif path.stat().st_size > LARGEST:
            raise MediaTooLarge(file=name, limit=LARGEST)
        else:
            contents[name] = path.read_bytes()
    if missing:
        raise MediaMissing(missing)
    return contents
