"""Paradata: the times are those of the interviews, the shares those of the specification, and no place is kept."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from questionnaires.contracts import OPERATIONS, PARADATA, SECTION_TIMES, Contract
from simulation.filling.asked import sections_of
from simulation.filling.submissions import Submission
from simulation.operations.paradata import paradata
from simulation.streams import Streams
from tests.simulation.builders import fieldwork, forms, of_form

FORM = forms().individual
SECTIONS = sections_of(FORM)
TIMES = 40  # each interview stands for so many, so that shares can be told


@cache
def interviews() -> tuple[Submission, ...]:
    own = of_form(fieldwork().submissions, FORM)
    return tuple(
        replace(one, instance_id=f"{one.instance_id}/{time}", asked=SECTIONS.asked(one.xml), case_id="C-1")
        for one in own
        for time in range(TIMES)
    )


@cache
def made(seed: int = 1) -> Mapping[Contract, pa.Table]:
    return of(interviews(), seed)


def of(submissions: tuple[Submission, ...], seed: int = 1, **more: Any) -> Mapping[Contract, pa.Table]:
    versions = {FORM.version: SECTIONS.names}
    return paradata(submissions, versions, {FORM.version: "simulated 1.0"}, Streams(seed), **more)


def numbers(name: str, contract: Contract = PARADATA) -> np.ndarray:
    return np.array(made()[contract].column(name).to_pylist(), dtype=float)


def test_every_interview_has_its_own_start_and_end_and_no_more_active_time_than_between_them() -> None:
    rows = made()[PARADATA]
    assert rows.num_rows == len(interviews()) > 2000
    length = np.array(
        [
            (b - a) / timedelta(seconds=1)
            for a, b in zip(rows["started_at"].to_pylist(), rows["ended_at"].to_pylist(), strict=True)
        ]
    )
    held = {one.instance_id: one.sent_order - one.asked.started.timestamp() for one in interviews() if one.asked}
    assert np.allclose(length, [held[name] for name in rows["record_id"].to_pylist()], atol=0.01)
    without_pause = numbers("n_pauses") == 0
    assert np.allclose(numbers("active_seconds")[without_pause], length[without_pause], atol=0.1)
    assert (numbers("active_seconds")[~without_pause] < length[~without_pause]).all()


def test_sections_add_up_to_the_interview_and_follow_one_another() -> None:
    sections = (
        made()[SECTION_TIMES]
        .group_by("record_id")
        .aggregate(
            [
                ("active_seconds", "sum"),
                ("n_questions", "sum"),
                ("n_pauses", "sum"),
                ("n_edits", "sum"),
                ("n_jumps", "sum"),
            ]
        )
    )
    sections = sections.sort_by("record_id")
    whole = made()[PARADATA].sort_by("record_id")
    for name in ("n_questions", "n_pauses", "n_edits", "n_jumps"):
        assert sections[f"{name}_sum"].to_pylist() == whole[name].to_pylist()
    assert np.allclose(sections["active_seconds_sum"].to_numpy(), whole["active_seconds"].to_numpy(), atol=2)
    order = {name: place for place, name in enumerate(SECTIONS.names)}
    first = (
        made()[SECTION_TIMES].filter(pc.equal(made()[SECTION_TIMES]["record_id"], whole["record_id"][0])).to_pylist()
    )
    begun = [row["started_at"] for row in sorted(first, key=lambda row: order[row["section"]])]
    assert begun == sorted(begun)


def test_a_section_with_more_to_read_out_takes_longer() -> None:
    every = made()[SECTION_TIMES]
    job, skills = (every.filter(pc.equal(every["section"], name))["active_seconds"] for name in ("g_job", "g_skl"))
    assert np.median(job.to_numpy()) > 3 * np.median(skills.to_numpy())


def test_pauses_edits_and_jumps_are_as_frequent_as_specified() -> None:
    questions = numbers("n_questions").sum()
    assert abs(numbers("n_pauses").mean() - 0.6) < 0.05
    assert abs(numbers("n_edits").sum() / questions - 0.02) < 0.001
    assert abs(numbers("n_jumps").sum() / questions - 0.01) < 0.0008


def test_four_places_in_a_hundred_are_unknown_and_one_is_far() -> None:
    rows = made()[PARADATA].to_pylist()
    unknown = [row for row in rows if row["distance_band"] is None]
    assert abs(len(unknown) / len(rows) - 0.04) < 0.012
    assert {(row["inside_psu"], row["accuracy_metres"]) for row in unknown} == {(None, None)}
    known = [row for row in rows if row["distance_band"] is not None]
    far = [row for row in known if row["distance_band"] in ("200-1000", ">1000")]
    assert abs(len(far) / len(known) - 0.01) < 0.006
    assert all(row["inside_psu"] == (row not in far) for row in known)
    assert abs(np.median([row["accuracy_metres"] for row in known]) - np.exp(2.3)) < 0.7


def test_what_was_filled_in_elsewhere_is_far_wherever_its_place_is_known() -> None:
    some = interviews()[:200]
    names = {one.instance_id for one in some[:100]}
    rows = of(some, elsewhere=names)[PARADATA].to_pylist()
    bands = {row["distance_band"] for row in rows if row["record_id"] in names}
    assert bands <= {"200-1000", ">1000", None}
    assert len(bands) > 1


def test_no_table_of_the_operations_has_room_for_a_place() -> None:
    words = ("lat", "lon", "gps", "coord", "geo", "point")
    for contract in OPERATIONS:
        assert not [column.name for column in contract.columns if any(word in column.name for word in words)]


def test_corrections_have_no_paradata_and_the_first_record_keeps_its_own() -> None:
    first = interviews()[0]
    again = replace(first, instance_id="uuid:again", replaces=first.instance_id)
    assert of((first, again))[PARADATA]["record_id"].to_pylist() == [first.instance_id]


def test_the_order_of_the_records_changes_nothing() -> None:
    some = interviews()[:50]
    assert of(some) == of(tuple(reversed(some)))


def test_without_interviews_there_are_no_rows() -> None:
    assert {table.num_rows for table in of(()).values()} == {0}


def test_interviews_take_three_quarters_of_an_hour_in_the_middle_and_interviewers_differ_in_pace() -> None:
    attempts, teams = fieldwork(3, 400).draw.attempts, fieldwork(3, 400).draw.teams
    held = (attempts.result == 1) & (attempts.until == "")
    minutes, who = attempts.minutes[held], attempts.interviewer[held]
    assert abs(np.median(minutes) - 46) < 4.5  # the middle of two dozen interviewers varies by four per cent
    own = [np.log(minutes[who == one] - 2).mean() for one in np.unique(who) if (who == one).sum() >= 8]
    assert len(own) > 15
    assert 0.1 < np.std(own) < 0.28  # 0.18 between interviewers
    assert np.corrcoef(teams.pace[who], np.log(minutes - 2))[0, 1] > 0.5
