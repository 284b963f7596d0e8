"""The strict front door of every XML document that comes from outside: bounded, no DTD, UTF-8 only, one parse.

Expat refuses what it should only when told to; the limits below are enforced while it reads, before memory is spent.
Names are kept without their namespace; a namespaced attribute keeps it as ``{namespace}name``.
"""

from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element
from xml.parsers import expat


class Defect(StrEnum):
    """Why a document was refused."""

    MALFORMED = "malformed"
    NOT_UTF8 = "not_utf8"
    DOCTYPE = "doctype"
    INSTRUCTION = "processing_instruction"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    TOO_MANY_ELEMENTS = "too_many_elements"
    TOO_MANY_ATTRIBUTES = "too_many_attributes"
    TOO_MANY_NAMESPACES = "too_many_namespaces"
    TEXT_TOO_LONG = "text_too_long"


class Refused(Exception):
    """The document was not read. ``line`` is where (0 when that has no meaning), ``limit`` what was exceeded."""

    def __init__(self, defect: Defect, *, line: int = 0, limit: int = 0) -> None:
        self.defect, self.line, self.limit = defect, line, limit
        super().__init__(f"{defect} (line {line}, limit {limit})")


@dataclass(frozen=True)
class Limits:
    """What a document may cost."""

    size: int = 2 * 1024 * 1024  # bytes
    depth: int = 32
    elements: int = 20_000
    attributes: int = 32  # on one element
    namespaces: int = 32  # in the document
    text: int = 200_000  # bytes of one text or attribute


class _Reader:
    """Builds the tree while counting."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.root: Element | None = None
        self.root_namespace = ""
        self._stack: list[Element] = []
        self._text: list[str] = []
        self._length = self._elements = self._namespaces = 0
        self._last: Element | None = None  # the element closed last: text that follows is its tail
        self.parser = expat.ParserCreate("UTF-8", "}")
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartNamespaceDeclHandler = self._namespace
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _refuse(self, defect: Defect, limit: int = 0) -> Refused:
        return Refused(defect, line=self.parser.CurrentLineNumber, limit=limit)

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
            raise self._refuse(Defect.NOT_UTF8)

    def _doctype(self, *_: object) -> None:
        raise self._refuse(Defect.DOCTYPE)

    def _instruction(self, *_: object) -> None:
        raise self._refuse(Defect.INSTRUCTION)

    def _namespace(self, *_: object) -> None:
        self._namespaces += 1
        if self._namespaces > self.limits.namespaces:
            raise self._refuse(Defect.TOO_MANY_NAMESPACES, self.limits.namespaces)

    def _start(self, name: str, attributes: list[str]) -> None:
        limits = self.limits
        self._elements += 1
        if self._elements > limits.elements:
            raise self._refuse(Defect.TOO_MANY_ELEMENTS, limits.elements)
        if len(self._stack) >= limits.depth:
            raise self._refuse(Defect.TOO_DEEP, limits.depth)
        self._flush()
        namespace, _, local = name.rpartition("}")
        element = Element(local)
        if attributes:
            self._attributes(element, attributes)
        if self._stack:
            self._stack[-1].append(element)
        else:
            self.root, self.root_namespace = element, namespace
        self._stack.append(element)
        self._last = None

    def _attributes(self, element: Element, attributes: list[str]) -> None:
        if len(attributes) > 2 * self.limits.attributes:
            raise self._refuse(Defect.TOO_MANY_ATTRIBUTES, self.limits.attributes)
        for name, value in zip(attributes[::2], attributes[1::2], strict=True):
            if len(value) > self.limits.text:
                raise self._refuse(Defect.TEXT_TOO_LONG, self.limits.text)
            element.set("{" + name if "}" in name else name, value)

    def _end(self, _name: str) -> None:
        self._flush()
        self._last = self._stack.pop()

    def _characters(self, text: str) -> None:
        self._length += len(text)
        if self._length > self.limits.text:
            raise self._refuse(Defect.TEXT_TOO_LONG, self.limits.text)
        self._text.append(text)

    def _flush(self) -> None:
        if self._text:
            text = "".join(self._text)
            if self._last is not None:
                self._last.tail = text
            elif self._stack:
                self._stack[-1].text = text
            self._text.clear()
            self._length = 0


@dataclass(frozen=True)
class Markup:
    """A document that was read: its tree and the namespace of its root."""

    root: Element
    namespace: str


def read_markup(document: bytes, limits: Limits) -> Markup:
    """The tree of a document. Raises Refused; nothing else is raised on any input."""
    if len(document) > limits.size:
        raise Refused(Defect.TOO_LARGE, limit=limits.size)
    if b"\0" in document[:4]:
        raise Refused(Defect.NOT_UTF8)  # UTF-16, which expat recognises and reads whatever it is told
    try:
        document.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(Defect.NOT_UTF8) from None
    reader = _Reader(limits)
    try:
        reader.parser.Parse(document, True)
    except expat.ExpatError as error:
        raise Refused(Defect.MALFORMED, line=error.lineno) from None
    if reader.root is None:
        raise Refused(Defect.MALFORMED)
    return Markup(reader.root, reader.root_namespace)
