"""What a version of an interview says, question by question, for whoever may see it; and what changed between two."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from questionnaires.fieldwork import FieldForms
from questionnaires.records import Record
from questionnaires.removed import MARK
from questionnaires.sealed import is_sealed

_PLACES = re.compile(rb"""\b(?:nodeset|ref)\s*=\s*["']([^"']+)["']""")
_REPEAT = re.compile(rb"<(?:[\w.-]+:)?repeat\b[^>]*?\bnodeset\s*=\s*[\"']([^\"']+)")
_WHOLE = re.compile(r"^(-?\d+)\.0$")
WITHHELD = frozenset({"meta"})  # what a record is called, and the tablet's own log, is no answer
Place = tuple[str, str]  # of an answer: the path of its question, and which repeat instance


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it stands in the record. ``text`` is None where it is not shown: sealed, sensitive, taken out."""

    path: str
    position: str
    text: str | None = field(repr=False)


def answers(record: Record, repeats: Set[str], hidden: Set[str] = frozenset()) -> tuple[Answer, ...]:
    """The answers of a record in their order; not the words of those whose question, or group, is hidden."""
    return tuple(_shown(path, position, node, hidden) for path, position, node in _leaves(record.root, repeats))


def differences(before: Record, after: Record, repeats: Set[str]) -> tuple[Place, ...]:
    """Where two versions differ, in the order of the later one and then of the earlier; never what they say.

    A tablet writes the whole number 40 as 40.0 where decimals may be: that is no difference.
    """
    old, new = _texts(before, repeats), _texts(after, repeats)
    return tuple(place for place in dict.fromkeys([*new, *old]) if new.get(place, "") != old.get(place, ""))


def repeats_in(xform: bytes) -> frozenset[str]:
    """The paths of the repeats of a published version."""
    return frozenset(path.decode().strip() for path in _REPEAT.findall(xform))


def questions_in(xform: bytes) -> frozenset[str]:
    """Every path that a published version speaks of: a question of it is among them."""
    return frozenset(path.decode().strip() for path in _PLACES.findall(xform))


def sensitive_in(forms: FieldForms, form_id: str) -> frozenset[str]:
    """The questions and groups of a form whose answers are for headquarters alone."""
    return frozenset(forms.individual.sensitive) if form_id == forms.individual.form_id else frozenset()


def is_sensitive(path: str, hidden: Set[str]) -> bool:
    """Whether a question is one of these, or stands in one of these groups."""
    return not hidden.isdisjoint(path.split("/"))


def _shown(path: str, position: str, node: Element, hidden: Set[str]) -> Answer:
    text = (node.text or "").strip()
    closed = is_sealed(text) or node.get(MARK) is not None or is_sensitive(path, hidden)
    return Answer(path, position, None if closed else text)


def _texts(record: Record, repeats: Set[str]) -> Mapping[Place, str]:
    leaves = _leaves(record.root, repeats)
    return {(path, position): _WHOLE.sub(r"\1", (node.text or "").strip()) for path, position, node in leaves}


def _leaves(root: Element, repeats: Set[str]) -> Iterator[tuple[str, str, Element]]:
    yield from _within(root, f"/{root.tag}", (), repeats)


def _within(
    around: Element, path: str, trail: tuple[int, ...], repeats: Set[str]
) -> Iterator[tuple[str, str, Element]]:
    met: Counter[str] = Counter()
    for node in around:
        here = f"{path}/{node.tag}"
        if here.count("/") == 2 and node.tag in WITHHELD:
            continue
        met[node.tag] += 1
        into = (*trail, met[node.tag]) if here in repeats else trail
        if len(node):
            yield from _within(node, here, into, repeats)
        else:
            yield here, ".".join(map(str, into)), node
