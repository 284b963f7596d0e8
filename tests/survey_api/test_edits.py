"""Which record is current: of records that replace each other, whatever the order in which they came."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_api.settings import Settings
from survey_api.store.accepted import accepted
from survey_api.store.deletion import delete
from survey_api.store.edits import Version, heads, interviews
from tests.survey_api.builders import NOON, Field, field, interview, visit


def graph(*records: str) -> list[Version]:
    """Records in the order in which they came: ``b<a`` replaces a, ``(b<a)`` waits in quarantine."""
    versions = []
    for number, record in enumerate(records, 1):
        name, _, parent = record.strip("()").partition("<")
        versions.append(Version(number, "interview", name, parent or None, accepted=not record.startswith("(")))
    return versions


def current(*records: str) -> str:
    return " ".join(sorted(head.instance_id for head in heads(graph(*records))))


@pytest.mark.parametrize(
    ("records", "head"),
    [
        (("a",), "a"),
        (("a", "b<a"), "b"),
        (("b<a", "a"), "b"),
        (("c<b", "a", "b<a"), "c"),
        (("a", "b"), "a b"),
        (("b<a",), "b"),
        (("a", "b<a", "c<a"), "c"),
        (("a", "c<a", "b<a"), "b"),
        (("b<lost", "c<lost"), "c"),
        (("a<a",), "a"),
        (("a<b", "b<a"), "b"),
        (("a<b", "b<a", "c<a"), "c"),
        (("a", "(b<a)"), "a"),
        (("a", "(b<a)", "c<b"), "c"),
        (("c<b", "(b<a)", "a"), "c"),
        (("(a)",), ""),
        (("a", "(a<x)", "x"), "a x"),
    ],
)
def test_the_head_is_the_record_that_none_replaces_and_of_several_the_last_taken(
    records: tuple[str, ...], head: str
) -> None:
    assert current(*records) == head


@given(st.permutations([f"v{n}<v{n - 1}" if n else "v0" for n in range(7)]))
def test_a_chain_of_edits_has_the_same_head_in_any_order(records: list[str]) -> None:
    assert current(*records) == "v6"


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["", *"abcdefgh"]), st.booleans()), max_size=12))
def test_every_accepted_record_belongs_to_one_interview_with_one_head(records: list[tuple[str, str, bool]]) -> None:
    unique = {name: (name, parent, taken) for name, parent, taken in records}.values()
    nodes = [Version(n, "f", name, parent or None, taken) for n, (name, parent, taken) in enumerate(unique)]
    found = interviews(nodes)
    members = [node for one in found for node in one.members]
    assert sorted(members, key=lambda node: node.number) == nodes
    for one in found:
        assert (one.head is None) == (not any(node.accepted for node in one.members))
        assert one.head is None or (one.head.accepted and one.head in one.members)


def test_forms_do_not_replace_each_other() -> None:
    assert len(heads([Version(1, "visit", "a"), Version(2, "interview", "b", "a")])) == 2


@pytest.fixture
def running(settings: Settings) -> Iterator[Field]:
    with field(settings) as tablet:
        yield tablet


def exported(tablet: Field) -> list[str]:
    vault = tablet.service.vault
    return tablet.service.read(lambda connection: [one.instance_id for one in accepted(connection, vault)])


def test_a_late_parent_is_accepted_and_stays_replaced(running: Field) -> None:
    sent = [
        interview("uuid:3", replaces="uuid:2", age="33"),
        interview("uuid:1", age="31"),
        interview("uuid:2", replaces="uuid:1", age="32"),
        visit(),
    ]
    assert [running.post(xml).status_code for xml in sent] == [201] * 4
    assert exported(running) == ["uuid:3", "uuid:v1"]


def test_a_deleted_interview_stays_deleted_whatever_comes_after_it(running: Field) -> None:
    running.post(interview("uuid:1"))
    running.post(interview("uuid:2", replaces="uuid:1"))
    deleted = running.service.order("delete_interview", {"form_id": "interview", "instance_id": "uuid:1"})
    assert deleted == {"deleted": 2}
    again = [
        interview("uuid:1"),
        interview("uuid:1", age="40"),
        interview("uuid:3", replaces="uuid:2"),
    ]
    answers = [running.post(xml) for xml in again]
    assert [answer.status_code for answer in answers] == [202] * 3
    assert all("retiré" in answer.text for answer in answers)
    assert exported(running) == []


def test_nothing_is_deleted_twice(running: Field) -> None:
    running.post(interview("uuid:1"))

    def take_out() -> int:
        change = running.service.writer.change(lambda c: delete(c, "interview", "uuid:1", "somebody", NOON))
        return change.result(10)

    assert (take_out(), take_out()) == (1, 0)
