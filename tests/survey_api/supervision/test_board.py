"""What is kept up to date piece by piece is what would be read anew."""

from dataclasses import replace

from questionnaires.stage_rates import StageCounts
from survey_api.supervision.board import Board
from survey_api.supervision.view import View
from tests.survey_api.builders import NOON, Field, interview, visit
from tests.survey_api.supervision.evening import DOUBTFUL, make_evening, send


def same(one: View, other: View) -> None:
    assert one.tallies == other.tallies
    assert one.psus == other.psus
    assert one.interviews == other.interviews
    assert one.tablets == other.tablets
    assert one.apart == other.apart


def test_every_kind_of_change_reaches_the_pages_as_if_all_were_read_anew(new_evening: Field) -> None:
    running = new_evening
    board = Board(running.service)
    board.view()
    devices = make_evening(running)
    order = running.service.order

    def seen() -> View:
        running.settle()
        board.look_again()
        now = board.view()
        same(now, Board(running.service).view())
        return now

    first = seen()
    assert first.of_team(None).total.counts == StageCounts(
        with_eligible=24, not_in_use=8, complete=12, not_reached=8, unknown=4
    )
    north = devices["north-1"]
    at = NOON.isoformat(timespec="milliseconds")
    named = {"unit_id": "P2-5", "case_id": "P2-5-01", "interviewer_id": "E002"}
    send(running, north, visit("uuid:more", **named, visit_no="4", at=at))
    assert seen().version == first.version + 1
    review = {"deed": "return", "form_id": "interview", "record": DOUBTFUL, "reason": "amount", "hand": "supervisor"}
    order("review", review | {"by": None})
    assert seen().interviews[DOUBTFUL].state == "sup_returned"
    edited = {"unit_id": "P1-2", "case_id": "P1-2-01", "interviewer_id": "E003", "life/rooms": "3"}
    send(running, north, interview("uuid:again", replaces=DOUBTFUL, **edited))
    assert seen().interviews[DOUBTFUL].came_back
    send(running, north, interview("uuid:beside", **edited))
    assert seen().interviews["uuid:beside"].rivals == (DOUBTFUL,)
    order("decide_case", {"action": "hold", "case_id": "P3-5-01", "what": "safety_hold"})
    assert [one.what for one in seen().tallies["P3"].kinds["pending"][0].pending] == ["safety_hold"]
    order("assign_psus", {"teams": {"P3": "2"}})
    assert seen().of_team("2").psus[0].psu_id == "P3"
    order("delete_interview", {"form_id": "interview", "instance_id": "uuid:P4-1"})
    assert "uuid:P4-1" not in seen().interviews
    order("withdraw", {"case_id": "P4-2-01"})
    seen()


def test_nothing_new_makes_no_new_version(new_evening: Field) -> None:
    make_evening(new_evening)
    board = Board(new_evening.service)
    first = board.view()
    board.look_again()
    again = board.view()
    assert again.version == first.version
    assert replace(again, as_of=first.as_of).tallies is first.tallies
