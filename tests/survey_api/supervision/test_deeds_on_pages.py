"""What is decided on the supervisor's pages: once, on what was seen, by whom it is for."""

import re

from survey_api.collection.people import Role
from survey_api.collection.reviews.reading import standing_of
from survey_api.collection.reviews.state import State
from tests.survey_api.browsing import HTML, field_in
from tests.survey_api.builders import Field, interview
from tests.survey_api.supervision.evening import DOUBTFUL, make_evening, send, show_found
from tests.survey_api.supervision.test_pages_of_supervision import signed_in, text

PAGE = f"/supervision/interviews/interview/{DOUBTFUL}"


def decide(running: Field, deed: str, on: str = PAGE, **more: str) -> int:
    page = running.client.get(on, headers=HTML).text
    form = page[page.index(f'/{deed}"') :]
    given = {name: field_in(form, name) for name in ("form_token", "seen", "expected")}
    return int(running.client.post(f"{on}/{deed}", data=given | more, headers=HTML).status_code)


def state(running: Field, name: str = DOUBTFUL) -> State:
    return running.service.read(lambda connection: standing_of(connection, ("interview", name))).state


def test_an_interview_is_returned_comes_back_corrected_and_is_approved(new_evening: Field) -> None:
    running, devices = new_evening, make_evening(new_evening)
    show_found(running)
    signed_in(running, Role.SUPERVISOR, "amal")
    assert decide(running, "return", path="/data/life/rooms", text="Combien de pièces ?") == 303
    assert state(running) is State.SUP_RETURNED
    assert "Combien de pièces ?" in text(running, PAGE.removeprefix("/supervision/"))
    times = {"start": "2026-11-23T10:00:00.000+01:00", "end": "2026-11-23T10:44:00.000+01:00"}
    named = {"unit_id": "P1-2", "case_id": "P1-2-01", "interviewer_id": "E003", "life/rooms": "3"}
    send(running, devices["north-1"], interview("uuid:again", replaces=DOUBTFUL, **named, **times))
    running.settle()
    board = running.client.app.state.board  # type: ignore[attr-defined]  # an ASGI app of any kind
    board.look_again()
    assert "Interviews back, corrected: 1" in text(running, "", "en")
    seen = text(running, PAGE.removeprefix("/supervision/"), "en")
    assert "What changed" in seen
    assert decide(running, "answer", thread=field_in(seen, "thread"), text="3") == 303
    assert decide(running, "approve") == 303
    assert state(running) is State.SUP_APPROVED


def test_who_comes_second_is_told_and_changes_nothing(new_evening: Field) -> None:
    make_evening(new_evening)
    signed_in(new_evening, Role.SUPERVISOR, "first")
    page = new_evening.client.get(PAGE, headers=HTML).text
    given = {name: field_in(page, name) for name in ("form_token", "seen", "expected")}
    assert decide(new_evening, "approve") == 303
    late = new_evening.client.post(f"{PAGE}/return", data=given | {"reason": "amount"}, headers=HTML)
    assert late.status_code == 412
    assert "first" in late.text
    assert state(new_evening) is State.SUP_APPROVED
    without = {"form_token": given["form_token"], "seen": given["seen"]}
    assert new_evening.client.post(f"{PAGE}/recall", data=without, headers=HTML).status_code == 412


def test_a_form_from_elsewhere_decides_nothing(new_evening: Field) -> None:
    make_evening(new_evening)
    signed_in(new_evening, Role.SUPERVISOR, "elsewhere")
    page = new_evening.client.get(PAGE, headers=HTML).text
    given = {name: field_in(page, name) for name in ("seen", "expected")} | {"form_token": "0" * 64}
    assert new_evening.client.post(f"{PAGE}/approve", data=given, headers=HTML).status_code == 403
    assert state(new_evening) is State.AUTO_CHECKED


def test_reading_answers_is_noted_before_they_are_shown(new_evening: Field) -> None:
    make_evening(new_evening)
    signed_in(new_evening, Role.QUALITY, "reader")
    page = new_evening.client.get(PAGE, headers=HTML).text
    assert "something nobody should read" not in page
    read = new_evening.client.post(f"{PAGE}/answers", data={"form_token": field_in(page, "form_token")}, headers=HTML)
    assert "something nobody should read" in read.text
    journal = text(new_evening, "journal")
    assert "Données individuelles lues" in journal
    assert not re.search(r"(?:staff|device|sample|submission|psu|record|case|microdata)\.[a-z_]+", journal)  # in words


def test_a_verdict_on_a_flag_takes_it_off_the_list(new_evening: Field) -> None:
    make_evening(new_evening)
    show_found(new_evening)
    signed_in(new_evening, Role.SUPERVISOR, "judge")
    page = text(new_evening, "quality", "en")
    given = {name: field_in(page, name) for name in ("form_token", "key", "expected")}
    given |= {"verdict": "confirmed", "reason": "not_read_out", "back": "/supervision/quality"}
    answer = new_evening.client.post("/supervision/flags", data=given, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/supervision/quality")
    assert "No open flag." in text(new_evening, "quality", "en")
    signed_in(new_evening, Role.SUPERVISOR, "other", team="2")
    page = text(new_evening, "more", "en")
    other = given | {"form_token": field_in(page, "form_token"), "expected": "1"}
    assert new_evening.client.post("/supervision/flags", data=other, headers=HTML).status_code == 404
