"""What the checks find of simulated misbehaviour: copies, haste, nights; and whom they leave alone."""

from datetime import UTC, datetime
from functools import cache

import pyarrow.compute as pc
import pytest

from analysis.fieldwork.checks.rule import Level, Severity
from analysis.fieldwork.checks.running import run
from tests.analysis.fieldwork.checks.exports import exported
from tests.analysis.fieldwork.checks.judging import Judged, material, without


@cache
def judged() -> Judged:
    return Judged(exported())


def test_copies_are_told_from_honest_interviews_by_their_answers_alone() -> None:
    assert judged().auc("A") >= 0.98
    assert judged().auc("D") >= 0.98


def test_most_of_the_first_twenty_alerts_are_right_and_the_honest_outlier_is_not_among_ten() -> None:
    assert judged().precision(20) >= 0.6
    assert judged().rank("G") > 10


@pytest.mark.parametrize("kind", ["A", "B", "D", "E", "H"])
def test_somebody_hears_of_each_kind_of_misbehaviour(kind: str) -> None:
    assert judged().found_of(kind, Severity.RED, Severity.AMBER)


def test_hardly_a_red_alert_is_false() -> None:
    red = [one for one in judged().found.flags if one.rule.severity is Severity.RED]
    assert len(red) > 20
    assert sum(not judged().right(one) for one in red) <= 2


def test_an_interview_has_one_alert_for_all_that_independent_checks_say_of_it() -> None:
    independent = [one for one in judged().found.flags if one.rule.level is Level.INTERVIEW and one.rule.independent]
    doubtful = [one for one in judged().found.flags if one.rule.code == "doubtful"]
    assert {one.subject for one in independent}.isdisjoint({one.subject for one in doubtful})
    assert all(len(one.reasons) >= 2 for one in doubtful)


def test_every_flag_has_a_key_of_its_own_and_the_list_falls_by_score() -> None:
    flags = judged().found.flags
    assert len({one.key for one in flags}) == len(flags)
    assert [one.score for one in flags] == sorted((one.score for one in flags), reverse=True)


def test_without_paradata_copies_are_still_first() -> None:
    bare = Judged(without(exported(), "paradata", "section_times", "syncs"))
    assert bare.found.failed == ()
    assert bare.precision(20) >= 0.6
    assert {one.rule.code for one in bare.found.flags}.isdisjoint({"far_away", "sections_rushed", "tablet_silent"})


def test_a_field_of_which_hardly_anything_came_breaks_no_check() -> None:
    for n in (0, 1, 3):
        few = {name: data.slice(0, n) for name, data in exported().tables.items()}
        assert run(material(few, datetime(2026, 10, 5, tzinfo=UTC))).failed == ()
    doors = exported().tables["contact_attempts"]
    only_cases = dict(exported().tables) | {"contact_attempts": doors.filter(pc.is_valid(doors.column("case_id")))}
    assert run(material(only_cases)).failed == ()


def test_the_same_export_gives_the_same_list_in_whatever_order_its_rows_come() -> None:
    shuffled = {name: data.take(list(reversed(range(data.num_rows)))) for name, data in exported().tables.items()}
    again = run(material(shuffled)).flags
    assert [one.key for one in again] == [one.key for one in judged().found.flags]


def test_the_checks_read_no_sensitive_answer_and_no_evidence_names_one() -> None:
    watched, found = judged().material.watched, judged().material.interviews
    named = {pair.variable for one in judged().found.flags for pair in one.pairs}
    named |= {str(reason.values.get("variable", "")) for one in judged().found.flags for reason in one.reasons}
    assert len(named) > 5
    assert named.isdisjoint(watched.sensitive)
    assert {name.partition("__")[0] for name in found.answers}.isdisjoint(watched.sensitive)
    assert any(name in watched.sensitive for name in exported().tables["interviews"].column_names)
