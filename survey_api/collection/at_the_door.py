"""Sealing at the door: what identifies somebody and came in clear is sealed before anything is written anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element, tostring

from questionnaires.form import Form, Node
from questionnaires.records import Record
from survey_api.security.sealing import Place, is_box, place_of_file, seal
from survey_api.store.files import StoredFile

WHOLE = ""  # the path of a record as a whole


@dataclass(frozen=True)
class Sealed:
    """A record as it may be stored, and the bytes that were received, for the custodian alone."""

    record: Record = field(repr=False)
    content: bytes = field(repr=False)
    original: str = field(repr=False)


def identifies(form: Form) -> bool:
    """Whether a version asks anything that identifies somebody."""
    return any(node.identifying for node in form.questions)


def seal_record(form: Form | None, record: Record, content: bytes, public: bytes) -> Sealed:
    """Every identifying answer sealed for its place; what the form does not know of is left out of what is stored.

    Without a form, of a version that nobody published, nothing is left but what the record is called.
    """
    place = Place(record.form_id, record.instance_id, WHOLE)
    kept = _name_alone(record) if form is None else _kept(record.root, form.root, record, public)
    kept.attrib.update({"id": record.form_id, "version": record.version})
    written = tostring(kept, encoding="utf-8", xml_declaration=True)
    return Sealed(replace(record, root=kept), written, seal(public, place, content))


def seal_file(name: str, file: StoredFile, public: bytes) -> StoredFile:
    """The same file with its key, and its name, for the custodian alone."""
    return replace(file, key=seal(public, place_of_file(file.name), file.key + name.encode()).encode())


def _kept(element: Element, group: Node, record: Record, public: bytes) -> Element:
    copy = Element(group.name)
    for child in element:
        node = group.children.get(child.tag)
        if node is None:
            if group.name == "meta":
                copy.extend(_naming(child))
        elif node.is_group or node.is_repeat:
            copy.append(_kept(child, node, record, public))
        else:
            text = (child.text or "").strip()
            copy.append(_leaf(child.tag, _sealed(text, node, record, public)))
    return copy


def _name_alone(record: Record) -> Element:
    root, meta = Element("data"), Element("meta")
    for found in record.root.iterfind("meta/*"):
        meta.extend(_naming(found))
    root.append(meta)
    return root


def _naming(element: Element) -> Iterator[Element]:
    if element.tag in ("instanceID", "deprecatedID"):
        yield _leaf(element.tag, element.text or "")


def _sealed(text: str, node: Node, record: Record, public: bytes) -> str:
    if not text or not node.identifying or is_box(text):
        return text
    return seal(public, Place(record.form_id, record.instance_id, node.path), text.encode())


def _leaf(tag: str, text: str) -> Element:
    leaf = Element(tag)
    leaf.text = text or None
    return leaf
