"""Decisions and batches as tables."""

from dataclasses import replace
from datetime import timedelta

from questionnaires.contracts import REVIEWS, SYNCS
from questionnaires.files import ordered
from simulation.operations.operation_tables import reviews, syncs
from simulation.operations.review import Correction, Course
from simulation.operations.sendings import send
from tests.simulation.builders import fieldwork
from tests.simulation.operations.builders import MONDAY, NETWORKS, days, planned, records

VISIT = next(visit for visit in fieldwork().visits if visit.interviewed)
NOON = MONDAY + timedelta(days=3, hours=12)
APPROVED = Course(NOON, NOON + timedelta(hours=9), None, NOON + timedelta(hours=9), NOON + timedelta(days=2))
BACK = Correction("T001", NOON + timedelta(days=1), changed=True, arrives=NOON + timedelta(days=2))
RETURNED = Course(NOON, NOON + timedelta(hours=9), BACK, NOON + timedelta(days=3), None)


def test_an_approved_interview_has_one_decision_and_one_more_where_headquarters_look() -> None:
    rows = reviews([(VISIT, APPROVED)], "amem_tn_individual", 1).to_pylist()
    assert [row["decision"] for row in rows] == ["approved", "checked"]
    assert len({row["record_id"] for row in rows}) == 1
    assert {row["case_id"] for row in rows} == {VISIT.case.member.case_id}
    assert [row["decided_by"][0] for row in rows] == ["S", "Q"]


def test_what_is_returned_has_a_reason_and_the_correction_is_approved() -> None:
    rows = reviews([(VISIT, RETURNED)], "amem_tn_individual", 1).sort_by("decided_at").to_pylist()
    assert [(row["decision"], row["reason"] is None) for row in rows] == [("returned", False), ("approved", True)]
    assert rows[0]["record_id"] != rows[1]["record_id"]


def test_a_correction_that_was_lost_leaves_the_interview_returned() -> None:
    lost = replace(RETURNED, correction=replace(BACK, arrives=None), approved=None)
    assert [row["decision"] for row in reviews([(VISIT, lost)], "f", 1).to_pylist()] == ["returned"]


def test_every_batch_is_a_row_with_the_error_of_its_clock() -> None:
    plan = planned(networks=replace(NETWORKS, truncated=0.05, resent=0.1))
    sent = send(records(plan, days()), plan)
    found = syncs(sent.batches, plan.clocks)
    assert ordered(SYNCS, found).num_rows == len(sent.batches)
    rows = found.to_pylist()
    assert sum(row["n_records"] for row in rows) + len(sent.lost) == len(days())
    assert sum(row["n_sendings"] for row in rows) + len(sent.lost) == len(sent.sendings)
    assert {row["complete"] for row in rows} == {True, False}
    for row in rows:
        assert row["clock_ahead_seconds"] == plan.clocks.error(row["device_id"]).total_seconds()


def test_without_interviews_there_are_no_decisions() -> None:
    assert reviews([], "f", 1).schema.names == [column.name for column in REVIEWS.columns]
