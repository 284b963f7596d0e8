"""A new interview beside those before it: a copy, haste and a night are seen at once."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

from analysis.fieldwork.checks.durations import minutes
from analysis.fieldwork.checks.one_interview import New, Standards, looked_at, standards_of
from questionnaires.contracts import Kind
from questionnaires.files import ARROW_TYPES
from tests.analysis.fieldwork.checks.exports import exported
from tests.analysis.fieldwork.checks.judging import Judged


@cache
def judged() -> Judged:
    return Judged(exported())


@cache
def standards() -> Standards:
    return standards_of(judged().material)


def honest(number: int = 0) -> New:
    """An honest interview that is held again, by nobody before: under a new name, by somebody else."""
    found = judged().material.interviews
    kinds = [judged().kind.get(name) for name in found.name]
    row = [place for place, kind in enumerate(kinds) if kind == ""][number]
    answers = {name: found.column(name)[row] for name in found.answers if "__" not in name}
    started = judged().exported.tables["interviews"].column("started_at").cast(ARROW_TYPES[Kind.MOMENT])[row].as_py()
    return New("uuid:new", "E999", answers, float(minutes(judged().material)[row]), started.replace(hour=10))


def codes(new: New) -> set[str]:
    return {one.rule.code for one in looked_at(standards(), new)}


def changed(new: New, every: int) -> New:
    """Every so-manieth answer given otherwise."""
    told = {name: "other" if n % every == 0 and value else value for n, (name, value) in enumerate(new.answers.items())}
    return replace(new, answers=told)


def test_the_answers_of_another_interview_are_recognised_though_some_were_changed() -> None:
    assert "near_duplicate" in codes(honest())
    assert "near_duplicate" in codes(changed(honest(), every=12))


def test_answers_that_half_differ_are_nobodys_copy() -> None:
    assert "near_duplicate" not in codes(changed(honest(), every=2))


def test_haste_and_nights_are_seen_at_once() -> None:
    quiet = changed(honest(), every=2)
    assert codes(quiet) == set()
    assert codes(replace(quiet, minutes=quiet.minutes / 8)) == {"too_short"}
    assert codes(replace(quiet, started=quiet.started + timedelta(hours=13))) == {"at_night"}


def test_a_new_interview_is_known_to_those_after_it() -> None:
    new = changed(honest(), every=2)
    grown = standards().with_interview(new)
    assert len(grown.packed) == len(standards().packed) + 1
    [copy] = [one for one in looked_at(grown, replace(new, name="uuid:later")) if one.rule.code == "near_duplicate"]
    assert copy.other == "uuid:new"
    assert copy.evidence["own"] == 1
