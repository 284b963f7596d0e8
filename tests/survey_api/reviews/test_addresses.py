"""Reviewing at the service's addresses: what a person is shown, and what a browser must say to decide."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import Connection, select

from survey_api.collection.people import Role
from survey_api.registering import add_devices, add_staff
from survey_api.settings import Settings
from survey_api.store.fact_tables import AssignmentFetch
from survey_api.store.tables import Event, rows_of
from tests.survey_api.browsing import PASSWORD, sign_in
from tests.survey_api.builders import NOON, Field, field, interview
from tests.survey_api.reviews.reviewing import QUALITY, appoint, asking, decide
from tests.survey_api.reviews.test_returned import SENSITIVE

HERE = "/records/interview/uuid:i1"


@pytest.fixture
def north(own: Settings) -> Iterator[Field]:
    """A supervisor of the north is signed in."""
    with field(replace(own, field_forms=SENSITIVE)) as tablet:
        appoint(tablet)
        tablet.post(interview(age="31"))
        [other] = add_devices(tablet.service.order, ["tablet-2"], "south")
        tablet.client.auth = (other.device_id, other.token)
        tablet.post(interview("uuid:south", case_id="B-1-01"))
        tablet.settle()
        tablet.client.auth = None
        tablet.client.follow_redirects = False
        assert sign_in(tablet, Role.SUPERVISOR, team="north") == 303
        yield tablet


def post(tablet: Field, deed: str, seen: str = "uuid:i1", match: str | None = '"0"', **more: Any) -> Response:
    headers = {"If-Match": match} if match else {}
    answer: Response = tablet.client.post(f"{HERE}/{deed}", json={"seen": seen, **more}, headers=headers)
    return answer


def test_a_supervisor_is_shown_the_interviews_of_the_own_team(north: Field) -> None:
    told = north.client.get("/records").json()
    assert [(one["record"], one["state"], one["team"]) for one in told["records"]] == [
        ("uuid:i1", "auto_checked", "north")
    ]
    assert north.client.get("/records?team=south").json()["records"] == []
    assert north.client.get("/records?state=sup_approved").json()["records"] == []
    assert north.client.get("/records?state=nonsense").status_code == 422
    assert north.client.get("/records/interview/uuid:south").status_code == 403
    assert north.client.get("/records/interview/uuid:nobody").status_code == 404


def test_a_long_list_comes_in_parts(north: Field) -> None:
    north.client.cookies.clear()
    assert sign_in(north, Role.QUALITY) == 303
    first = north.client.get("/records?most=1").json()
    second = north.client.get("/records", params={"most": 1, "after": first["next"]}).json()
    assert [one["record"] for one in (*first["records"], *second["records"])] == ["uuid:i1", "uuid:south"]
    assert second["next"] is None


def test_an_interview_is_shown_with_what_may_be_done_and_without_answers(north: Field) -> None:
    answer = north.client.get(HERE)
    told = answer.json()
    assert answer.headers["etag"] == '"0"'
    assert (told["state"], told["suggestion"], told["problems"]) == ("auto_checked", "clean", [])
    assert told["allowed"] == ["approve", "return", "comment"]
    assert "something nobody should read" not in answer.text
    assert '"31"' not in answer.text


def test_a_decision_says_what_was_seen(north: Field) -> None:
    assert post(north, "approve", match=None).status_code == 428
    assert north.client.post(f"{HERE}/approve", json={}, headers={"If-Match": '"0"'}).status_code == 422
    assert post(north, "approve", seen="uuid:i0").status_code == 412
    done = post(north, "approve")
    assert (done.status_code, done.json(), done.headers["etag"]) == (200, {"action": "approve", "version": 1}, '"1"')
    again = post(north, "approve")
    assert again.status_code == 412
    assert "supervisor" in again.json()["detail"]
    assert north.client.get(HERE).json()["decisions"][0]["action"] == "approve"


def test_what_is_out_of_place_is_refused_with_a_sentence(north: Field) -> None:
    refused = post(north, "recall")
    assert (refused.status_code, refused.json()["codes"]) == (409, ["reviews.not_when_auto_checked"])
    assert refused.headers["content-type"] == "application/problem+json"
    assert post(north, "void", reason="fabricated", evidence="x").status_code == 403


def test_answers_are_told_to_who_may_read_them_and_each_reading_is_noted(north: Field) -> None:
    told = north.client.get(f"{HERE}/answers").json()["answers"]
    said = {one["path"]: one["answer"] for one in told}
    assert said["/data/age"] == "31"
    assert said["/data/life/rooms"] is None, "sensitive: for headquarters alone"
    assert north.client.get("/records/interview/uuid:south/answers").status_code == 403
    events = north.service.read(lambda connection: connection.execute(select(rows_of(Event))).all())
    noted = [(event.actor, event.object) for event in events if event.action == "microdata.read"]
    assert noted == [("supervisor", "record:interview:uuid:i1#1")]
    north.client.cookies.clear()
    assert sign_in(north, Role.QUALITY) == 303
    told = north.client.get(f"{HERE}/answers").json()["answers"]
    assert {one["path"]: one["answer"] for one in told}["/data/life/rooms"] == "2"


def test_a_return_is_told_until_a_tablet_of_the_team_has_fetched_it(north: Field) -> None:
    assert post(north, "return", comments=asking()).status_code == 200
    back = north.client.get(HERE).json()["returned"]
    assert (back["sent"], back["on_tablet"], back["last_fetch"]) == (True, False, None)
    fetch(north, -1)
    assert north.client.get(HERE).json()["returned"]["on_tablet"] is False
    fetch(north, 1)
    assert north.client.get(HERE).json()["returned"]["on_tablet"] is True


def fetch(tablet: Field, minutes: int) -> None:
    row = {"device_id": "tablet-1", "fetched_at": NOON + timedelta(minutes=minutes), "digest": "", "cases": "{}"}
    table = rows_of(AssignmentFetch)

    def change(connection: Connection) -> None:
        connection.execute(table.delete())
        connection.execute(table.insert(), row)

    tablet.service.writer.change(change).result()


def test_comments_are_shown_as_threads_and_what_changed_as_places(north: Field) -> None:
    post(north, "return", comments=asking(text="a word of the supervisor"))
    north.client.auth = (north.device.device_id, north.device.token)
    north.post(interview("uuid:i2", replaces="uuid:i1", age="32"))
    north.settle()
    told = north.client.get(HERE).json()
    assert told["changed"] == [{"path": "/data/age", "position": ""}]
    [thread] = told["comments"]
    assert (thread["state"], thread["said"][0]["text"]) == ("answered", "a word of the supervisor")
    hidden = post(north, "hide-comment", seen="uuid:i2", match='"1"', comment=thread["thread"])
    assert hidden.status_code == 200
    told = north.client.get(HERE)
    assert told.json()["comments"][0]["said"][0]["hidden"] is True
    assert "a word of the supervisor" not in told.text


def test_an_interviewer_answers_comments_of_the_own_team_and_decides_nothing(north: Field) -> None:
    post(north, "return", comments=asking())
    north.client.cookies.clear()
    assert sign_in(north, Role.INTERVIEWER, team="north") == 303
    assert post(north, "answer", match='"1"', thread=1, text="I asked again").status_code == 200
    assert post(north, "approve", match='"2"').status_code == 403
    assert north.client.get(HERE).status_code == 403


def test_what_was_asked_is_shown_with_its_evidence(north: Field) -> None:
    decide(north, "void", QUALITY, reason="fabricated", evidence="two interviews, one voice", interviewer_heard=True)
    told = north.client.get(HERE).json()
    assert told["asked"]["evidence"] == "two interviews, one voice"
    assert (told["asked"]["by"], told["asked"]["interviewer_heard"]) == (QUALITY, True)
    assert "approve" not in told["allowed"]


def test_a_person_who_left_decides_nothing_more(north: Field) -> None:
    add_staff(north.service.order, "gone", Role.SUPERVISOR, PASSWORD, "north")
    north.service.order("revoke_staff", {"login": "gone"})
    with pytest.raises(Exception, match="gone"):
        decide(north, "approve", "gone")
