"""A record as a device sends it: XML bytes in, the answers as a light tree out, or a refusal that says why."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from questionnaires.markup import Limits, Refused, read_markup
from questionnaires.problems import Problem, ProblemError

LIMITS = Limits()
LONGEST_ID = 255


class UnreadableRecord(ProblemError):
    """What was sent cannot be kept as a record: it is not XML we read, or it does not say what it is."""


@dataclass(frozen=True)
class Record:
    """One version of an interview, as it was sent."""

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str  # the instance this one replaces, "" for a first version
    root: Element


def read_record(xml: bytes, limits: Limits = LIMITS) -> Record:
    """The record in a submission. Raises UnreadableRecord, one code a reason (``records.*``)."""
    record = read_answers(xml, limits)
    if not record.instance_id:
        raise UnreadableRecord([Problem("records.no_instance_id", {"form": record.form_id})])
    return record


def read_answers(xml: bytes, limits: Limits = LIMITS) -> Record:
    """The same, for looking at only: it may lack an instance id, which nothing could be kept by.

    Raises UnreadableRecord.
    """
    try:
        markup = read_markup(xml, limits)
    except Refused as refused:
        values = {"line": refused.line, "limit": refused.limit}
        raise UnreadableRecord([Problem(f"records.{refused.defect}", values)]) from None
    root = markup.root
    form_id = (root.get("id") or markup.namespace).strip()
    if not form_id or len(form_id) > LONGEST_ID:
        raise UnreadableRecord([Problem("records.no_form_id")])
    instance_id = _meta(root, "instanceID")
    deprecated_id = _meta(root, "deprecatedID")
    if not all(map(_is_sound, (instance_id, deprecated_id))):
        raise UnreadableRecord([Problem("records.bad_instance_id", {"form": form_id, "limit": LONGEST_ID})])
    return Record(form_id, root.get("version", "").strip(), instance_id, deprecated_id, root)


def _is_sound(identifier: str) -> bool:
    return len(identifier) <= LONGEST_ID and identifier.isprintable()


def _meta(root: Element, name: str) -> str:
    return (root.findtext(f"meta/{name}") or "").strip()
