"""A record opened again on a tablet: the same answers, some of them entered otherwise, under a new name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from questionnaires.filling import Clock, Filling, Question
from questionnaires.form import Form, Node
from questionnaires.records import read_record
from simulation.filling.filling_in import fill
from simulation.streams import uniform

Place = tuple[str, str]  # path of a question, repeat instance


@dataclass(frozen=True)
class Entry:
    """How one answer is entered: ``luck`` in [0, 1) chooses among the answers that the question takes."""

    luck: float


@dataclass(frozen=True)
class Name:
    """The instance as it will be called, and the one that it replaces, "" for none."""

    instance_id: str
    replaces: str = ""


def reopened(form: Form, xml: bytes, name: Name, ended: datetime | None, otherwise: Mapping[str, Entry]) -> bytes:
    """The record filled in again, ended at another moment of the tablet's clock where one is given.

    ``otherwise`` names the questions to be answered otherwise than in the record. What was left open stays open; what
    is newly asked because of another answer is answered. Raises NoAnswerFits.
    """
    root = read_record(xml).root
    told = dict(_answers(form.root, root, ""))
    end = ended or datetime.fromisoformat(told[form.clocks["end"].path, ""])
    clock = Clock(datetime.fromisoformat(told[form.clocks["start"].path, ""]), end)
    facts = {node.name: told.get((node.path, ""), "") for node in _told_by_the_tablet(form)}
    filling = Filling(form, clock, facts, name.instance_id, replaces=name.replaces)

    def said(question: Question) -> str | None:
        before = told.get((question.path, question.position))
        entry = otherwise.get(question.name)
        return before if entry is None or not before else _otherwise(filling, question, before, entry)

    def guesses(question: Question, codes: Sequence[str]) -> Iterator[str]:
        before = told.get((question.path, question.position))
        yield from (before,) if before else ()
        yield from codes or ("1", "0", "10", "100", "-8")

    fill(filling, said, guesses)
    return filling.to_xml()


def _told_by_the_tablet(form: Form) -> Iterator[Node]:
    """The facts that say whose record it is."""
    return (node for node in form.root.members if node.type == "hidden" and not node.preload)


def slips(form: Form, xml: bytes, key: bytes, most: int) -> Mapping[str, Entry]:
    """One to ``most`` answered questions of a record on which nothing else depends, to be entered otherwise."""
    told = dict(_answers(form.root, read_record(xml).root, ""))
    answered = [node for node in form.questions if _substantive(node, told.get((node.path, ""), ""))]
    filtering = {read for node in form.questions if node.choices is not None for read in node.choices.reads}
    alone = [node for node in answered if node not in filtering and not form.plan.moved_by(node)]
    chosen = sorted(alone, key=lambda node: uniform(key, node.name))[: 1 + int(uniform(key, "how many") * most)]
    return {node.name: Entry(uniform(key, f"{node.name} otherwise")) for node in chosen}


def _substantive(node: Node, answer: str) -> bool:
    return node.is_asked and node.type in ("select_one", "integer") and answer != "" and not answer.startswith("-")


def _otherwise(filling: Filling, question: Question, before: str, entry: Entry) -> str:
    """Another answer that the question takes; the same where there is none."""
    if question.type == "integer":
        others = [] if before.startswith("-") else [str(int(before) + step) for step in (1, -1, 10)]
    else:
        others = [one.name for one in filling.choices(question) if one.name != before and not one.name.startswith("-")]
    first = int(entry.luck * len(others))
    for other in (*others[first:], *others[:first]):
        filling.answer(question, other)
        if filling.accepts(question):
            return other
    return before


def _answers(group: Node, element: Element, position: str) -> Iterator[tuple[Place, str]]:
    """The texts of a record by place."""
    seen: dict[str, int] = {}
    for child in element:
        node = group.children.get(child.tag)
        if node is None:
            continue
        if node.is_repeat:
            seen[child.tag] = seen.get(child.tag, 0) + 1
            here = f"{position}.{seen[child.tag]}" if position else str(seen[child.tag])
            yield from _answers(node, child, here)
        elif node.is_group:
            yield from _answers(node, child, position)
        else:
            yield (node.path, position), (child.text or "").strip()
