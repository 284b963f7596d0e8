"""Which record replaces which, and which one is current: a graph of versions that may arrive in any order.

A record that replaces another names it (``meta/deprecatedID``); the other may come later, or never. Records tied to
each other so are one interview. Its head is the accepted record that no accepted one goes back to; of several, the
one that the server took last. What waits in quarantine ties records together and is never the head.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from sqlalchemy import Connection, select

from survey_api.store.tables import Submission, rows_of

_SUBMISSIONS = rows_of(Submission)
Name = tuple[str, str]  # of a record: its questionnaire and its instance


@dataclass(frozen=True, slots=True)
class Version:
    """One record as a node of the graph."""

    number: int  # its place in the order in which the server took it
    form_id: str
    instance_id: str
    deprecated_id: str | None = None
    accepted: bool = True

    @property
    def name(self) -> Name:
        """What others replace it by."""
        return self.form_id, self.instance_id


def versions(connection: Connection) -> tuple[Version, ...]:
    """Every record, as a node."""
    columns = (_SUBMISSIONS.c.number, _SUBMISSIONS.c.form_id, _SUBMISSIONS.c.instance_id, _SUBMISSIONS.c.deprecated_id)
    found = connection.execute(select(*columns, _SUBMISSIONS.c.quarantine.is_(None)).order_by(_SUBMISSIONS.c.number))
    return tuple(Version(*row) for row in found)


def heads(graph: Iterable[Version]) -> tuple[Version, ...]:
    """The current record of each interview that has an accepted one. Of a circle it is the one taken last."""
    return tuple(head for interview in interviews(graph) if (head := interview.head) is not None)


@dataclass(frozen=True, slots=True)
class Interview:
    """Records tied to each other, and the current one; none where all wait in quarantine.

    ``current``: the accepted records that no accepted one goes back to. Several are a fork: a person is to pick one.
    """

    members: tuple[Version, ...]
    head: Version | None
    current: tuple[Version, ...] = ()


def interviews(graph: Iterable[Version]) -> list[Interview]:
    """The records of each interview together. A record that is not here ties together those that replace it."""
    nodes = _nodes(graph)
    parents = {name: (name[0], node.deprecated_id) for name, node in nodes.items() if node.deprecated_id}
    replaced = _replaced(nodes, parents)
    origins: dict[Name, Name] = {}
    together: dict[Name, list[Version]] = {}
    for name, node in nodes.items():
        together.setdefault(_origin(name, parents, origins), []).append(node)
    return [_interview(members, replaced) for members in together.values()]


def _interview(members: Iterable[Version], replaced: Set[Name]) -> Interview:
    accepted = [node for node in members if node.accepted]
    current = sorted((node for node in accepted if node.name not in replaced), key=lambda node: node.number)
    head = max(current or accepted, key=lambda node: node.number, default=None)
    return Interview(tuple(members), head, tuple(current or filter(None, [head])))


def _nodes(graph: Iterable[Version]) -> dict[Name, Version]:
    """One record a name: the accepted one, else the first that came."""
    nodes: dict[Name, Version] = {}
    for version in graph:
        if version.accepted or version.name not in nodes:
            nodes[version.name] = version
    return nodes


def _replaced(nodes: Mapping[Name, Version], parents: Mapping[Name, Name]) -> set[Name]:
    """Every record that an accepted one goes back to, over however many steps."""
    replaced: set[Name] = set()
    for name, node in nodes.items():
        if node.accepted:
            for ancestor in _back(name, parents):
                if ancestor in replaced:
                    break
                replaced.add(ancestor)
    return replaced


def _back(name: Name, parents: Mapping[Name, Name]) -> Iterator[Name]:
    """The records that one goes back to; a record that names itself replaces nothing."""
    while name in parents and parents[name] != name:
        name = parents[name]
        yield name


def _origin(name: Name, parents: Mapping[Name, Name], known: dict[Name, Name]) -> Name:
    """The first record that a chain leads back to; of a circle, the first by name."""
    path = [name]
    on_path = {name}
    while path[-1] in parents and path[-1] not in known:
        parent = parents[path[-1]]
        if parent in on_path:
            origin = min(path[path.index(parent) :])
            break
        path.append(parent)
        on_path.add(parent)
    else:
        origin = known.get(path[-1], path[-1])
    known.update(dict.fromkeys(path, origin))
    return origin
