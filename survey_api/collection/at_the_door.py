"""Sealing at the door: what identifies somebody and came in clear is sealed before anything is written anywhere."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, tostring

from questionnaires.form import Form, Node
from questionnaires.records import Record
from questionnaires.sealed import is_sealed
from survey_api.security.sealing import Place, seal

WHOLE = ""  # the path of a record as a whole


@dataclass(frozen=True)
class Sealed:
    """A record as it may be stored, and the bytes that were received, for the custodian alone."""

    content: bytes = field(repr=False)
    original: str = field(repr=False)


def identifies(form: Form) -> bool:
    """Whether a version asks anything that identifies somebody."""
    return any(node.identifying for node in form.questions)


def seal_record(form: Form, record: Record, content: bytes, public: bytes) -> Sealed:
    """Every identifying answer sealed for its place; what the form does not know of is left out of what is stored."""
    place = Place(record.form_id, record.instance_id, WHOLE)
    kept = _kept(record.root, form.root, record, public)
    kept.attrib.update({"id": record.form_id, "version": record.version})
    return Sealed(tostring(kept, encoding="utf-8", xml_declaration=True), seal(public, place, content))


def _kept(element: Element, group: Node, record: Record, public: bytes) -> Element:
    copy = Element(element.tag)
    for child in element:
        node = group.children.get(child.tag)
        if node is None:
            if group.name == "meta" and child.tag in ("instanceID", "deprecatedID"):
                copy.append(_leaf(child.tag, child.text or ""))
        elif node.is_group or node.is_repeat:
            copy.append(_kept(child, node, record, public))
        else:
            text = (child.text or "").strip()
            copy.append(_leaf(child.tag, _sealed(text, node, record, public)))
    return copy


def _sealed(text: str, node: Node, record: Record, public: bytes) -> str:
    if not text or not node.identifying or is_sealed(text):
        return text
    return seal(public, Place(record.form_id, record.instance_id, node.path), text.encode())


def _leaf(tag: str, text: str) -> Element:
    leaf = Element(tag)
    leaf.text = text or None
    return leaf
