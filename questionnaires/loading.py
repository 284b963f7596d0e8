"""A record laid into the places of its form: typed answers, and what does not fit."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from xml.etree.ElementTree import Element

from questionnaires.answers import read
from questionnaires.expressions.scope import Interview, Scope
from questionnaires.expressions.values import Kind, read_date, text_to_number
from questionnaires.form import Form, Node
from questionnaires.problems import Problem, Value
from questionnaires.records import Record
from questionnaires.sealed import is_sealed
from questionnaires.state import add_instance, begin

MOST_PROBLEMS = 500  # a record with more is broken as a whole: the rest would say nothing new
_LONGEST_NAME = 80


@dataclass(slots=True)
class Findings:
    """Problems as they are found."""

    problems: list[Problem] = field(default_factory=list)
    places: list[tuple[Node, Scope]] = field(default_factory=list)  # of each problem

    def add(self, code: str, node: Node, scope: Scope, **more: Value) -> None:
        """Note a problem of a question at one place of a record."""
        if len(self.problems) < MOST_PROBLEMS:
            values = {"question": node.name, "path": node.path, "position": position(scope), **more}
            self.problems.append(Problem(f"checks.{code}", values))
            self.places.append((node, scope))


def position(scope: Scope) -> str:
    """Which repeat instance: ``2``, ``1.3`` when repeats are nested, empty outside repeats."""
    return ".".join(map(str, scope.trail()))


def load(form: Form, record: Record, findings: Findings, now: datetime | None = None) -> Scope:
    """The answers of a record in the places of its form. ``now`` is its moment where the form keeps no clock."""
    root = begin(form, interview_of(form, record, now))
    _lay(record.root, form.root, root, findings)
    return root


def interview_of(form: Form, record: Record, now: datetime | None = None) -> Interview:
    """The interview's own clock and zone, as the tablet wrote them at its end (else its start)."""
    own = _moment(form, record, "end") or _moment(form, record, "start")
    answered = own or _any_moment(form, record)  # tells the zone in any case
    zone = (answered or now or _LONG_AGO).tzinfo or UTC
    return Interview((own or now or answered or _LONG_AGO).astimezone(zone), zone, form.default_language, lambda: 0.5)


def _moment(form: Form, record: Record, preload: str) -> datetime | None:
    node = form.clocks.get(preload)
    if node is None:
        return None
    return _read_moment(record.root.findtext(node.path.removeprefix(form.root.path + "/")) or "")


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _any_moment(form: Form, record: Record) -> datetime | None:
    """The first moment answered: a form without clocks tells its zone in no other way."""
    for node in form.nodes:
        if node.datatype == "dateTime" and not node.chain:
            found = _read_moment(record.root.findtext(node.path.removeprefix(form.root.path + "/")) or "")
            if found is not None:
                return found
    return None


def _read_moment(text: str) -> datetime | None:
    found = read_date(text.strip(), _offset(text.strip()))
    return found if isinstance(found, datetime) else None


def _offset(text: str) -> tzinfo:
    try:
        return datetime.fromisoformat(text).tzinfo or UTC
    except ValueError:
        return UTC


def _lay(element: Element, group: Node, scope: Scope, findings: Findings) -> None:
    seen: set[str] = set()
    children = group.children
    zone = scope.interview.zone
    for child in element:
        name = child.tag
        node = children.get(name)
        if node is None:
            if group.name != "meta":
                findings.add("unknown_element", group, scope, element=name[:_LONGEST_NAME])
        elif node.is_repeat:
            _lay(child, node, add_instance(node, scope), findings)
        elif name in seen:
            findings.add("element_twice", node, scope)
        elif node.is_group:
            seen.add(name)
            _lay(child, node, scope, findings)
        else:
            seen.add(name)
            if len(child):
                findings.add("unknown_element", node, scope, element=child[0].tag[:_LONGEST_NAME])
            _answer(node, (child.text or "").strip(), scope, zone, findings)
    for name, node in children.items():
        if name not in seen and not node.is_repeat:
            _left_out(node, scope)


def _left_out(node: Node, scope: Scope) -> None:
    """An element that is not in the record, as JavaRosa takes it.

    With a condition of its own it stands as in an empty form; without one it was not asked.
    """
    if node.relevant is not None:
        _as_at_start(node, scope)
        return
    for slot in node.followers:
        scope.relevant[slot] = False
        scope.seen[slot] = ""


def _as_at_start(node: Node, scope: Scope) -> None:
    if node.is_repeat:
        for _ in range(node.at_start):
            instance = add_instance(node, scope)
            for child in node.children.values():
                _as_at_start(child, instance)
    elif node.is_group:
        for child in node.children.values():
            _as_at_start(child, scope)
    elif node.default:
        value = read(node, node.default, scope.interview.zone)
        scope.raw[node.slot] = scope.seen[node.slot] = "" if value is None else value


def _answer(node: Node, text: str, scope: Scope, zone: tzinfo, findings: Findings) -> None:
    slot = node.slot
    scope.written[slot] = text
    if not text:
        return
    if node.identifying and is_sealed(text):
        scope.raw[slot] = scope.seen[slot] = text
        return
    if node.type in ("select_multiple", "rank"):
        text = " ".join(text.split())
    value = read(node, text, zone)
    if node.calculate is not None and node.calculate.kind is Kind.NUMBER and node.datatype == "string":
        value = number if (number := text_to_number(text)) == number else text
    if value is None:
        if node.calculate is None or node.calculate.volatile:  # else the comparison with the calculation tells it
            findings.add("wrong_type", node, scope, type=node.datatype)
        return
    scope.raw[slot] = scope.seen[slot] = value
