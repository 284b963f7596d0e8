"""The questionnaire as a value: sections, repeats, questions and choice lists, as their author wrote them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Words: TypeAlias = Mapping[str, str]  # language ("fr", "ar", "en") to wording

_NOT_ASKED = frozenset({"calculate", "hidden", "note", "start", "end", "today", "deviceid", "username", "audit"})


@dataclass(frozen=True)
class Choice:
    """One answer of a list: its code, its wording and the further columns that filters read (``gov``)."""

    name: str
    labels: Words
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ChoiceList:
    """A code list of the questionnaire."""

    name: str
    choices: tuple[Choice, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in their order."""
        return tuple(choice.name for choice in self.choices)


@dataclass(frozen=True)
class Question:
    """One question, note, hidden fact or calculation; expressions are as written (``${age} >= 18``).

    ``path`` names it from the root (``/data/g_demo/sex``), ``type`` is the XLSForm's word without the list
    (``select_one``), ``data_type`` the XForm's (``int``). Empty text means "none".
    """

    name: str
    path: str
    type: str
    data_type: str = "string"
    labels: Words = field(default_factory=dict)
    hint: Words = field(default_factory=dict)
    required: bool = False
    relevant: str = ""
    constraint: str = ""
    constraint_message: Words = field(default_factory=dict)
    calculation: str = ""
    default: str = ""
    choice_list: str = ""
    choice_filter: str = ""
    appearance: str = ""
    row: int = 0  # of the survey sheet, the header being row 1

    @property
    def asked(self) -> bool:
        """Whether somebody answers it."""
        return self.type not in _NOT_ASKED


@dataclass(frozen=True)
class Section:
    """A group of questions under one heading and one condition."""

    name: str
    path: str
    children: "tuple[Node, ...]"
    labels: Words = field(default_factory=dict)
    relevant: str = ""


@dataclass(frozen=True)
class Repeat:
    """Questions asked once for each member, job, visit; ``count`` fixes how often."""

    name: str
    path: str
    children: "tuple[Node, ...]"
    labels: Words = field(default_factory=dict)
    relevant: str = ""
    count: str = ""


Node: TypeAlias = Question | Section | Repeat


@dataclass(frozen=True)
class Questionnaire:
    """One version of a questionnaire. Two versions are two values."""

    form_id: str
    version: str
    title: Words
    children: tuple[Node, ...]
    choice_lists: Mapping[str, ChoiceList]
    default_language: str = "fr"
    instance_name: str = ""

    @property
    def nodes(self) -> Iterator[Node]:
        """Everything in document order, sections and repeats before what they hold."""
        return _walk(self.children)

    @property
    def questions(self) -> Iterator[Question]:
        """Every question, note, hidden fact and calculation in document order."""
        return (node for node in self.nodes if isinstance(node, Question))

    def question(self, name: str) -> Question:
        """The question of this name. Raises KeyError."""
        for question in self.questions:
            if question.name == name:
                return question
        raise KeyError(name)

    def choices(self, question: Question) -> tuple[Choice, ...]:
        """The whole list of a question, before any filter; empty where it has none."""
        return self.choice_lists[question.choice_list].choices if question.choice_list else ()


def _walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if not isinstance(node, Question):
            yield from _walk(node.children)
