"""An honest fieldwork keeps the rules of visiting: who comes back, when, and to whom nobody does."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from questionnaires.tunisia.fieldwork import FIELD_FORMS
from simulation.field.calendar import TUNIS
from simulation.field.draw import Draw, draw
from simulation.field.full import listed_units, visits
from simulation.field.persons import Visit
from simulation.field.results import HARD, Result
from simulation.field.schedule import as_datetime
from simulation.field.visiting import Attempts
from simulation.population.scenario import scenario
from simulation.streams import Streams
from tests.simulation.builders import drawn, fieldwork, world

REST = timedelta(days=5).total_seconds()
SCENARIOS = ("mar", "default", "nmar", "hostile-network")


def in_scenario(name: str) -> Draw:
    return draw(world(7, "tunisia"), scenario(name), Streams(11))


def by_case(attempts: Attempts) -> Iterator[range]:
    """The rows of each case, in the order of its visits."""
    bounds = np.flatnonzero(np.diff(attempts.case, prepend=-1, append=-2))
    for first, after in pairwise(bounds.tolist()):
        yield range(first, after)


def pairs_after(attempts: Attempts, result: Result) -> list[tuple[int, int]]:
    """Every visit with this result, and each visit to the same case after it."""
    return [
        (row, later)
        for rows in by_case(attempts)
        for row in rows
        if attempts.result[row] == int(result)
        for later in range(row + 1, rows.stop)
    ]


@pytest.mark.parametrize("name", SCENARIOS)
def test_nobody_comes_back_after_fear_or_opposition(name: str) -> None:
    made = in_scenario(name).attempts
    hard = {int(reason) for reason in HARD}
    assert any(reason in hard for reason in made.reason)
    assert not [row for row, _ in pairs_after(made, Result.REFUSAL) if made.reason[row] in hard]


@pytest.mark.parametrize("name", SCENARIOS)
def test_after_another_refusal_somebody_else_comes_five_days_later_and_asks_once(name: str) -> None:
    made = in_scenario(name).attempts
    after = pairs_after(made, Result.REFUSAL)
    assert after
    assert all(made.interviewer[row] != made.interviewer[later] for row, later in after)
    assert all(made.at[later] - made.at[row] >= REST for row, later in after)
    assert not [later for _, later in after if made.result[later] == int(Result.REFUSAL) and _goes_on(made, later)]


def _goes_on(made: Attempts, row: int) -> bool:
    return row + 1 < len(made) and bool(made.case[row + 1] == made.case[row])


@pytest.mark.parametrize("name", SCENARIOS)
def test_who_lacked_the_language_does_not_come_again(name: str) -> None:
    made = in_scenario(name).attempts
    after = pairs_after(made, Result.LANGUAGE)
    assert after
    assert all(made.interviewer[row] != made.interviewer[later] for row, later in after)


def test_who_keeps_the_rules_gives_nobody_up_before_an_evening_a_weekend_and_five_days() -> None:
    found = in_scenario("default")
    made, rules, most = found.attempts, FIELD_FORMS.rules.effort, found.protocol.visits.most
    nobody = (int(Result.NOBODY), int(Result.NO_ACCESS))
    given_up = [rows for rows in by_case(made) if len(rows) == most and np.isin(made.result[rows], nobody).all()]
    assert len(given_up) > 50
    assert [rules.lacks([as_datetime(made.at[row]) for row in rows], TUNIS) for rows in given_up] == [()] * len(
        given_up
    )


def kept(made: tuple[Visit, ...]) -> list[timedelta]:
    """How long after its appointment each visit begins that follows one."""
    agreed = [(one, other) for one, other in pairwise(made) if one.result is Result.APPOINTMENT]
    return [other.at - (one.at + one.appointment_in) for one, other in agreed if other.case is one.case]


def test_appointments_are_kept_to_the_minute() -> None:
    small = drawn()
    units = dict(enumerate(listed_units(small, np.arange(len(small.listed)))))
    late = kept(visits(small, units))
    assert len(late) > 20
    assert set(late) == {timedelta(0)}


def test_appointments_on_the_form_are_for_a_quarter_of_an_hour() -> None:
    found = fieldwork()
    texts = {one.instance_id: one.xml.decode() for one in found.submissions}
    agreed = [one for one in found.visits if one.result is Result.APPOINTMENT]
    said = [text for text in texts.values() if "<appoint_dt>" in text]
    assert len(said) == len(agreed) > 0
    moments = sorted(text.split("<appoint_dt>")[1][14:16] for text in said)
    assert set(moments) <= {"00", "15", "30", "45"}
