"""Answers taken out of a record once nobody needs them: it says that they were there, not what they said."""

from collections.abc import Set
from xml.etree.ElementTree import tostring

from questionnaires.records import Record
from questionnaires.sealed import PREFIX, is_sealed

MARK = "removed"  # attribute of the element of an answer that was taken out
NO_LONGER_SEALED = f"{PREFIX}removed"  # stands where a sealed answer was: given, and gone


def without_answers(record: Record, questions: Set[str]) -> bytes:
    """The record with the answers to these questions taken out, wherever they stand."""
    for node in record.root.iter():
        if node.tag in questions:
            node.text = None
            node.set(MARK, "yes")
    return _written(record)


def without_sealed(record: Record) -> bytes:
    """The record with every sealed answer taken out: that it was given remains."""
    for node in record.root.iter():
        if node.text and is_sealed(node.text.strip()):
            node.text = NO_LONGER_SEALED
    return _written(record)


def removed_questions(record: Record) -> frozenset[str]:
    """The questions whose answers were taken out."""
    return frozenset(node.tag for node in record.root.iter() if node.get(MARK) is not None)


def _written(record: Record) -> bytes:
    record.root.attrib.update({"id": record.form_id, "version": record.version})
    written: bytes = tostring(record.root, encoding="utf-8", xml_declaration=True)
    return written
