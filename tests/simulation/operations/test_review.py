"""Review: lags and shares of the specification; what is returned comes back as a correction of what was sent."""

import re
import statistics
from datetime import timedelta
from functools import cache

from questionnaires.checking import check
from questionnaires.records import read_record
from simulation.field.persons import Visit
from simulation.filling.submissions import Submission
from simulation.operations.clocks import Clocks
from simulation.operations.plan import Plan, plan, work_of
from simulation.operations.reopening import Name, reopened, slips
from simulation.operations.returns import sent_and_corrected
from simulation.operations.review import Correction, Course, course_of
from simulation.streams import Streams
from tests.simulation.builders import fieldwork, forms, of_form
from tests.simulation.operations.builders import MONDAY, NETWORKS, PUBLISHED

FORM = forms().individual


def interviews() -> list[Submission]:
    return of_form(fieldwork().submissions, FORM)


def plan_of(visits: tuple[Visit, ...]) -> Plan:
    covered = {visit.case.unit.psu_id: True for visit in visits}
    tablets = sorted({visit.device for visit in visits})
    return plan(work_of(visits, covered), tablets, ("S001", "S002"), NETWORKS, PUBLISHED, Streams(3))


@cache
def courses() -> tuple[tuple[Visit, Course], ...]:
    """The courses of three thousand interviews: those of a fieldwork under fifty seeds of review."""
    visits = tuple(visit for visit in fieldwork().visits if visit.interviewed)
    tablets = plan_of(fieldwork().visits)
    found = [(visit, course_of(tablets, visit, seed)) for seed in range(50) for visit in visits]
    return tuple((visit, course) for visit, course in found if course is not None)


def test_supervisors_decide_after_fourteen_hours_in_the_middle() -> None:
    lags = [(course.decided - course.arrives) / timedelta(hours=1) for _, course in courses()]
    assert len(lags) > 2500
    assert abs(statistics.median(lags) / 14 - 1) < 0.08


def test_nine_in_a_hundred_are_returned_and_one_in_eight_of_these_comes_back_unchanged() -> None:
    returned = [course.correction for _, course in courses() if course.correction is not None]
    assert abs(len(returned) / len(courses()) - 0.09) < 0.017  # three standard errors
    assert abs(sum(not one.changed for one in returned) / len(returned) - 0.12) < 0.065


def test_headquarters_look_at_one_approved_interview_in_five() -> None:
    approved = [course for _, course in courses() if course.approved is not None]
    assert abs(sum(course.checked is not None for course in approved) / len(approved) - 0.2) < 0.025


def test_one_thing_follows_another() -> None:
    for visit, course in courses():
        assert visit.at < course.arrives < course.decided
        if course.correction is not None:
            assert course.decided < course.correction.ended
            assert course.correction.arrives is None or course.correction.ended < course.correction.arrives
        if course.approved is not None:
            assert course.approved >= course.decided
            assert course.checked is None or course.checked > course.approved


def test_a_correction_comes_from_the_tablet_that_the_interviewer_has_then() -> None:
    tablets = plan_of(fieldwork().visits).tablets
    for visit, course in courses():
        if course.correction is not None:
            assert course.correction.tablet == tablets.in_hand(visit.device, course.correction.ended)


def test_a_record_opened_again_and_not_touched_is_the_same_to_the_last_byte() -> None:
    for one in interviews():
        assert reopened(FORM, one.xml, Name(one.instance_id), None, {}) == one.xml


def test_slips_change_one_to_three_answers_and_nothing_else() -> None:
    told = 0
    for one in interviews():
        wrong = slips(FORM, one.xml, one.instance_id.encode(), 3)
        found = reopened(FORM, one.xml, Name(one.instance_id), None, wrong)
        changed = _changed(one.xml, found)
        assert changed <= set(wrong)  # a question may take one answer alone
        assert 1 <= len(wrong) <= 3
        assert _problems(found) == _problems(one.xml)
        told += bool(changed)
    assert told > 0.95 * len(interviews())


def test_what_comes_back_holds_the_honest_answers_and_names_what_it_replaces() -> None:
    clocks = Clocks({"T002": timedelta(hours=1)})
    correction = Correction("T002", MONDAY + timedelta(days=9, hours=11), changed=True, arrives=None)
    for one in interviews()[:10]:
        first, again = sent_and_corrected(FORM, one, "C-1", correction, clocks, seed=5)
        record = read_record(again.xml)
        assert (record.instance_id, record.deprecated_id) == (again.instance_id, one.instance_id)
        assert again.replaces == first.instance_id == one.instance_id
        assert _changed(one.xml, again.xml) == {"end", "instanceID", "deprecatedID"}
        assert _changed(one.xml, first.xml)
        assert record.root.findtext("end") == "2026-10-14T12:00:00.000+01:00"  # the tablet is an hour ahead
        assert (again.device, again.sent_order) == ("T002", (correction.ended + timedelta(hours=1)).timestamp())


def test_an_interview_that_comes_back_unchanged_was_right_the_first_time() -> None:
    correction = Correction("T001", MONDAY + timedelta(days=9), changed=False, arrives=None)
    one = interviews()[0]
    first, again = sent_and_corrected(FORM, one, "C-1", correction, Clocks({}), seed=5)
    assert first == one
    assert _changed(one.xml, again.xml) == {"end", "instanceID", "deprecatedID"}


def test_a_lost_interview_is_never_reviewed() -> None:
    visits = fieldwork().visits
    tablets = plan_of(visits)
    lost = [
        visit
        for visit in visits
        if tablets.sent_at(tablets.tablets.in_hand(visit.device, visit.at), visit.at + timedelta(minutes=visit.minutes))
        is None
    ]
    assert lost
    assert all(course_of(tablets, visit, 1) is None for visit in lost)


def _changed(before: bytes, after: bytes) -> set[str]:
    one, other = (dict(re.findall(r"<(\w+)>([^<]*)", xml.decode())) for xml in (before, after))
    return {name for name in one | other if one.get(name) != other.get(name)}


def _problems(xml: bytes) -> tuple[str, ...]:
    return tuple(map(str, check(FORM, read_record(xml)).problems))
