"""Where checks are easily wrong: no time at all, amounts that are all the same, finer codes, rules nobody trusts."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from analysis.fieldwork.checks.doubtful import together
from analysis.fieldwork.checks.duplicates import COPIED, SAME_PERSON, TWICE, copied, in_order, same_person
from analysis.fieldwork.checks.durations import SHORT, minutes, too_short
from analysis.fieldwork.checks.flag import Flag, flag
from analysis.fieldwork.checks.outliers import grouped_log_distance
from analysis.fieldwork.checks.reading import ContextUnreadable, read_told
from analysis.fieldwork.checks.running import Run
from analysis.fieldwork.checks.screening import NOBODY, Doors, nobody_eligible_often
from analysis.fieldwork.checks.track_record import TrackRecord
from analysis.fieldwork.evening.people import _subjects
from tests.analysis.fieldwork.checks.exports import exported
from tests.analysis.fieldwork.checks.judging import material

WRONG, RIGHT = TrackRecord(judged=40, confirmed=1), TrackRecord(judged=40, confirmed=30)


def with_column(name: str, column: str, values: pa.Array | pa.ChunkedArray) -> Mapping[str, pa.Table]:
    tables = dict(exported().tables)
    data = tables[name]
    return tables | {name: data.set_column(data.column_names.index(column), column, values)}


def test_an_interview_of_no_time_at_all_is_too_short_and_not_of_unknown_length() -> None:
    held = exported().tables["interviews"]
    first = pa.array(np.arange(held.num_rows) == 0)
    tables = dict(with_column("interviews", "ended_at", pc.if_else(first, held["started_at"], held["ended_at"])))
    del tables["paradata"]
    found = {one.subject: one.surprise for one in too_short(material(tables), SHORT)}
    name = held["interview_id"][0].as_py()
    assert found[name] == max(found.values())


def test_where_half_of_a_group_gave_one_amount_all_amounts_say_what_is_usual() -> None:
    values = np.array([*[300.0] * 35, 90000.0, *np.linspace(100, 900, 60)])
    groups = np.array(["same"] * 36 + ["other"] * 60, dtype=object)
    assert grouped_log_distance(values, groups, 30)[35] > 3


def test_finer_codes_of_nobody_eligible_count_like_the_whole_one() -> None:
    codes = exported().tables["listing_units"]["disposition"]
    finer = pc.if_else(pc.equal(codes, "4.70"), pa.scalar("4.72"), codes)
    whole, fine = material(exported().tables), material(with_column("listing_units", "disposition", finer))
    assert Doors.of(fine).screened.sum() == Doors.of(whole).screened.sum()
    rule = replace(NOBODY, default={**NOBODY.default, "ratio": 1.01, "surprise": -9.0})
    seen = [one.evidence for one in nobody_eligible_often(whole, rule)]
    assert len(seen) > 10
    assert [one.evidence for one in nobody_eligible_often(fine, rule)] == seen


def test_two_of_whom_nothing_is_known_are_not_the_same_person() -> None:
    tables = dict(exported().tables)
    for column in ("sex", "age", "citiz1"):
        data = tables["interviews"]
        place = data.column_names.index(column)
        tables["interviews"] = data.set_column(place, column, pa.nulls(data.num_rows, data.schema.field(column).type))
    found = material(tables)
    assert list(same_person(found, SAME_PERSON)) == []
    assert list(copied(found, COPIED))


def flags() -> list[Flag]:
    return [flag(COPIED, "I1", 5.0, {}), flag(SHORT, "I1", 3.0, {}), flag(TWICE, "I2", 9.0, {})]


def test_a_retired_rule_makes_nothing_doubtful() -> None:
    assert sorted(one.rule.code for one in together(flags())) == ["doubtful", "two_of_a_case"]
    apart = ["near_duplicate", "too_short", "two_of_a_case"]
    assert sorted(one.rule.code for one in together(flags(), {"too_short"})) == apart


def test_where_joining_was_wrong_too_often_each_flag_stands_alone() -> None:
    assert sorted(one.rule.code for one in together(flags(), {"doubtful"})) == [
        "near_duplicate",
        "too_short",
        "two_of_a_case",
    ]


def test_flags_of_retired_rules_alert_nobody() -> None:
    run = Run((COPIED, SHORT), tuple(flags()))
    assert [one.rule for one in run.alerting({"too_short": WRONG, "near_duplicate": RIGHT})] == [COPIED, TWICE]


@pytest.mark.parametrize(
    ("key", "name", "about"), [("r:I1", "I1", True), ("r:I10", "I1", False), ("r:I1:x", "I1", True)]
)
def test_a_verdict_is_about_the_whole_name_of_an_interview(key: str, name: str, about: bool) -> None:
    assert (name in set(_subjects(key))) == about


def test_of_the_interviews_of_a_day_the_shorter_is_the_copy_whatever_the_clocks_say() -> None:
    found = material(exported().tables)
    order = np.argsort(in_order(found))
    days, taken = (found.interviews.started // 86400)[order], minutes(found)[order]
    assert (np.diff(days) >= 0).all()
    same_day = np.diff(days) == 0
    assert same_day.sum() > 50
    assert (np.diff(taken)[same_day] <= 0).all()


@pytest.mark.parametrize("moment", ["2026-10-20T19:00:00+01:00", "2026-10-20T18:00:00+00:00"])
def test_a_moment_of_the_context_is_told_in_universal_time(tmp_path: Path, moment: str) -> None:
    assert read_told(context(tmp_path, moment)).as_of.isoformat() == "2026-10-20T18:00:00+00:00"


def test_a_moment_without_its_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContextUnreadable):
        read_told(context(tmp_path, "2026-10-20T19:00:00"))


def context(folder: Path, moment: str) -> Path:
    told = {
        "as_of": moment,
        "interviewers": {},
        "psus": {},
        "published": {},
        "verdicts": {},
        "raised": {},
        "version": 1,
    }
    path = folder / "context.json"
    path.write_text(json.dumps({**told, "as_of": moment, "version": 1}), encoding="utf-8")
    return path
