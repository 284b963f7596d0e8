"""An XForm as devices download it, compiled once a version: bytes in, a Form out, or the problems of the form."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from questionnaires.expressions.compiler import Compiled, Compiler
from questionnaires.expressions.problems import ExpressionError
from questionnaires.expressions.scope import Table
from questionnaires.form import ChoiceSet, Form, Node, Reaction, Words
from questionnaires.markup import Limits, Refused, read_markup
from questionnaires.media import Media, no_media
from questionnaires.plan import CircularForm, plan
from questionnaires.problems import Problem, ProblemError
from questionnaires.sealed import spread
from questionnaires.xform_texts import Wording, read_texts

LIMITS = Limits(size=20 * 1024 * 1024, depth=64, elements=500_000, attributes=64, namespaces=64, text=1_000_000)
_JR = "{http://openrosa.org/javarosa}"
_CONTROLS = frozenset({"input", "select1", "select", "upload", "trigger", "rank", "range", "secret", "odk:rank"})
_TYPES = {
    "int": "integer",
    "long": "integer",
    "decimal": "decimal",
    "date": "date",
    "dateTime": "dateTime",
    "time": "time",
    "geopoint": "geopoint",
    "geotrace": "geotrace",
    "geoshape": "geoshape",
    "barcode": "barcode",
    "boolean": "boolean",
    "string": "text",
}
_YES = ("yes", "true", "true()", "1")
_CONTROL_TYPES = {
    "select1": "select_one",
    "select": "select_multiple",
    "rank": "rank",
    "trigger": "acknowledge",
    "upload": "file",
}


class UnusableForm(ProblemError):
    """An XForm that cannot be compiled (``xform.*``, ``expressions.*``): all its problems at once."""


def compile_form(xform: bytes, media: Media = no_media) -> Form:
    """Compile one version, with the files that lie beside it.

    Raises UnusableForm naming every expression, path and structure that is wrong.
    """
    try:
        document = read_markup(xform, LIMITS).root
    except Refused as refused:
        values = {"line": refused.line, "limit": refused.limit}
        raise UnusableForm([Problem(f"xform.{refused.defect}", values)]) from None
    return _Reading(document, hashlib.md5(xform, usedforsecurity=False).hexdigest(), media).form()


def _one(problem: Problem) -> UnusableForm:
    return UnusableForm([problem])


class _Reading:
    """One XForm being compiled."""

    def __init__(self, document: Element, md5: str, media: Media) -> None:
        model, body = document.find("head/model"), document.find("body")
        if document.tag != "html" or model is None or body is None:
            raise _one(Problem("xform.not_an_xform"))
        instances = model.findall("instance")
        if not instances or not len(instances[0]):
            raise _one(Problem("xform.not_an_xform"))
        self.document, self.model, self.body, self.md5 = document, model, body, md5
        self.instance = instances[0][0]
        self.repeats = {self._path(element.get("nodeset", "")) for element in body.iter("repeat")}
        self.binds = [bind for bind in model.findall("bind") if _is_of_an_element(bind)]
        self.actions = [
            action for action in (*model.findall("setvalue"), *body.iter("setvalue")) if _is_of_an_element(action)
        ]
        self.root = self._tree(self.instance, None)
        self.nodes = tuple(self.root.walk())
        self.by_path = {node.path: node for node in self.nodes}
        self.tables = {name: _table(instance, media) for instance in instances[1:] if (name := instance.get("id"))}
        self.texts, self.languages, self.default = read_texts(model)
        self.wording = Wording(self.texts, self.languages, self.default)
        self.compiler = Compiler(self.root, self.tables, self.instance.get("version", ""), self.texts)
        self.problems: list[Problem] = []

    def form(self) -> Form:
        self._lay_out()
        binds = [(self._bound(bind), bind) for bind in self.binds]
        for node, bind in binds:
            self._declare(node, bind)
        self._controls(self.body)
        for node, bind in binds:
            self._expressions(node, bind)
        self._body(self.body)
        self._set_values()
        spread(self.nodes)
        try:
            order = plan(self.nodes)
        except CircularForm as circular:
            self.problems.extend(circular.problems)
        if self.problems:
            raise UnusableForm(self.problems)
        form_id = self.instance.get("id") or ""
        return Form(
            form_id,
            self.instance.get("version", ""),
            (self.document.findtext("head/title") or form_id).strip(),
            self.md5,
            self.languages,
            self.default,
            self.root,
            self.nodes,
            order,
            self.tables,
            self.by_path,
            {node.preload: node for node in self.nodes if node.preload in ("start", "end", "today")},
            self.texts,
            tuple(sorted(filter(None, map(self._absent, self.model.findall("instance"))))),
        )

    def _absent(self, instance: Element) -> str:
        """The file behind a secondary instance, when it was not at hand."""
        table = self.tables.get(instance.get("id", ""))
        return instance.get("src", "").rpartition("/")[2] if table is not None and table.absent else ""

    def _path(self, nodeset: str) -> str:
        """The path of a reference, its prefixes left out; a relative one starts at the root."""
        whole = nodeset.strip()
        absolute = whole if whole.startswith("/") or not whole else f"/{self.instance.tag}/{whole}"
        return re.sub(r"/[\w.-]+:", "/", absolute)

    def _tree(self, element: Element, parent: Node | None) -> Node:
        path = f"{parent.path if parent else ''}/{element.tag}"
        node = Node(element.tag, path, parent, is_repeat=path in self.repeats)
        if len(element) or node.is_repeat or parent is None:
            node.type = "repeat" if node.is_repeat else "group"
            for child in element:
                if child.tag not in node.children:  # the second is the first instance after a repeat's template
                    node.children[child.tag] = self._tree(child, node)
                if child.get(f"{_JR}template") is None:
                    node.children[child.tag].at_start += 1
        else:
            node.type = "hidden"
            node.default = (element.text or "").strip()
        return node

    def _lay_out(self) -> None:
        for order, node in enumerate(self.nodes):
            node.order = order
            around = node.parent.owner if node.parent else node
            node.owner = node if node.is_repeat or node.parent is None else around
            node.chain = (*around.chain, node) if node.is_repeat else around.chain if node.parent else ()
            node.slot = node.owner.width
            node.owner.width += 1
            if node.is_repeat:
                node.place = len(around.repeats)
                around.repeats.append(node)
                around.members.append(node)
            else:
                node.owner.members.append(node)

    def _bound(self, element: Element) -> Node:
        path = self._path(element.get("nodeset") or element.get("ref") or "")
        if path not in self.by_path:
            raise _one(Problem("xform.unknown_node", {"path": path}))
        return self.by_path[path]

    def _declare(self, node: Node, bind: Element) -> None:
        node.datatype = bind.get("type", "string").rpartition(":")[2]
        node.readonly = bind.get("readonly", "").strip() == "true()"
        node.preload = bind.get(f"{_JR}preloadParams", bind.get(f"{_JR}preload", ""))
        node.identifying = any(
            name.endswith("}identifying") and text.strip().lower() in _YES for name, text in bind.items()
        )
        node.constraint_messages = self._message(bind.get(f"{_JR}constraintMsg"))
        node.required_messages = self._message(bind.get(f"{_JR}requiredMsg"))
        if not node.is_group:
            node.type = node.preload if node.preload in ("start", "end", "today") else "hidden"

    def _message(self, reference: str | None) -> Words:
        return self.wording.of(reference) if reference else {}

    def _compile(self, source: str | None, node: Node, use: str) -> Compiled | None:
        if source is None or not source.strip():
            return None
        try:
            return self.compiler.compile(source, node, use)
        except ExpressionError as error:
            self.problems.extend(error.problems)
            return None

    def _expressions(self, node: Node, bind: Element) -> None:
        node.calculate = self._compile(bind.get("calculate"), node, "calculate")
        node.relevant = _unless(self._compile(bind.get("relevant"), node, "relevant"), True)
        node.required = _unless(self._compile(bind.get("required"), node, "required"), False)
        node.constraint = self._compile(bind.get("constraint"), node, "constraint")

    def _controls(self, element: Element) -> None:
        """Which nodes are computed and which are answered: known before any expression is compiled."""
        for bind in self.binds:
            if bind.get("calculate") is not None:
                node = self._bound(bind)
                node.type, node.is_calculated = "calculate", True
        for action in self.actions:
            self._bound(action).is_set = True
        for control in element.iter():
            if control.tag in _CONTROLS and control.get("ref"):
                node = self._bound(control)
                node.control = control.tag
                node.appearance = control.get("appearance", "")
                if not node.is_calculated:
                    node.type = self._type(node, control)

    @staticmethod
    def _type(node: Node, control: Element) -> str:
        if control.tag in _CONTROL_TYPES:
            return _CONTROL_TYPES[control.tag]
        if control.tag == "input" and node.readonly and not node.default:
            return "note"
        return _TYPES.get(node.datatype, "text")

    def _body(self, element: Element) -> None:
        for control in element.iter():
            if control.tag in _CONTROLS or control.tag == "group":
                self._words(control)
            if control.tag == "repeat":
                repeat = self.by_path.get(self._path(control.get("nodeset", "")))
                if repeat is not None and repeat.parent is not None:
                    count = _from_outside(control.get(f"{_JR}count", ""))
                    repeat.count = self._compile(count, repeat.parent, "repeat_count")
            if control.tag in ("select1", "select", "rank"):
                self._choices(self._bound(control), control)

    def _words(self, control: Element) -> None:
        reference = control.get("ref")
        node = self.by_path.get(self._path(reference)) if reference else None
        if node is None:
            return
        label, hint = control.find("label"), control.find("hint")
        node.labels = self.wording.element(label) if label is not None else node.labels
        node.hints = self.wording.element(hint) if hint is not None else node.hints
        if control.tag == "group":
            node.appearance = control.get("appearance", node.appearance)

    def _choices(self, node: Node, control: Element) -> None:
        itemset = control.find("itemset")
        if itemset is None:
            node.choices = self._listed(control)
            return
        value, label = itemset.find("value"), itemset.find("label")
        reference = label.get("ref", "") if label is not None else ""
        text_id = re.fullmatch(r"jr:itext\(([\w.-]+)\)", reference)
        try:
            rows, table, filtered, reads = self.compiler.compile_rows(itemset.get("nodeset", ""), node)
        except ExpressionError as error:
            self.problems.extend(error.problems)
            return
        column = value.get("ref", "name") if value is not None else "name"
        texts = self.texts if text_id else {}
        node.choices = ChoiceSet(table, column, text_id[1] if text_id else reference, rows, filtered, texts, reads)

    def _listed(self, control: Element) -> ChoiceSet:
        rows, texts = [], {}
        for item in control.findall("item"):
            name = (item.findtext("value") or "").strip()
            label = item.find("label")
            texts[name] = self.wording.element(label) if label is not None else {}
            rows.append({"name": name})
        table = Table(tuple(rows))
        every: list[Mapping[str, str]] = list(table.rows)
        return ChoiceSet(table, "name", "name", lambda _scope: every, False, texts)

    def _reactions(self) -> None:
        """Questions set by the change of another: ``setvalue`` within its control."""
        for control in self.body.iter():
            actions = filter(_is_of_an_element, control.findall("setvalue")) if control.tag in _CONTROLS else ()
            for action in (each for each in actions if "xforms-value-changed" in each.get("event", "").split()):
                node = self._bound(action)
                value = self._compile(action.get("value") or _quoted(action.text), node, "calculate")
                self._bound(control).reactions.append(Reaction(node, value))

    def _set_values(self) -> None:
        self._reactions()
        for action in self.actions:
            events = action.get("event", "").replace("odk-", "").split()
            if "instance-first-load" in events or "new-repeat" in events:
                node = self._bound(action)
                node.set_first = self._compile(action.get("value"), node, "default")


def _from_outside(count: str) -> str:
    """A count is written as seen from its repeat (``../n``) and evaluated around it."""
    return count.strip().removeprefix("../")


def _is_of_an_element(element: Element) -> bool:
    """Not of an attribute: those of an entity are the tablet's own."""
    return "@" not in (element.get("nodeset") or element.get("ref") or "")


def _quoted(text: str | None) -> str:
    return f'"{text.strip()}"' if text and text.strip() and '"' not in text else ""


def _unless(compiled: Compiled | None, constant: bool) -> Compiled | None:
    return None if compiled is not None and compiled.constant is constant else compiled


def _table(instance: Element, media: Media) -> Table:
    source = instance.get("src", "")
    return media(source) if source else Table(tuple(_rows(instance)))


def _rows(instance: Element) -> Iterator[Mapping[str, str]]:
    for root in instance:
        for item in root:
            yield {child.tag: (child.text or "").strip() for child in item}
