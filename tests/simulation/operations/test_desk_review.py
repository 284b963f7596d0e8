"""A demonstration's review: what is sent back comes back as it was answered, most is approved, the last ones wait."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from questionnaires.records import read_record
from simulation.filling.submissions import Submission
from simulation.operations.desk_review import DeskReview, desk_review
from simulation.operations.review import RULES
from simulation.reviewing import ASKED, AT_ONCE, Reviewer
from tests.simulation.builders import fieldwork, forms, of_form

NO_ANSWERS = ("instanceID", "deprecatedID", "end")


@cache
def submissions() -> tuple[Submission, ...]:
    return fieldwork(interviews=60).submissions


@cache
def review() -> DeskReview:
    return desk_review(forms().individual, submissions(), 7)


def answers(one: Submission) -> Mapping[str, str]:
    return {child.tag: child.text or "" for child in read_record(one.xml).root.iter() if child.tag not in NO_ANSWERS}


def test_every_interview_is_returned_approved_or_waits_for_its_turn() -> None:
    held = {one.instance_id for one in of_form(submissions(), forms().individual)}
    returned = {one.first.instance_id for one in review().returned}
    approved = {one.instance_id for one in review().approved}
    assert returned | approved < held
    assert not returned & approved
    assert 0 < len(returned) < 3 * RULES.returned * len(held)
    assert {one.instance_id for one in review().checked} < approved


def test_those_that_wait_were_held_last() -> None:
    looked_at = [one.sent_order for one in (*review().approved, *(back.first for back in review().returned))]
    known = {one.instance_id for one in review().approved} | {one.first.instance_id for one in review().returned}
    waiting = [one for one in of_form(submissions(), forms().individual) if one.instance_id not in known]
    assert waiting
    assert min(one.sent_order for one in waiting) >= max(looked_at)


def test_a_correction_names_what_it_replaces_and_holds_the_answers_as_they_were_given() -> None:
    honest = {one.instance_id: one for one in submissions()}
    for back in review().returned:
        assert back.correction.replaces == back.first.instance_id
        assert back.first.instance_id in back.correction.xml.decode()
        assert answers(back.correction) == answers(honest[back.first.instance_id])


def test_what_differs_was_asked_about() -> None:
    changed = 0
    for back in review().returned:
        first, again = answers(back.first), answers(back.correction)
        differing = {name for name in first if first[name] != again[name]}
        assert differing <= {path.rsplit("/", 1)[1] for path in back.questions}
        changed += bool(differing)
    assert changed


def test_however_often_a_record_with_slips_is_sent_it_is_the_same() -> None:
    sent = review().as_sent(submissions())
    assert [one.instance_id for one in sent] == [one.instance_id for one in submissions()]
    by_name: dict[str, set[bytes]] = {}
    for one in sent:
        by_name.setdefault(one.instance_id, set()).add(one.xml)
    assert {len(contents) for contents in by_name.values()} == {1}
    back = review().returned[0].first
    assert by_name[back.instance_id] == {back.xml}


class Desk:
    """Takes orders; refuses each record as often as it is told to."""

    def __init__(self, refusals: int = 0) -> None:
        self.asked: list[Mapping[str, Any]] = []
        self.waited: list[float] = []
        self.refusals = refusals

    def __call__(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        assert name == "review_many"
        self.asked.append(arguments)
        records = arguments["records"] if len(self.asked) <= self.refusals else []
        refused = [{"form_id": form, "record": record, "code": "reviews.not_when"} for form, record in records]
        return {"decided": len(arguments["records"]) - len(refused), "refused": refused}


def test_a_return_carries_a_comment_for_each_question() -> None:
    desk, back = Desk(), review().returned[0]
    Reviewer(desk, "superviseur").send_back(back)
    [asked] = desk.asked
    assert asked["by"] == "superviseur"
    assert asked["records"] == [[back.first.form_id, back.first.instance_id]]
    assert [one["path"] for one in asked["comments"]] == list(back.questions)
    assert {one["text"] for one in asked["comments"]} == {ASKED}


def test_many_are_approved_in_few_orders_and_those_not_checked_yet_a_little_later() -> None:
    desk = Desk(refusals=1)
    some = list(review().approved) * (AT_ONCE // len(review().approved) + 1)
    Reviewer(desk, "superviseur", desk.waited.append).approve(some)
    assert [len(one["records"]) for one in desk.asked] == [AT_ONCE, AT_ONCE, len(some) - AT_ONCE]
    assert len(desk.waited) == 1


def test_a_reviewer_does_not_wait_for_ever() -> None:
    desk = Desk(refusals=10**6)
    with pytest.raises(TimeoutError, match="not_when"):
        Reviewer(desk, "superviseur", desk.waited.append).approve(review().approved)
