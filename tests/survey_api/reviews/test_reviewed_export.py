"""What review makes of an export: states, every decision as a row, and interviews that do not count left out."""

from pathlib import Path
from typing import Any

import pytest

from questionnaires.contracts import CASES, CONTACT_ATTEMPTS, INTERVIEWS, LISTING_UNITS, REVIEWS
from questionnaires.files import read, read_manifest
from survey_api.export import export
from tests.survey_api.builders import Field, interview, listing, load_small_sample, visit
from tests.survey_api.reviews.reviewing import QUALITY, SECOND, SUPERVISOR, appoint, asking, decide


@pytest.fixture
def north(tablet: Field, tmp_path: Path) -> Field:
    """The person of unit A-1 was visited and interviewed."""
    load_small_sample(tablet.service.order, tmp_path / "sample")
    appoint(tablet)
    for record in (listing("A-1"), visit(result="done"), interview()):
        assert tablet.post(record).status_code == 201
    tablet.settle()
    return tablet


def exported(tablet: Field, folder: Path) -> Path:
    tablet.settle()
    export(tablet.settings, folder, survey="small")
    return folder


def rows(folder: Path, contract: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(folder, contract).to_pylist()
    return found


def test_every_record_goes_out_with_its_state(north: Field, tmp_path: Path) -> None:
    decide(north, "approve", SUPERVISOR)
    decide(north, "approve", QUALITY)
    decide(north, "approve", SUPERVISOR, record="uuid:v1", form_id="visit")
    decide(north, "return", SUPERVISOR, record="uuid:l-A-1", form_id="listing", reason="amount")
    out = exported(north, tmp_path / "out")
    assert [row["review_state"] for row in rows(out, INTERVIEWS)] == ["hq_approved"]
    assert [row["review_state"] for row in rows(out, CONTACT_ATTEMPTS)] == ["approved"]
    assert [row["review_state"] for row in rows(out, LISTING_UNITS)] == ["returned", "received"]
    assert read_manifest(out).facts["review"] == {
        "unapproved": 0,
        "forks": 0,
        "quarantined": 0,
        "archived": 0,
        "voided": 0,
    }


def test_decisions_go_out_by_codes_of_people_and_comments_do_not(north: Field, tmp_path: Path) -> None:
    decide(north, "return", SUPERVISOR, comments=asking(text="a canary"), reason="to_confirm")
    north.post(interview("uuid:i2", replaces="uuid:i1"))
    north.settle()
    decide(north, "close-comment", SUPERVISOR, thread=1)
    decide(north, "approve", SUPERVISOR)
    decide(north, "approve", SECOND)
    out = exported(north, tmp_path / "out")
    told = [
        (row["record_id"], row["decision_no"], row["decided_by"], row["decision"], row["reason"])
        for row in rows(out, REVIEWS)
    ]
    assert told == [
        ("uuid:i1", 1, "S02", "returned", "to_confirm"),
        ("uuid:i2", 2, "S02", "approved", None),
        ("uuid:i2", 3, "Q02", "checked", None),
    ]
    written = b"".join(path.read_bytes() for path in out.iterdir())
    assert not any(word in written for word in (b"canary", SUPERVISOR.encode(), SECOND.encode()))


def test_a_voided_interview_is_left_out_and_its_case_counts_as_eligible_without_one(
    north: Field, tmp_path: Path
) -> None:
    decide(north, "void", QUALITY, reason="fabricated", evidence="nobody lives there")
    decide(north, "confirm", SECOND)
    out = exported(north, tmp_path / "out")
    assert rows(out, INTERVIEWS) == []
    [case] = rows(out, CASES)
    assert (case["disposition"], case["response_status"]) == ("2.36", "nonrespondent")
    assert read_manifest(out).facts["review"]["voided"] == 1
    assert [row["decision"] for row in rows(out, REVIEWS)] == ["void_asked", "voided"]


def test_a_voided_interview_of_a_case_that_no_visit_tells_of_is_no_case_without_a_visit(
    tablet: Field, tmp_path: Path
) -> None:
    load_small_sample(tablet.service.order, tmp_path / "sample")
    appoint(tablet)
    tablet.post(interview())
    tablet.settle()
    decide(tablet, "void", QUALITY, reason="fabricated", evidence="nobody lives there")
    decide(tablet, "confirm", SECOND)
    [case] = rows(exported(tablet, tmp_path / "out"), CASES)
    assert (case["disposition"], case["n_attempts"]) == ("2.36", 0)


def test_after_a_voided_interview_a_new_one_counts(north: Field, tmp_path: Path) -> None:
    decide(north, "void", QUALITY, reason="fabricated", evidence="nobody lives there")
    decide(north, "confirm", SECOND)
    north.post(interview("uuid:again", interviewer_id="E002"))
    out = exported(north, tmp_path / "out")
    assert [row["interview_id"] for row in rows(out, INTERVIEWS)] == ["uuid:again"]
    assert rows(out, CASES)[0]["disposition"] == "1.1"


def test_until_somebody_picks_the_latest_of_two_interviews_stands_and_is_told_as_a_fork(
    north: Field, tmp_path: Path
) -> None:
    north.post(interview("uuid:later", end="2026-11-22T18:00:00.000+01:00", age="44"))
    before = exported(north, tmp_path / "before")
    assert [(row["interview_id"], row["review_state"]) for row in rows(before, INTERVIEWS)] == [("uuid:later", "fork")]
    assert read_manifest(before).facts["review"]["forks"] == 1
    decide(north, "pick", SUPERVISOR)
    after = exported(north, tmp_path / "after")
    assert [(row["interview_id"], row["review_state"]) for row in rows(after, INTERVIEWS)] == [("uuid:i1", "received")]
    assert read_manifest(after).facts["review"]["archived"] == 1


def test_the_version_that_was_picked_goes_out_and_not_the_one_taken_last(north: Field, tmp_path: Path) -> None:
    north.post(interview("uuid:i2", replaces="uuid:i1", age="31"))
    north.post(interview("uuid:i3", replaces="uuid:i1", age="32"))
    north.settle()
    assert [row["interview_id"] for row in rows(exported(north, tmp_path / "1"), INTERVIEWS)] == ["uuid:i3"]
    decide(north, "pick", SUPERVISOR, picked="uuid:i2")
    assert [row["interview_id"] for row in rows(exported(north, tmp_path / "2"), INTERVIEWS)] == ["uuid:i2"]


def test_what_waits_in_quarantine_is_counted_until_somebody_decides(north: Field, tmp_path: Path) -> None:
    north.post(interview(age="31"))
    assert read_manifest(exported(north, tmp_path / "1")).facts["review"]["quarantined"] == 1
    decide(north, "keep-apart", QUALITY, item=4, reason="first_is_right")
    assert read_manifest(exported(north, tmp_path / "2")).facts["review"]["quarantined"] == 0
