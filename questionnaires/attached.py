"""Files that a record speaks of: answers that name a picture, a recording, a drawing or another file."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from questionnaires.markup import Limits, Refused, read_markup

LIMITS = Limits(size=20 * 1024 * 1024, depth=64, elements=500_000, attributes=64, namespaces=64, text=1_000_000)


def file_questions(xform: bytes) -> tuple[str, ...]:
    """The paths, below the record's root, of the questions that a file answers; the tablet's own log is one of them."""
    try:
        document = read_markup(xform, LIMITS).root
    except Refused:
        return ()
    binary = [bind.get("nodeset", "") for bind in document.iter("bind") if bind.get("type", "").endswith("binary")]
    return tuple(dict.fromkeys(map(_below_root, [*binary, *(ask.get("ref", "") for ask in document.iter("upload"))])))


def files_named(root: Element, questions: Iterable[str]) -> frozenset[str]:
    """The names of the files that a record says belong to it."""
    answers = ((found.text or "").strip() for path in questions if path for found in root.iterfind(path))
    return frozenset(filter(None, answers))


def _below_root(path: str) -> str:
    plain = re.sub(r"(^|/)[\w.-]+:", r"\1", path.strip())
    return "/".join(plain.strip("/").split("/")[1:]) if plain.startswith("/") else plain
