"""What the tablet of a demonstration finds to do: people to be met, an appointment today, an interview to correct."""

from datetime import datetime, timedelta

import pytest

from simulation.field.calendar import TUNIS
from simulation.filling.interviews import interview
from simulation.filling.visits import contact
from simulation.tablet_to_try import DEVICE, STILL_TO_MEET, interviewed, with_appointment, work_for
from tests.simulation.builders import checked, fieldwork, forms

NOON = datetime(2026, 11, 24, 12, tzinfo=TUNIS)


@pytest.mark.parametrize("interviews", [30, 60, 200])
def test_there_is_somebody_to_meet_and_somebody_else_to_correct_in_every_demonstration(interviews: int) -> None:
    work = work_for(fieldwork(7, interviews).visits)
    assert work.psus
    assert work.to_meet.case.member.case_id != work.to_correct.case.member.case_id
    assert {work.to_meet.result, work.to_correct.result} <= STILL_TO_MEET


def test_the_same_fieldwork_gives_the_same_work() -> None:
    assert work_for(fieldwork().visits) == work_for(tuple(reversed(fieldwork().visits)))


@pytest.mark.parametrize("hour", [0, 12, 21, 23])
def test_the_appointment_is_still_to_come_today(hour: int) -> None:
    now = NOON.replace(hour=hour)
    visit = with_appointment(work_for(fieldwork().visits).to_meet, now)
    meeting = visit.at + visit.appointment_in
    assert now < meeting
    assert meeting.date() == now.date()


def test_what_is_sent_from_the_tablet_passes_the_check() -> None:
    found = fieldwork()
    work = work_for(found.visits)
    held, agreed = interviewed(work.to_correct, NOON), with_appointment(work.to_meet, NOON)
    sent = [interview(forms().individual, found.world, held, found.seed)]
    sent += [contact(forms().contact, visit, found.seed) for visit in (held, agreed)]
    assert [problem for one in sent for problem in checked(one).problems] == []
    assert {one.device for one in sent} == {DEVICE}
    assert NOON - held.at == timedelta(days=1)
