"""What goes back to tablets: the comments, and of the answers those that were commented on and nothing else."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from questionnaires.fieldwork import FieldForms
from questionnaires.records import read_record
from survey_api.collection.reviews.contents import answers, differences, questions_in, repeats_in
from survey_api.collection.reviews.policy import POLICY
from survey_api.collection.reviews.returned import ReturnedInterview, returned_for
from survey_api.settings import Settings
from tests.survey_api.builders import NOON, Field, appoint_custodian, field, interview, listing, load_small_sample
from tests.survey_api.canaries import CANARY, contact, found_in, publish_contact
from tests.survey_api.forms import FIELD_FORMS, interview_form, listing_form
from tests.survey_api.reviews.reviewing import QUALITY, SUPERVISOR, appoint, asking, decide, standing

SENSITIVE: FieldForms = replace(FIELD_FORMS, individual=replace(FIELD_FORMS.individual, sensitive=("life",)))
MARKED = {"work/remark": "marker-remark", "life/rooms": "4711", "age": "31", "interviewer_id": "marker-interviewer"}


@pytest.fixture
def north(own: Settings) -> Iterator[Field]:
    with field(own) as tablet:
        appoint(tablet)
        tablet.post(interview(**MARKED))
        tablet.settle()
        yield tablet


def returned(tablet: Field, team: str = "north", days: int = 0) -> tuple[ReturnedInterview, ...]:
    vault, now = tablet.service.vault, NOON + timedelta(days=days)
    return tablet.service.read(lambda connection: returned_for(connection, vault, SENSITIVE, team, now))


def test_nothing_goes_back_that_nobody_returned(north: Field) -> None:
    assert returned(north) == ()


def test_comments_go_back_with_the_answers_they_are_about_and_no_other(north: Field) -> None:
    decide(north, "return", SUPERVISOR, comments=asking("/data/age", "Really?"), reason="to_confirm")
    [one] = returned(north)
    [question] = one.questions
    assert (one.instance_id, one.case_id, one.reason, one.version) == ("uuid:i1", "A-1-01", "to_confirm", 1)
    assert (question.path, question.comments, question.answer) == ("/data/age", ("Really?",), "31")
    assert one.expires_at == NOON + POLICY.return_lasts
    told = json.dumps(asdict(one), default=str)
    assert not any(marker in told for marker in ("marker-remark", "4711", "marker-interviewer"))


def test_a_comment_on_a_sensitive_question_goes_back_without_the_answer(north: Field) -> None:
    decide(north, "return", SUPERVISOR, comments=[*asking("/data/life/rooms", "How many?"), *asking("/data/age")])
    [one] = returned(north)
    told = {question.path: (question.comments, question.answer) for question in one.questions}
    assert told == {"/data/life/rooms": (("How many?",), None), "/data/age": (("Is this right?",), "31")}
    assert "4711" not in json.dumps(asdict(one), default=str)


def test_a_reason_alone_sends_no_answer_back(north: Field) -> None:
    decide(north, "return", SUPERVISOR, reason="too_short")
    [one] = returned(north)
    assert (one.reason, one.questions) == ("too_short", ())


def test_what_is_closed_or_hidden_does_not_go_back(north: Field) -> None:
    decide(north, "return", SUPERVISOR, comments=[*asking("/data/age", "hide me"), *asking("/data/work/works")])
    age, works = standing(north).threads
    decide(north, "hide-comment", SUPERVISOR, comment=age.number)
    decide(north, "close-comment", SUPERVISOR, thread=works.number)
    [one] = returned(north)
    assert [(question.path, question.comments) for question in one.questions] == [("/data/age", ())]


def test_only_the_team_that_sent_it_gets_it_back_and_only_for_so_long(north: Field) -> None:
    decide(north, "return", SUPERVISOR, reason="amount")
    assert returned(north, "south") == ()
    assert len(returned(north, days=13)) == 1
    assert returned(north, days=14) == ()


def test_it_goes_back_no_more_once_corrected_recalled_or_withdrawn(north: Field) -> None:
    decide(north, "return", SUPERVISOR, reason="amount")
    decide(north, "recall", SUPERVISOR)
    assert returned(north) == ()
    decide(north, "return", SUPERVISOR, comments=asking())
    assert len(returned(north)) == 1
    north.post(interview("uuid:i2", replaces="uuid:i1", age="30"))
    north.settle()
    assert returned(north) == ()
    decide(north, "return", SUPERVISOR, comments=asking())
    assert len(returned(north)) == 1
    north.service.order("withdraw", {"case_id": "A-1-01"})
    assert returned(north) == ()


def test_what_headquarters_return_to_the_supervisor_goes_to_no_tablet(north: Field) -> None:
    decide(north, "approve", SUPERVISOR)
    decide(north, "return", QUALITY, to="supervisor", comments=asking())
    assert returned(north) == ()
    decide(north, "return", SUPERVISOR, reason="amount")
    [one] = returned(north)
    assert [question.path for question in one.questions] == ["/data/age"]


@pytest.fixture
def sampled(own: Settings) -> Iterator[Field]:
    with field(own) as tablet:
        appoint(tablet)
        load_small_sample(tablet.service.order, own.home.folder / "sample")
        tablet.service.order("decide_case", {"case_id": "A-1-01", "action": "assign", "team": "north"})
        tablet.post(interview())
        tablet.settle()
        decide(tablet, "return", SUPERVISOR, comments=asking())
        assert sent_back(tablet) == 1
        yield tablet


def sent_back(tablet: Field) -> int:
    return len(tablet.client.get("/field/assignment").json()["returned"])


@pytest.mark.parametrize("what", ["safety_hold", "distress", "minor"])
def test_nothing_goes_back_about_a_case_where_nobody_goes_for_now(sampled: Field, what: str) -> None:
    told = {"case_id": "A-1-01", "what": what}
    sampled.service.order("decide_case", {**told, "action": "hold"})
    assert sent_back(sampled) == 0
    sampled.service.order("decide_case", {**told, "action": "release"})
    assert sent_back(sampled) == 1


def test_nothing_goes_back_to_a_team_that_gave_away_a_case_that_refused_since(sampled: Field) -> None:
    away = {"case_id": "A-1-01", "action": "transfer", "team": "south", "force": True}
    sampled.service.order("decide_case", away)
    sampled.service.order("decide_case", {"case_id": "A-1-01", "action": "refused_for_good"})
    assert sent_back(sampled) == 0


def test_the_answer_of_the_repeat_instance_that_was_meant_goes_back(own: Settings) -> None:
    with field(own) as tablet:
        appoint(tablet)
        second = "<members><line>2</line><sex>1</sex><age>77</age></members><draw>"
        tablet.post(listing("A-9").replace("<draw>", second))
        tablet.settle()
        told = {"form_id": "listing", "comments": asking("/data/members/age", position="2")}
        tablet.service.order("review", {"deed": "return", "record": "uuid:l-A-9", **told}, SUPERVISOR)
        [one] = returned(tablet)
        assert [(question.position, question.answer) for question in one.questions] == [("2", "77")]


def test_of_what_is_sealed_no_marker_goes_back(own: Settings) -> None:
    with field(own) as tablet:
        appoint(tablet)
        appoint_custodian(tablet.service.order)
        publish_contact(tablet)
        assert tablet.post(contact()).status_code == 201
        tablet.settle()
        paths = ("/data/phone", "/data/who/name", "/data/home_area", "/data/point")
        comments = [one for path in paths for one in asking(path, position="1" if "who" in path else "")]
        about = {"deed": "return", "form_id": "contact", "record": "uuid:contact-1", "comments": comments}
        tablet.service.order("review", about, SUPERVISOR)
        [one] = returned(tablet)
        assert [question.answer for question in one.questions] == [None] * 4
        assert found_in(json.dumps(asdict(one), default=str).encode()) == set()
        assert CANARY["phone"] not in str(asdict(one))


def test_the_questions_and_repeats_of_a_form_are_read_from_its_xform() -> None:
    assert repeats_in(listing_form()) == {"/data/members", "/data/draw"}
    assert {"/data/age", "/data/work/works", "/data/life"} <= questions_in(interview_form())


def test_what_changed_between_two_versions_is_told_by_places_alone() -> None:
    before = read_record(interview("uuid:i1", age="30").encode())
    corrected = {"age": "31", "work/remark": "", "life/rooms": "2.0"}
    after = read_record(interview("uuid:i2", replaces="uuid:i1", **corrected).encode())
    places = differences(before, after, frozenset())
    assert places == (("/data/age", ""), ("/data/work/remark", ""))


def test_repeats_are_counted_and_groups_are_not() -> None:
    told = answers(read_record(listing("A-1").encode()), repeats_in(listing_form()))
    assert {one.position for one in told if one.path.startswith("/data/members/")} == {"1"}
    assert {one.position for one in answers(read_record(interview().encode()), frozenset())} == {""}
