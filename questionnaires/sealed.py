"""Sealed answers: text in a record that only the survey's custodian can open, and which questions are sealed."""

from collections.abc import Iterator, Sequence

from questionnaires.expressions.compiler import Compiled
from questionnaires.form import Node

PREFIX = "amem1:"  # format 1; then the name of the key, a colon, and the sealed answer in base64


def is_sealed(text: str) -> bool:
    """Whether an answer was sealed, by the tablet or at the door."""
    return text.startswith(PREFIX)


def spread(nodes: Sequence[Node]) -> None:
    """Mark as identifying, while a form is compiled, all that a marked group holds and what is calculated from it."""
    for group in [node for node in nodes if node.identifying and node.is_group]:
        for node in group.walk():
            node.identifying = "/meta/" not in node.path  # what a record is called is no answer
    found = {node for node in nodes if node.identifying}
    while more := {
        node
        for node in nodes
        if node not in found and any(not found.isdisjoint(made.reads) for made in _makings(node, found))
    }:
        for node in more:
            node.identifying = True
        found |= more


def _makings(node: Node, identifying: set[Node]) -> Iterator[Compiled]:
    """The expressions that a question's value is made by."""
    reactions = (reaction for one in identifying for reaction in one.reactions if reaction.node is node)
    for made in (node.calculate, node.set_first, *(reaction.value for reaction in reactions)):
        if made is not None:
            yield made


def may_identify(xform: bytes) -> bool:
    """Whether a form could ask anything that identifies somebody: a quick look, to be followed by compiling it."""
    return b"identifying" in xform
