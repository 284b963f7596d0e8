"""A tablet of a demonstration that has work to do the moment somebody signs in to it: cases, a return, an appointment.

A few PSUs with open cases become those of a second team, once everything was exported: no figure of the
demonstration depends on it. The moment of the appointment is all that follows from a clock.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from presentation.text import Language
from simulation.devices import DeviceCredentials, send
from simulation.field.persons import Visit
from simulation.field.results import Met, Result
from simulation.fieldwork import Fieldwork
from simulation.filling.interviews import interview
from simulation.filling.visits import contact
from simulation.operations.desk_review import Return
from simulation.reviewing import Reviewer
from simulation.summary import Login

if TYPE_CHECKING:
    from survey_api.administration import Orders

TEAM, DEVICE = "2", "demo-tablet"
INTERVIEWER, INTERVIEWER_PASSWORD = "enqueteur", "demo-enqueteur"
SUPERVISOR = Login("superviseur-2", "supervisor", "demo-superviseur-2")
N_PSUS = 3
ASKED_ABOUT = ("age", "hh_size")  # questions that the supervisor sends an interview back for
STILL_TO_MEET = frozenset({Result.NOBODY, Result.NO_ACCESS})  # of a last visit: somebody goes there again
MADE_AGO, MEETING_IN, HELD_AGO = timedelta(hours=1), timedelta(hours=2), timedelta(days=1)
INTERVIEW_MINUTES = 47.0
LAST = (23, 45)  # of an appointment, so that it is one of today


@dataclass(frozen=True)
class TabletToTry:
    """What somebody needs to sign in to it; the code is good once."""

    link: str
    code: str = field(repr=False)
    sheet: Path = field(repr=False)  # of paper: the codes of its team
    interviewer: str = INTERVIEWER


@dataclass(frozen=True)
class Work:
    """What there is to do for the second team: its PSUs, and the last visits to two people who are still to be met."""

    psus: tuple[str, ...]
    to_meet: Visit  # gets an appointment
    to_correct: Visit  # is interviewed, and the interview comes back


def work_for(visits: Sequence[Visit]) -> Work:
    """The PSUs with most people still to be met."""
    last = {visit.case.member.case_id: visit for visit in sorted(visits, key=lambda one: one.visit_no)}
    to_meet = [visit for _, visit in sorted(last.items()) if visit.result in STILL_TO_MEET]
    per_psu = Counter(visit.case.unit.psu_id for visit in to_meet)
    psus = tuple(sorted(per_psu, key=lambda psu: (-per_psu[psu], psu))[:N_PSUS])
    first, second, *_ = sorted(to_meet, key=lambda one: (one.case.unit.psu_id not in psus, one.case.member.case_id))
    return Work(psus, first, second)


def give_out(
    orders: "Orders", address: str, fieldwork: Fieldwork, home: Path, language: Language, now: datetime
) -> TabletToTry:
    """Make the second team and its tablet, and what it finds to do."""
    from survey_api import registering
    from survey_api.pages.team_sheet import team_sheet
    from survey_api.security.enrolment import link

    work, forms = work_for(fieldwork.visits), fieldwork.forms
    orders("assign_psus", {"teams": dict.fromkeys(work.psus, TEAM)})
    registering.add_staff(orders, SUPERVISOR.login, SUPERVISOR.role, SUPERVISOR.password, TEAM)
    registering.add_staff(orders, INTERVIEWER, "interviewer", INTERVIEWER_PASSWORD, TEAM)
    (device,) = registering.add_devices(orders, [DEVICE], TEAM)
    held = interviewed(work.to_correct, now)
    record = interview(forms.individual, fieldwork.world, held, fieldwork.seed)
    made = (held, with_appointment(work.to_meet, now))
    sent = [record, *(contact(forms.contact, visit, fieldwork.seed) for visit in made)]
    send(address, [DeviceCredentials(DEVICE, device.token)], sent)
    asked = tuple(node.path for node in forms.individual.questions if node.name in ASKED_ABOUT)
    Reviewer(orders, SUPERVISOR.login).send_back(Return(record, record, asked))
    sheet = home / f"team-{TEAM}.html"
    sheet.write_text(team_sheet(registering.draw_team_keys(orders, TEAM), language), encoding="utf-8")
    return TabletToTry(link(address, device.code), device.code, sheet)


def with_appointment(before: Visit, now: datetime) -> Visit:
    """One more visit, an hour ago: the person asked to be met later today."""
    made = now - MADE_AGO
    meeting = max(min(now + MEETING_IN, now.replace(hour=LAST[0], minute=LAST[1])), now)
    return replace(_one_more(before, made), result=Result.APPOINTMENT, appointment_in=meeting - made)


def interviewed(before: Visit, now: datetime) -> Visit:
    """One more visit, yesterday: the person was interviewed."""
    return replace(_one_more(before, now - HELD_AGO), result=Result.INTERVIEW, minutes=INTERVIEW_MINUTES)


def _one_more(before: Visit, at: datetime) -> Visit:
    met = Met.PERSON.value
    return replace(
        before,
        visit_no=before.visit_no + 1,
        at=at,
        interviewer=INTERVIEWER,
        device=DEVICE,
        who=met,
        reason=None,
        until="",
    )
