"""What of a record stays at the office when the record goes back to a tablet, and how the two come together again.

Withheld is what is sensitive or sealed, and whatever is asked or calculated because of it: whether such a question
was asked at all would tell the answer.
"""

from collections.abc import Iterator, Mapping, Set
from copy import deepcopy
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, tostring

from questionnaires.answers import write
from questionnaires.checking import examine
from questionnaires.expressions.scope import Scope
from questionnaires.form import Form, Node
from questionnaires.markup import read_markup
from questionnaires.records import LIMITS, Record


@dataclass(frozen=True)
class Parted:
    """A record in two parts: what travels, and the answers that do not. ``paths`` in the order of the form."""

    xml: bytes = field(repr=False)
    paths: tuple[str, ...]
    kept: bytes = field(repr=False)


def withheld(form: Form, sensitive: Set[str]) -> frozenset[Node]:
    """The nodes of a form that stay at the office; ``sensitive`` names questions and groups."""
    found = {node for node in form.nodes if node.identifying or node.name in sensitive}
    found = {inner for node in found for inner in node.walk()}
    while more := {node for node in form.nodes if node not in found and _follows(node, found)}:
        found |= {inner for node in more for inner in node.walk()}
    return frozenset(found)


def part(form: Form, record: Record, sensitive: Set[str]) -> Parted:
    """The record with empty places where answers stay, and those answers."""
    hidden = withheld(form, sensitive)
    travels, kept = deepcopy(record.root), deepcopy(record.root)
    _empty(travels, form.root, hidden)
    _only(kept, form.root, hidden)
    paths = tuple(node.path for node in form.nodes if node in hidden)
    return Parted(_written(record, travels), paths, _written(record, kept))


def together(form: Form, record: Record, kept: bytes, sensitive: Set[str]) -> bytes:
    """The record with the answers that stayed put back wherever the form, with them, still asks its questions.

    What came with an answer keeps it. In a repeat whose number of instances changed nothing is put back: nobody could
    say which is which.
    """
    hidden = withheld(form, sensitive)
    root = deepcopy(record.root)
    _put_back(root, read_markup(kept, LIMITS).root, form.root, hidden)
    _settle(form, Record(record.form_id, record.version, record.instance_id, record.deprecated_id, root), hidden)
    return _written(record, root)


def _follows(node: Node, hidden: Set[Node]) -> bool:
    """Whether the form cannot ask, offer, check or calculate this without a withheld answer."""
    return any(not hidden.isdisjoint(reads) for reads in _read_by(node))


def _read_by(node: Node) -> Iterator[Mapping[Node, bool]]:
    expressions = (node.relevant, node.required, node.constraint, node.calculate, node.set_first, node.count)
    yield from (expression.reads for expression in expressions if expression is not None)
    if node.choices is not None:
        yield node.choices.reads


def _empty(element: Element, group: Node, hidden: Set[Node]) -> None:
    """Every withheld answer out, and an empty place for each: even that one was not asked stays at the office."""
    for child in list(element):
        node = group.children.get(child.tag)
        if node is None or node.name == "meta":
            continue
        if node in hidden and node.is_repeat:
            element.remove(child)
        elif node.is_group:
            _empty(child, node, hidden)
        elif node in hidden:
            _blank(child)
    for node in group.children.values():
        if node in hidden and not node.is_repeat and element.find(node.name) is None:
            _insert(element, group, _places(node))


def _places(node: Node) -> Element:
    """A node without answers, with all that it holds outside repeats."""
    place = Element(node.name)
    place.extend(_places(child) for child in node.children.values() if not child.is_repeat)
    return place


def _blank(element: Element) -> None:
    element.text = None
    element.attrib.clear()


def _only(element: Element, group: Node, hidden: Set[Node]) -> None:
    """Nothing but withheld answers, and what they stand in."""
    for child in list(element):
        node = group.children.get(child.tag)
        if node is None or node.name == "meta":
            element.remove(child)
        elif node in hidden:
            continue
        elif node.is_group:
            _only(child, node, hidden)
        else:
            element.remove(child)


def _put_back(element: Element, kept: Element, group: Node, hidden: Set[Node]) -> None:
    for name in dict.fromkeys(child.tag for child in kept):
        node = group.children.get(name)
        stored, there = kept.findall(name), element.findall(name)
        if node is None:
            continue
        if not there and node in hidden:
            for one in stored:
                _insert(element, group, deepcopy(one))
        elif len(there) == len(stored):
            for into, one in zip(there, stored, strict=True):
                if node.is_group:
                    _put_back(into, one, node, hidden)
                elif node in hidden and not (into.text or "").strip():
                    into.text = one.text
                    into.attrib.update(one.attrib)


def _insert(element: Element, group: Node, child: Element) -> None:
    """A child in the order of the form."""
    order = {name: place for place, name in enumerate(group.children)}
    later = (n for n, there in enumerate(element) if order.get(there.tag, len(order)) > order[child.tag])
    element.insert(next(later, len(element)), child)


def _settle(form: Form, record: Record, hidden: Set[Node]) -> None:
    """Leave out what is not asked after all, and calculate what is: with the answers that only the office has."""
    _settle_within(record.root, form.root, examine(form, record).root, hidden)


def _settle_within(element: Element, group: Node, scope: Scope, hidden: Set[Node]) -> None:
    met: dict[str, int] = {}
    for child in list(element):
        node = group.children.get(child.tag)
        if node is None or node.name == "meta":
            continue
        inner = scope
        if node.is_repeat:
            inner = scope.repeats[node.place][met.setdefault(child.tag, 0)]
            met[child.tag] += 1
        asked = inner.relevant[0] if node.is_repeat else scope.relevant[node.slot]
        if not asked and node in hidden:
            element.remove(child)
        elif node.is_group:
            _settle_within(child, node, inner, hidden)
        elif node in hidden and node.calculate is not None and not node.calculate.volatile:
            child.text = write(scope.raw[node.slot]) or None


def _written(record: Record, root: Element) -> bytes:
    root.attrib.update({"id": record.form_id, "version": record.version})
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
