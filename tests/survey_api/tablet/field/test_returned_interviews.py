"""An interview goes back to a tablet without its sensitive answers, and comes in again whole."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from questionnaires.fieldwork import FieldForms
from questionnaires.records import read_record
from survey_api.collection.reviews.policy import POLICY
from survey_api.collection.reviews.standing import Standing
from survey_api.registering import add_devices
from survey_api.settings import Settings
from survey_api.store import contents
from survey_api.store.tables import Event, Submission, rows_of
from tests.survey_api.builders import NOON, Field, field, held_files, interview
from tests.survey_api.forms import FIELD_FORMS
from tests.survey_api.reviews.reviewing import SUPERVISOR, appoint, asking, decide, standing
from tests.survey_api.tablet.service.boxes import sealed, send_box

SENSITIVE: FieldForms = replace(FIELD_FORMS, individual=replace(FIELD_FORMS.individual, sensitive=("life",)))
HERE = "/field/returned/interview/uuid:i1"
ROOMS = "4711"


@pytest.fixture
def north(settings: Settings) -> Iterator[Field]:
    """An interview was returned to the team of the tablet."""
    with field(replace(settings, field_forms=SENSITIVE)) as tablet:
        appoint(tablet)
        assert tablet.post(interview(**{"life/rooms": ROOMS})).status_code == 201
        tablet.settle()
        decide(tablet, "return", SUPERVISOR, comments=[*asking("/data/age"), *asking("/data/life/rooms", "Surely?")])
        yield tablet


def fetched(tablet: Field) -> dict[str, Any]:
    answer = tablet.client.get(HERE)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def corrected(told: dict[str, Any], instance: str = "uuid:i2", age: str = "31", case: str = "A-1-01") -> str:
    """The record as the tablet sends it: another name, what it replaces, and one answer corrected."""
    xml: str = told["xml"]
    replaced = f"<instanceID>{instance}</instanceID><deprecatedID>{told['instance']}</deprecatedID>"
    return (
        xml.replace(f"<instanceID>{told['instance']}</instanceID>", replaced)
        .replace("<age>30</age>", f"<age>{age}</age>")
        .replace("A-1-01", case)
    )


def with_box(told: dict[str, Any]) -> dict[str, bytes]:
    return {"withheld.amem": base64.b64decode(told["closed"])}


def head(tablet: Field, record: str = "uuid:i1") -> tuple[Standing, dict[str, str]]:
    """Where the interview stands, and what its current version says."""
    found = standing(tablet, record)
    assert found.head is not None
    number = found.head.number
    content = tablet.service.read(lambda c: contents.read(c, tablet.service.vault, [number]))[number]
    return found, {node.tag: node.text or "" for node in read_record(content).root.iter()}


def test_the_record_travels_without_its_sensitive_answers(north: Field) -> None:
    told = fetched(north)
    assert ROOMS not in json.dumps(told)
    assert ROOMS.encode() not in base64.b64decode(told["closed"])
    assert "something nobody should read" in told["xml"]
    assert told["withheld"] == ["/data/life", "/data/life/rooms"]
    assert (told["form"], told["version"], told["instance"]) == ("interview", "7", "uuid:i1")


def test_the_corrected_interview_is_whole_again(north: Field) -> None:
    told = fetched(north)
    assert north.post(corrected(told), with_box(told)).status_code == 201
    found, said = head(north)
    assert found.head is not None
    assert (found.head.instance_id, found.head.deprecated_id) == ("uuid:i2", "uuid:i1")
    assert (said["age"], said["rooms"]) == ("31", ROOMS)
    assert found.head.problems == ()
    assert held_files(north) == []  # the box has done its work


def test_sent_again_it_is_stored_once(north: Field) -> None:
    told = fetched(north)
    for _ in range(2):
        assert north.post(corrected(told), with_box(told)).status_code == 201
    stored = north.service.read(lambda c: c.scalars(select(rows_of(Submission).c.instance_id)).all())
    assert sorted(stored) == ["uuid:i1", "uuid:i2"]


def test_a_sealed_interview_is_put_together_in_the_same_way(north: Field) -> None:
    told = fetched(north)
    for _ in range(2):
        assert send_box(north, sealed(north, corrected(told), with_box(told))).status_code == 201
    found, said = head(north)
    assert (len(found.members), said["age"], said["rooms"]) == (2, "31", ROOMS)
    assert held_files(north) == []


def test_a_box_of_another_interview_does_not_open_and_nothing_is_refused(north: Field) -> None:
    north.post(interview("uuid:other", case_id="A-1-02"))
    north.settle()
    decide(north, "return", SUPERVISOR, record="uuid:other", reason="amount")
    other = north.client.get("/field/returned/interview/uuid:other").json()
    told = fetched(north)
    assert north.post(corrected(told), with_box(other)).status_code == 201
    _, said = head(north)
    assert (said["age"], said["rooms"]) == ("31", "")
    assert [name for name, _ in held_files(north)] == ["withheld.amem"]


def test_a_box_does_not_open_for_another_case(north: Field) -> None:
    told = fetched(north)
    north.post(corrected(told, case="B-1-01"), with_box(told))
    _, said = head(north, "uuid:i2")
    assert said["rooms"] == ""


def test_a_box_that_was_changed_does_not_open(north: Field) -> None:
    told = fetched(north)
    box = with_box(told)["withheld.amem"]
    assert north.post(corrected(told), {"withheld.amem": box[:-1] + bytes([box[-1] ^ 1])}).status_code == 201
    assert head(north)[1]["rooms"] == ""


def test_each_time_that_it_is_fetched_stands_in_the_log(north: Field) -> None:
    fetched(north)
    fetched(north)
    events = rows_of(Event)
    wanted = select(events.c.actor, events.c.object).where(events.c.action == "interview.given_back")
    noted = north.service.read(lambda c: [tuple(row) for row in c.execute(wanted)])
    assert noted == [(f"device:{north.device.device_id}", noted[0][1])] * 2


def test_another_team_gets_nothing(north: Field) -> None:
    [other] = add_devices(north.service.order, ["of-the-south"], "south")
    north.client.auth = (other.device_id, other.token)
    assert north.client.get(HERE).status_code == 403
    assert north.client.post(f"{HERE}/answers", json={"answers": []}).status_code == 403


def test_it_is_gone_once_recalled(north: Field) -> None:
    decide(north, "recall", SUPERVISOR)
    assert north.client.get(HERE).status_code == 410


def test_it_is_gone_once_its_time_has_run_out(north: Field) -> None:
    late = replace(north.settings, clock=lambda: NOON + POLICY.return_lasts + timedelta(minutes=1))
    north.service.settings = late
    assert north.client.get(HERE).status_code == 410


def test_it_is_gone_once_corrected(north: Field) -> None:
    told = fetched(north)
    north.post(corrected(told), with_box(told))
    north.settle()
    assert north.client.get(HERE).status_code == 410


def test_what_was_corrected_before_a_recall_is_taken_whole(north: Field) -> None:
    told = fetched(north)
    decide(north, "recall", SUPERVISOR)
    assert north.post(corrected(told), with_box(told)).status_code == 201
    assert head(north)[1]["rooms"] == ROOMS


def test_nothing_opens_once_the_person_took_the_interview_back(north: Field) -> None:
    told = fetched(north)
    north.service.order("withdraw", {"case_id": "A-1-01"})
    assert north.client.get(HERE).status_code in (404, 410)
    assert north.post(corrected(told), with_box(told)).status_code == 202
    assert held_files(north) == []


def test_answers_to_comments_are_kept_once(north: Field) -> None:
    threads = standing(north).threads
    said = {"answers": [{"thread": threads[0].number, "text": "She said thirty twice."}]}
    assert [north.client.post(f"{HERE}/answers", json=said).json()["kept"] for _ in range(2)] == [1, 0]
    states = {one.path: (one.state.value, len(one.comments)) for one in standing(north).threads}
    assert states == {"/data/age": ("answered", 2), "/data/life/rooms": ("open", 1)}


def test_an_answer_that_comes_after_the_corrected_version_is_kept_too(north: Field) -> None:
    told, [first, _] = fetched(north), standing(north).threads
    north.post(corrected(told), with_box(told))
    north.settle()
    said = {"answers": [{"thread": first.number, "text": "Corrected."}]}
    assert north.client.post(f"{HERE}/answers", json=said).json()["kept"] == 1


def test_there_is_no_answering_what_nobody_said(north: Field) -> None:
    said = {"answers": [{"thread": 999, "text": "?"}]}
    assert north.client.post(f"{HERE}/answers", json=said).status_code == 404
