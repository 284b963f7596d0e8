"""A compiled form: the questions of one version in order, with their expressions ready to evaluate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from questionnaires.expressions.scope import Table
from questionnaires.expressions.values import Kind

if TYPE_CHECKING:
    from questionnaires.expressions.compiler import Compiled, Rows
    from questionnaires.expressions.reasons import Part
    from questionnaires.plan import Plan

Words = Mapping[str, str]  # language ("fr", "ar", "en") to wording


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a list."""

    name: str
    labels: Words


@dataclass(frozen=True, slots=True)
class ChoiceSet:
    """The answers offered by a question: a table, narrowed by the answers already given when ``filtered``."""

    table: Table
    value: str  # column of the table that holds the code
    label: str  # column that holds the wording, or the id of one in the form's texts
    rows: "Rows"
    filtered: bool
    texts: Mapping[str, Words]
    reads: Mapping["Node", bool] = field(default_factory=dict)  # what its filter reads
    elsewhere: bool = False  # shown by a ``search()`` appearance: the answers offered are not in the form

    def choice(self, row: Mapping[str, str]) -> Choice:
        """One row of the table as an answer."""
        label = row.get(self.label, "")
        return Choice(row.get(self.value, ""), self.texts.get(label, {"": label}))

    @property
    def every(self) -> tuple[Choice, ...]:
        """All answers of the list, before any filter."""
        return tuple(map(self.choice, self.table.rows))


@dataclass(frozen=True, slots=True)
class Reaction:
    """A question that is set when the answer of another changes; emptied where there is no expression."""

    node: "Node"
    value: "Compiled | None"


class Indicators:
    """Column by code, and the columns of a question without an answer and of one where nothing is ticked."""

    __slots__ = ("columns", "none_ticked", "unanswered")

    def __init__(self, columns: Mapping[str, str]) -> None:
        self.columns = columns
        self.unanswered: Mapping[str, bool | None] = dict.fromkeys(columns.values())
        self.none_ticked: Mapping[str, bool | None] = dict.fromkeys(columns.values(), False)


@dataclass(eq=False, slots=True, repr=False)
class Node:
    """One node of the record: a group, a repeat or a question. Filled in while the form is compiled, then kept."""

    name: str
    path: str
    parent: "Node | None"
    is_repeat: bool = False
    children: dict[str, "Node"] = field(default_factory=dict)
    owner: "Node" = field(init=False)  # the repeat (or root) whose scope holds the answer
    chain: tuple["Node", ...] = ()  # repeats around it, outermost first, itself included when it is one
    slot: int = 0
    width: int = 0  # of a repeat or root: slots of its scope
    repeats: list["Node"] = field(default_factory=list)  # of a repeat or root: repeats directly within
    members: list["Node"] = field(default_factory=list)  # of a repeat or root: nodes of its scope and repeats within
    place: int = 0  # of a repeat: its place in the ``repeats`` of the scope around it
    order: int = 0  # in the document
    datatype: str = "string"
    type: str = "group"  # as an XLSForm author would write it
    control: str = ""
    appearance: str = ""
    preload: str = ""
    default: str = ""
    readonly: bool = False
    is_calculated: bool = False
    is_set: bool = False  # by an action of the form, when the record or a repeat instance begins
    identifying: bool = False  # marked by its author: sealed, never exported
    labels: Words = field(default_factory=dict)
    hints: Words = field(default_factory=dict)
    constraint_messages: Words = field(default_factory=dict)
    required_messages: Words = field(default_factory=dict)
    choices: ChoiceSet | None = None
    relevant: "Compiled | None" = None
    required: "Compiled | None" = None
    constraint: "Compiled | None" = None
    calculate: "Compiled | None" = None
    count: "Compiled | None" = None  # of a repeat: how many instances there are to be
    set_first: "Compiled | None" = None  # set once, when the record or the repeat instance begins
    reactions: list["Reaction"] = field(default_factory=list)  # what is set when its answer changes
    at_start: int = 0  # of a repeat: instances in an empty form
    named: "Indicators | None" = None  # kept by ``indicators``
    followers: tuple[int, ...] = ()  # slots that are asked exactly when this one is

    def __post_init__(self) -> None:
        self.owner = self

    def __repr__(self) -> str:
        # Nodes know each other both ways: written out whole, one of them would fill the memory.
        return f"Node({self.path})"

    @property
    def is_group(self) -> bool:
        """Does it hold other nodes rather than an answer?"""
        return self.type in ("group", "repeat")

    @property
    def is_asked(self) -> bool:
        """Does somebody answer it (not a note, not computed, not preloaded)?"""
        return bool(self.control) and not self.readonly and self.type not in ("note", "calculate")

    @property
    def is_computed(self) -> bool:
        """Does the form or the tablet fill it in, with a value of any kind?"""
        return self.is_calculated or self.is_set or bool(self.preload)

    @property
    def kind(self) -> Kind:
        """What its value is known to be when an expression reads it."""
        if self.is_computed or self.is_group or self.datatype in _MOVING:
            return Kind.ANY
        return Kind.TEXT

    @property
    def indicators(self) -> "Indicators":
        """The true-or-false columns of a question with several answers, made the first time they are asked for."""
        if self.named is None:
            rows = self.choices.table.rows if self.choices is not None else ()
            value = self.choices.value if self.choices is not None else ""
            self.named = Indicators({code: f"{self.name}__{code}" for code in (row.get(value, "") for row in rows)})
        return self.named

    @property
    def is_number(self) -> bool:
        """Is its answer a number or nothing, for certain?"""
        return self.datatype in ("int", "long", "decimal") and not self.is_computed

    def walk(self) -> Iterator["Node"]:
        """Itself and everything within, in the order of the document."""
        yield self
        for child in self.children.values():
            yield from child.walk()


_MOVING = frozenset({"int", "long", "decimal", "date", "dateTime", "time", "boolean"})


@dataclass(frozen=True, slots=True, repr=False)
class Form:
    """One version of a questionnaire, ready to check records and to lead interviews."""

    form_id: str
    version: str
    title: str
    md5: str
    languages: tuple[str, ...]
    default_language: str
    root: Node
    nodes: tuple[Node, ...]  # in the order of the document, the root first
    plan: "Plan"  # relevance and calculations, each after what it reads
    tables: Mapping[str, Table]
    by_path: Mapping[str, Node]
    clocks: Mapping[str, Node]  # the questions that hold the tablet's start, end and today
    texts: Mapping[str, Words]
    missing: tuple[str, ...] = ()  # files it names that were not at hand when it was compiled
    parts: dict["Compiled", "Part"] = field(default_factory=dict)  # conditions taken apart, once a problem asks why

    def __repr__(self) -> str:
        return f"Form({self.form_id} {self.version})"

    @property
    def questions(self) -> tuple[Node, ...]:
        """Everything that holds an answer, in the order of the document."""
        return tuple(node for node in self.nodes if not node.is_group)

    def node(self, path: str) -> Node:
        """The node at a path (``/data/l_hh/n_persons``). Raises KeyError."""
        return self.by_path[path]
