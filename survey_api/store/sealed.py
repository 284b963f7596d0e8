"""What the store holds for the custodian alone: sealed answers, sealed records, sealed keys of files."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from xml.etree.ElementTree import Element

from sqlalchemy import Connection, or_, select

from questionnaires.records import read_record
from questionnaires.sealed import may_identify
from survey_api.security.sealing import sealed_to
from survey_api.store import attachments, contents
from survey_api.store.tables import QuestionnaireVersion, SealedOriginal, Submission, rows_of
from survey_api.store.vault import Vault

_SUBMISSIONS = rows_of(Submission)
_VERSIONS = rows_of(QuestionnaireVersion)
_ORIGINALS = rows_of(SealedOriginal)


class SealedKind(StrEnum):
    """What was sealed."""

    ANSWER = "answer"
    RECORD = "record"  # as it came
    FILE = "file"  # the key that opens it


@dataclass(frozen=True, slots=True)
class SealedText:
    """One sealed text with the place that it was sealed for; of a file, its name among the locked files."""

    kind: SealedKind
    form_id: str
    version: str
    instance_id: str
    unit_id: str | None
    case_id: str | None
    sealed: str = field(repr=False)
    path: str = ""
    position: int = 1  # among the answers to one question of one record
    file: str = ""


def identifying_forms(connection: Connection) -> frozenset[str]:
    """The forms of which some version may ask what identifies somebody."""
    found = connection.execute(select(_VERSIONS.c.form_id, _VERSIONS.c.xform))
    return frozenset(row.form_id for row in found if may_identify(bytes(row.xform)))


def submissions_with_sealed(connection: Connection) -> list[int]:
    """The submissions that may hold something sealed, in the order in which they came."""
    of_form = _SUBMISSIONS.c.form_id.in_(sorted(identifying_forms(connection)))
    whole = _SUBMISSIONS.c.number.in_(select(_ORIGINALS.c.submission))
    found = connection.scalars(select(_SUBMISSIONS.c.number).where(or_(of_form, whole)).order_by(_SUBMISSIONS.c.number))
    return list(found)


def sealed_texts(connection: Connection, vault: Vault) -> Iterator[SealedText]:
    """Every sealed text, submission by submission; of those that were withdrawn, nothing."""
    numbers = submissions_with_sealed(connection)
    columns = [_SUBMISSIONS.c[name] for name in ("form_id", "version", "instance_id", "unit_id", "case_id")]
    for number, content in contents.each(connection, vault, numbers):
        head = dict(connection.execute(select(*columns).where(_SUBMISSIONS.c.number == number)).mappings().one())
        yield from _answers(head, read_record(content).root)
        for original in contents.read_originals(connection, vault, [number]).values():
            yield SealedText(kind=SealedKind.RECORD, sealed=original, **head)
        for opened in attachments.of(connection, vault, number):
            if sealed_to(sealed := opened.key.decode("ascii", "replace")):
                yield SealedText(kind=SealedKind.FILE, sealed=sealed, file=opened.file, **head)


def _answers(head: dict[str, Any], root: Element) -> Iterator[SealedText]:
    seen: Counter[str] = Counter()
    for path, text in _texts(root, f"/{root.tag}"):
        seen[path] += 1
        if sealed_to(text):
            yield SealedText(kind=SealedKind.ANSWER, sealed=text, path=path, position=seen[path], **head)


def _texts(element: Element, path: str) -> Iterator[tuple[str, str]]:
    for child in element:
        within = f"{path}/{child.tag}"
        if len(child):
            yield from _texts(child, within)
        else:
            yield within, (child.text or "").strip()
