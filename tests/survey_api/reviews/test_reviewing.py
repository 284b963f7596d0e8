"""Reviewing on a running service, on both databases: who may decide what, and what they are told who may not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from questionnaires.problems import ProblemError
from survey_api.collection.cases.reading import standing_of as case_standing
from survey_api.collection.deciding import Overtaken
from survey_api.collection.errors import UnknownOrder
from survey_api.collection.occasion import COMMAND_LINE
from survey_api.collection.reviews import errors
from survey_api.collection.reviews.state import State
from survey_api.registering import add_devices
from survey_api.settings import Settings
from survey_api.store import comments
from survey_api.store.review_tables import ReviewText
from survey_api.store.tables import Event, rows_of
from tests.survey_api.builders import NOON, Field, field, interview, load_small_sample, publish_one, visit
from tests.survey_api.forms import interview_form
from tests.survey_api.reviews.reviewing import (
    OTHER_SUPERVISOR,
    QUALITY,
    SECOND,
    SUPERVISOR,
    appoint,
    asking,
    decide,
    standing,
)

AGE = "/data/age"


@pytest.fixture
def north(settings: Settings) -> Iterator[Field]:
    with field(settings) as tablet:
        appoint(tablet)
        assert tablet.post(interview()).status_code == 201
        tablet.settle()
        yield tablet


@pytest.fixture
def own_north(own: Settings) -> Iterator[Field]:
    with field(own) as tablet:
        appoint(tablet)
        assert tablet.post(interview()).status_code == 201
        tablet.settle()
        yield tablet


def approved(tablet: Field) -> Field:
    decide(tablet, "approve", SUPERVISOR)
    decide(tablet, "approve", QUALITY)
    return tablet


def test_an_interview_is_approved_by_the_supervisor_and_then_by_headquarters(north: Field) -> None:
    assert standing(north).state is State.AUTO_CHECKED
    decide(north, "approve", SUPERVISOR, expected=0, seen="uuid:i1")
    assert standing(north).state is State.SUP_APPROVED
    decide(north, "approve", QUALITY, expected=1, seen="uuid:i1")
    found = standing(north)
    assert (found.state, found.version) == (State.HQ_APPROVED, 2)


def test_headquarters_do_not_approve_before_the_supervisor(own_north: Field) -> None:
    with pytest.raises(errors.NotNow) as refusal:
        decide(own_north, "approve", QUALITY)
    assert refusal.value.problems[0].code == "reviews.not_when_auto_checked"


def test_a_supervisor_decides_about_the_own_team_alone(own_north: Field) -> None:
    with pytest.raises(errors.OtherTeam):
        decide(own_north, "approve", OTHER_SUPERVISOR)


def test_what_somebody_without_the_role_orders_is_refused(own_north: Field) -> None:
    with pytest.raises(errors.NotYours):
        decide(own_north, "void", SUPERVISOR, reason="fabricated", evidence="the same answers twice")
    with pytest.raises(UnknownOrder):
        decide(own_north, "forget", QUALITY)


def test_of_thirty_two_supervisors_at_once_one_decides_and_the_others_are_told_who_did_what(north: Field) -> None:
    def attempt(number: int) -> ProblemError | None:
        deed = "approve" if number % 2 else "return"
        try:
            decide(north, deed, SUPERVISOR, expected=0, seen="uuid:i1", comments=asking())
        except Overtaken as refusal:
            return refusal
        return None

    with ThreadPoolExecutor(32) as people:
        refusals = [refusal for refusal in people.map(attempt, range(32)) if refusal]
    [made] = standing(north).decisions
    assert len(refusals) == 31
    assert {refusal.problems[0].values["action"] for refusal in refusals} == {made.action}
    assert {refusal.problems[0].values["by"] for refusal in refusals} == {SUPERVISOR}
    kept = north.service.read(lambda connection: comments.about(connection, north.service.vault, [1]))
    assert len(kept) == (made.action == "return"), "what a refused decision said is not kept"


def test_who_looked_at_a_version_that_was_replaced_is_told_what_came(own_north: Field) -> None:
    own_north.post(interview("uuid:i2", replaces="uuid:i1", age="31"))
    own_north.settle()
    with pytest.raises(errors.VersionReplaced) as refusal:
        decide(own_north, "approve", SUPERVISOR, expected=0, seen="uuid:i1")
    assert refusal.value.problems[0].values["current"] == "uuid:i2"
    assert refusal.value.problems[0].values["device"] == "tablet-1"
    decide(own_north, "approve", SUPERVISOR, record="uuid:i2", expected=0, seen="uuid:i2")
    assert standing(own_north).state is State.SUP_APPROVED


def test_a_return_says_what_is_to_be_looked_at(own_north: Field) -> None:
    with pytest.raises(errors.NothingSaid):
        decide(own_north, "return", SUPERVISOR)
    with pytest.raises(errors.NoSuchReason):
        decide(own_north, "return", SUPERVISOR, reason="because he lives at number 7")
    with pytest.raises(errors.NoSuchQuestion):
        decide(own_north, "return", SUPERVISOR, comments=asking("/data/he lives at number 7"))
    with pytest.raises(errors.NoSuchQuestion):
        decide(own_north, "return", SUPERVISOR, comments=asking(position="he lives at number 7"))
    with pytest.raises(errors.NoWords):
        decide(own_north, "return", SUPERVISOR, comments=asking(text="  "))
    decide(own_north, "return", SUPERVISOR, reason="amount")
    assert standing(own_north).state is State.SUP_RETURNED


def test_comments_that_are_not_closed_keep_headquarters_from_approving(own_north: Field) -> None:
    decide(own_north, "return", SUPERVISOR, comments=asking())
    own_north.post(interview("uuid:i2", replaces="uuid:i1", age="31"))
    own_north.settle()
    decide(own_north, "approve", SUPERVISOR)
    with pytest.raises(errors.CommentsOpen):
        decide(own_north, "approve", QUALITY)
    [thread] = standing(own_north).threads
    decide(own_north, "close-comment", SUPERVISOR, thread=thread.number)
    decide(own_north, "approve", QUALITY)
    assert standing(own_north).state is State.HQ_APPROVED


def test_comments_are_a_conversation_of_which_words_may_be_hidden_and_nothing_is_deleted(own_north: Field) -> None:
    decide(own_north, "comment", SUPERVISOR, comments=asking(text="one"))
    [thread] = standing(own_north).threads
    decide(own_north, "answer", QUALITY, thread=thread.number, text="two")
    decide(own_north, "comment", QUALITY, comments=asking(text="three"))
    decide(own_north, "hide-comment", QUALITY, comment=thread.number)
    [found] = standing(own_north).threads
    assert (list(found.comments), sorted(found.hidden), found.closed) == ([1, 2, 3], [1], False)
    vault = own_north.service.vault
    kept = own_north.service.read(lambda connection: comments.about(connection, vault, [1]))
    assert [said.text for said in kept] == ["one", "two", "three"]
    with pytest.raises(errors.NoSuchComment):
        decide(own_north, "close-comment", QUALITY, thread=99)


def test_the_third_return_of_one_issue_is_for_headquarters_to_decide(own_north: Field) -> None:
    for version in range(2, 4):
        decide(own_north, "return", SUPERVISOR, comments=asking())
        own_north.post(interview(f"uuid:i{version}", replaces=f"uuid:i{version - 1}"))
        own_north.settle()
    made = decide(own_north, "return", SUPERVISOR, comments=[*asking(), *asking("/data/work/works")])
    assert made["action"] == "escalate"
    assert standing(own_north).state is State.PERSISTENT
    decide(own_north, "return", QUALITY, to="interviewer", comments=asking())
    assert standing(own_north).state is State.HQ_RETURNED_INTERVIEWER


def test_another_issue_is_returned_as_often_as_it_needs(own_north: Field) -> None:
    for path in ("/data/age", "/data/work/works", "/data/life/rooms"):
        assert decide(own_north, "return", SUPERVISOR, comments=asking(path))["action"] == "return"
        decide(own_north, "recall", SUPERVISOR)
    assert standing(own_north).state is State.AUTO_CHECKED


def test_voiding_takes_two_people_and_evidence(own_north: Field) -> None:
    with pytest.raises(errors.NoWords):
        decide(own_north, "void", QUALITY, reason="fabricated")
    decide(own_north, "void", QUALITY, reason="fabricated", evidence="nobody lives there", interviewer_heard=True)
    with pytest.raises(errors.FirstThat):
        decide(own_north, "approve", SUPERVISOR)
    with pytest.raises(errors.SamePerson):
        decide(own_north, "confirm", QUALITY)
    assert standing(own_north).state is State.AUTO_CHECKED
    decide(own_north, "confirm", SECOND)
    found = standing(own_north)
    assert (found.state, found.counts) == (State.VOIDED, False)
    asked = found.decisions[0].details
    assert (asked["reason"], asked["interviewer_heard"]) == ("fabricated", True)


def test_of_two_people_none_is_a_command_line_without_a_name(own_north: Field) -> None:
    decide(own_north, "void", QUALITY, reason="duplicate", evidence="the same person")
    with pytest.raises(errors.PersonUnnamed):
        decide(own_north, "confirm", COMMAND_LINE)
    assert standing(own_north).state is State.AUTO_CHECKED


def test_what_was_asked_can_be_refused_or_taken_back(own_north: Field) -> None:
    decide(own_north, "void", QUALITY, reason="duplicate", evidence="the same person")
    decide(own_north, "refuse", QUALITY)
    with pytest.raises(errors.NothingAsked):
        decide(own_north, "confirm", SECOND)
    assert standing(own_north).state is State.AUTO_CHECKED


def test_opening_a_final_interview_again_takes_two_people(own_north: Field) -> None:
    approved(own_north)
    with pytest.raises(errors.NotNow):
        decide(own_north, "return", QUALITY, reason="amount")
    decide(own_north, "reopen", QUALITY, reason="new_evidence")
    with pytest.raises(errors.SamePerson):
        decide(own_north, "confirm", QUALITY)
    decide(own_north, "confirm", SECOND)
    assert standing(own_north).state is State.REOPENED
    decide(own_north, "return", SUPERVISOR, reason="amount")
    assert standing(own_north).state is State.SUP_RETURNED


def test_a_locked_interview_keeps_its_version(own_north: Field) -> None:
    decide(approved(own_north), "lock", QUALITY)
    own_north.post(interview("uuid:i2", replaces="uuid:i1", age="31"))
    found = standing(own_north)
    assert (found.state, [late.instance_id for late in found.late]) == (State.LOCKED, ["uuid:i2"])
    assert found.head is not None
    assert found.head.instance_id == "uuid:i1"


def test_of_two_interviews_of_one_case_a_person_picks_one(north: Field) -> None:
    north.post(interview("uuid:other", age="44"))
    assert standing(north).state is State.FORK
    with pytest.raises(errors.NotNow) as refusal:
        decide(north, "approve", SUPERVISOR)
    assert refusal.value.problems[0].code == "reviews.not_when_fork"
    decide(north, "pick", SUPERVISOR, record="uuid:other", expected=0)
    assert standing(north).state is State.ARCHIVED
    assert standing(north, "uuid:other").state is State.AUTO_CHECKED
    with pytest.raises(Overtaken):
        decide(north, "pick", SUPERVISOR, expected=0)
    decide(north, "pick", SUPERVISOR, expected=1)
    assert standing(north).state is State.AUTO_CHECKED
    assert standing(north, "uuid:other").state is State.ARCHIVED


def test_no_pick_archives_what_a_frozen_version_holds(north: Field) -> None:
    decide(approved(north), "lock", QUALITY)
    north.post(interview("uuid:other", age="44"))
    assert standing(north, "uuid:other").state is State.FORK
    with pytest.raises(errors.NotNow) as refusal:
        decide(north, "pick", SUPERVISOR, record="uuid:other")
    assert refusal.value.problems[0].code == "reviews.not_when_locked"
    assert standing(north).state is State.LOCKED


def test_a_supervisor_picks_no_interview_over_that_of_another_team(own_north: Field) -> None:
    [device] = add_devices(own_north.service.order, ["tablet-2"], "south")
    own_north.client.auth = (device.device_id, device.token)
    own_north.post(interview("uuid:other", age="44"))
    for supervisor, record in ((SUPERVISOR, "uuid:i1"), (OTHER_SUPERVISOR, "uuid:other")):
        assert standing(own_north, record).state is State.FORK
        with pytest.raises(errors.OtherTeam):
            decide(own_north, "pick", supervisor, record=record)
    decide(own_north, "pick", QUALITY)
    assert standing(own_north, "uuid:other").state is State.ARCHIVED


def test_of_two_versions_that_replace_the_same_one_a_person_picks_one(own_north: Field) -> None:
    own_north.post(interview("uuid:i2", replaces="uuid:i1", age="31"))
    own_north.post(interview("uuid:i3", replaces="uuid:i1", age="32"))
    assert standing(own_north).state is State.FORK
    with pytest.raises(errors.NotBeside):
        decide(own_north, "pick", SUPERVISOR, picked="uuid:i1")
    decide(own_north, "pick", SUPERVISOR, picked="uuid:i2")
    found = standing(own_north)
    assert found.state is State.AUTO_CHECKED
    assert found.head is not None
    assert found.head.instance_id == "uuid:i2"


def test_a_visit_and_an_interview_of_a_case_are_no_fork(own_north: Field) -> None:
    own_north.post(visit("uuid:v1"))
    own_north.post(interview("uuid:refused", agrees="0", age=""))
    assert standing(own_north).state is State.AUTO_CHECKED


def test_what_was_filled_with_a_version_that_is_published_later_is_released_checked_and_counted(north: Field) -> None:
    north.post(interview("uuid:early", version="8", case_id="B-1-01", age="200"))
    assert standing(north, "uuid:early").state is State.QUARANTINED
    [item] = standing(north, "uuid:early").apart
    told: dict[str, Any] = {"record": "uuid:early", "item": item.number, "reason": "published_since"}
    with pytest.raises(errors.StaysApart) as refusal:
        decide(north, "release", QUALITY, **told)
    assert refusal.value.problems[0].code == "reviews.stays_apart_not_published"
    publish_one(north.service.order, "interview", "8", interview_form("8"))
    decide(north, "release", QUALITY, **told)
    found = standing(north, "uuid:early")
    assert (found.state, found.counts) == (State.AUTO_CHECKED, True)
    assert found.head is not None
    assert found.head.problems == ("checks.constraint",)


def test_of_two_contents_under_one_name_headquarters_may_let_the_second_stand(north: Field) -> None:
    decide(north, "approve", SUPERVISOR)
    assert north.post(interview(age="31")).status_code == 202
    [item] = standing(north).apart
    with pytest.raises(errors.StaysApart):
        decide(north, "release", QUALITY, item=item.number, reason="published_since")
    decide(north, "replace", QUALITY, item=item.number, reason="second_is_right")
    found = standing(north)
    assert (found.head, found.apart) == (found.members[1], ())
    assert found.state is State.AUTO_CHECKED, "what was approved is not what stands now"
    assert [member.quarantine for member in found.members] == ["replaced", None]
    assert north.post(interview(age="31")).status_code == 201
    assert north.post(interview()).status_code == 202


def test_what_is_kept_apart_waits_for_nobody_any_more(own_north: Field) -> None:
    own_north.post(interview(age="31"))
    [item] = standing(own_north).apart
    with pytest.raises(errors.NoSuchReason):
        decide(own_north, "keep-apart", QUALITY, item=item.number)
    decide(own_north, "keep-apart", QUALITY, item=item.number, reason="first_is_right")
    assert standing(own_north).apart == ()
    with pytest.raises(errors.NotApart):
        decide(own_north, "keep-apart", QUALITY, item=1, reason="first_is_right")


@pytest.mark.parametrize("kind", ["deleted", "withdrawn"])
def test_what_is_deleted_or_withdrawn_does_not_come_back(own_north: Field, kind: str) -> None:
    order = own_north.service.order
    if kind == "deleted":
        order("delete_interview", {"form_id": "interview", "instance_id": "uuid:i1"})
    else:
        order("withdraw", {"case_id": "A-1-01"})
    assert standing(own_north).state is State.GONE
    with pytest.raises(errors.NotNow) as refusal:
        decide(own_north, "release", QUALITY, item=1, reason="published_since")
    assert refusal.value.problems[0].code == "reviews.not_when_gone"


def test_what_was_said_about_a_case_that_is_withdrawn_cannot_be_read_again(north: Field) -> None:
    decide(north, "return", SUPERVISOR, comments=asking(text="a canary of the person"))
    decide(north, "void", QUALITY, reason="fabricated", evidence="another canary")
    north.service.order("withdraw", {"case_id": "A-1-01"})
    vault = north.service.vault
    kept = north.service.read(lambda connection: comments.about(connection, vault, [1]))
    assert [(said.kind, said.text) for said in kept] == [("question", None), ("evidence", None)]
    assert north.service.read(lambda connection: connection.execute(select(rows_of(ReviewText))).all()) == []


def test_the_log_tells_of_every_decision_and_repeats_no_word_of_a_comment(own_north: Field) -> None:
    decide(own_north, "return", SUPERVISOR, comments=asking(text="a canary of the person"))
    events = own_north.service.read(lambda connection: connection.execute(select(rows_of(Event))).all())
    [told] = [event for event in events if event.action == "record.return"]
    assert (told.actor, told.object) == (SUPERVISOR, "record:interview:uuid:i1")
    assert AGE in told.details
    assert not any("canary" in str(event) for event in events)


def test_many_are_approved_in_one_order_and_those_that_cannot_be_are_told(north: Field) -> None:
    for number in range(2, 5):
        north.post(interview(f"uuid:i{number}", case_id=f"A-{number}-01"))
    north.settle()
    decide(north, "return", SUPERVISOR, record="uuid:i3", reason="amount")
    records = [["interview", f"uuid:i{number}"] for number in (1, 2, 3, 4, 5)]
    done = north.service.order("review_many", {"deed": "approve", "records": records, "by": SUPERVISOR})
    assert done["decided"] == 3
    told = [(one["record"], one["code"]) for one in done["refused"]]
    assert told == [("uuid:i3", "reviews.not_when_sup_returned"), ("uuid:i5", "reviews.no_such_interview")]
    [made] = standing(north, "uuid:i2").decisions
    assert (made.by, made.details["through"]) == (SUPERVISOR, "command line")


def test_what_was_said_about_answers_that_had_their_time_goes_with_them(own_north: Field) -> None:
    said = [*asking("/data/work/works", "a canary of the person"), *asking(AGE, "the age")]
    decide(own_north, "return", SUPERVISOR, comments=said)
    about = {"locked": "2026-01-01", "months": 6, "policy": "p", "questions": {"interview": ["works"]}}
    assert own_north.service.order("remove_answers", about)["records"] == 1
    vault = own_north.service.vault
    kept = own_north.service.read(lambda connection: comments.about(connection, vault, [1]))
    assert [one.text for one in kept] == [None, "the age"]


def test_the_code_of_a_case_follows_from_the_version_that_was_picked(own: Settings) -> None:
    ended = {"agrees": "2", "age": "", "too_young": "", "work/works": "", "work/remark": "", "life/rooms": ""}
    with field(own) as tablet:
        appoint(tablet)
        load_small_sample(tablet.service.order, own.home.folder / "sample")
        tablet.post(interview())
        tablet.post(interview("uuid:i2", replaces="uuid:i1", age="31"))
        tablet.post(interview("uuid:i3", replaces="uuid:i1", **ended))
        tablet.settle()
        for picked, code in (("uuid:i2", "1.1"), ("uuid:i3", "2.12")):
            decide(tablet, "pick", SUPERVISOR, picked=picked)
            found = tablet.service.read(lambda c: case_standing(c, "A-1-01", own.field_forms, NOON))
            assert (found.code, [one.name for one in found.history.interviews]) == (code, [picked])
