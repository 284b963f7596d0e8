"""What misbehaving interviewers make of a draw: rates as they were set, and nobody else's work touched."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from simulation.field.draw import Draw
from simulation.field.listed import NOBODY_FOREIGN
from simulation.field.screening import SCREENED
from simulation.misbehaviour.acts import HELD
from simulation.misbehaviour.catalogue import FRAUD, KINDS, UnknownMisbehaviour, kind
from simulation.misbehaviour.curbstoner import NOT_MET
from simulation.misbehaviour.deeds import DWELLING, NOBODY
from simulation.misbehaviour.misreport import Misreported
from simulation.misbehaviour.prevalence import COMMON, RARE, USUAL
from simulation.misbehaviour.work import work_of
from simulation.population.scenario import Misbehaviour, scenario
from tests.simulation.misbehaviour.draws import honest, hours, told
from tests.simulation.misbehaviour.reference import inhabited, interviews

LETTERS = "ABCDEFGH"


def role(found: Misreported, letter: str) -> tuple[int, ...]:
    return tuple(who for role in found.roles if role.kind.letter == letter for who in role.interviewers)


def deeds(found: Misreported, letter: str) -> npt.NDArray[np.int64]:
    """Rows of the deeds of a kind."""
    return np.flatnonzero(found.deeds.kind == letter)


def n_interviews(draw: Draw, who: tuple[int, ...]) -> int:
    return int(interviews(draw, who).sum())


def test_the_same_seed_gives_the_same_misbehaviour_and_another_one_another() -> None:
    first, again, other = told("fraud", seed=5), told.__wrapped__("fraud", seed=5), told("fraud", seed=6)
    assert [role.interviewers for role in first.roles] == [role.interviewers for role in again.roles]
    for name, values in vars(first.deeds).items():
        assert np.array_equal(values, getattr(again.deeds, name))
    assert [role.interviewers for role in first.roles] != [role.interviewers for role in other.roles]


def test_without_misbehaviours_a_draw_is_told_as_it_was() -> None:
    found = told("mar")
    assert found.draw is honest("mar")
    assert len(found.deeds) == len(found.visits) == len(found.units) == 0


def test_every_kind_of_the_fraud_scenario_has_its_interviewers_and_nobody_has_two_roles() -> None:
    found = told("fraud")
    everybody = [who for role in found.roles for who in role.interviewers]
    assert len(everybody) == len(set(everybody)) == sum(one.interviewers for one in scenario("fraud").misbehaviours)
    assert [role.kind.letter for role in found.roles] == list(LETTERS)
    assert set(found.deeds.kind) == set(LETTERS) - {"C"}


def test_deeds_are_those_of_the_interviewers_of_the_role() -> None:
    found = told("fraud")
    interviewer = found.draw.attempts.interviewer[found.deeds.attempt]
    for letter in LETTERS:
        assert set(interviewer[deeds(found, letter)]) <= set(role(found, letter))


@pytest.mark.parametrize("letter", "ABDEFGH")
def test_the_share_of_an_interviewers_interviews_is_the_parameter(letter: str) -> None:
    found = told("fraud", country="tunisia", only=Misbehaviour(letter, 6, 0.4))
    n = n_interviews(found.draw, role(found, letter))
    assert len(deeds(found, letter)) == pytest.approx(0.4 * n, rel=0.08)


def test_copies_are_changed_by_the_share_and_take_the_minutes_of_the_parameters() -> None:
    found = told("fraud", country="tunisia", only=Misbehaviour("A", 20, 0.45))
    rows = deeds(found, "A")
    assert len(rows) > 200
    assert found.deeds.changed[rows].mean() == pytest.approx(0.08, rel=0.1)
    assert np.median(found.deeds.minutes[rows]) == pytest.approx(17, rel=0.05)
    assert np.mean(found.deeds.place[rows] == "café") == pytest.approx(0.3, abs=0.08)
    assert DWELLING not in found.deeds.place[rows]


def test_a_curb_stoner_copies_from_own_interviews_held_before() -> None:
    found = told("fraud", country="tunisia", only=Misbehaviour("A", 20, 0.45))
    attempts, rows = found.draw.attempts, deeds(found, "A")
    copies, sources = found.deeds.attempt[rows], found.deeds.source[rows]
    assert np.array_equal(attempts.interviewer[copies], attempts.interviewer[sources])
    assert (attempts.at[sources] < attempts.at[copies]).all()
    assert not set(sources) & set(copies)
    assert set(attempts.result[sources]) == {HELD}


def test_a_curb_stoner_tells_cases_never_met_as_interviewed() -> None:
    found = told("fraud", country="tunisia", only=Misbehaviour("A", 20, 0.45))
    before, after = honest("fraud", country="tunisia").attempts, found.draw.attempts
    changed = np.flatnonzero(before.result != after.result)
    assert set(changed) == set(found.visits.row)
    assert len(changed) > 5
    assert set(before.result[changed]) <= set(NOT_MET)
    assert set(after.result[changed]) == {HELD}
    assert set(changed) <= set(found.deeds.attempt)


def test_duplicators_copy_a_colleague_of_their_team() -> None:
    found = told("fraud", country="tunisia")
    attempts, rows = found.draw.attempts, deeds(found, "D")
    copy, source = (attempts.interviewer[column[rows]] for column in (found.deeds.attempt, found.deeds.source))
    assert (copy != source).all()
    assert set(copy) | set(source) == set(role(found, "D"))
    assert len({who // found.draw.teams.size for who in role(found, "D")}) == 1


def test_false_ineligibles_are_a_share_of_the_inhabited_dwellings_told_in_the_evening_of_their_day() -> None:
    before, found = honest("fraud", country="tunisia"), told("fraud", country="tunisia")
    screening, units = found.draw.screening, found.units.row
    to_screen = inhabited(before, role(found, "C"))
    assert len(units) == pytest.approx(0.2 * to_screen.sum(), abs=1)
    assert to_screen[units].all()
    assert set(screening.status[units]) == {SCREENED}
    assert set(screening.visits[units]) == {1}
    assert (hours(found.draw, screening.at[units]) >= 18).all()
    assert np.array_equal(
        found.draw.calendar.day_of(screening.at[units]), before.calendar.day_of(before.screening.at[units])
    )
    assert len(set(screening.at[units])) == len(units)


def test_nobody_of_a_false_ineligible_dwelling_is_listed_drawn_or_visited() -> None:
    before, found = honest("fraud", country="tunisia"), told("fraud", country="tunisia")
    units = found.units.row
    assert (found.draw.listed.household[units] == NOBODY_FOREIGN).all()
    assert not set(found.draw.roster.unit) & set(units)
    assert not set(found.draw.cases.unit) & set(units)
    kept = ~np.isin(before.cases.unit, units)
    assert np.array_equal(found.draw.cases.person, before.cases.person[kept])
    assert len(found.draw.attempts) == kept[before.attempts.case].sum()
    visited = found.draw.cases.person[found.draw.attempts.case]
    assert np.array_equal(visited, before.cases.person[before.attempts.case[kept[before.attempts.case]]])


def test_night_fillers_work_at_night_and_nobody_else_does() -> None:
    found = told("fraud", country="tunisia")
    attempts = found.draw.attempts
    night = (hours(found.draw, attempts.at) >= 22) | (hours(found.draw, attempts.at) < 6)
    assert set(np.flatnonzero(night)) >= set(found.deeds.attempt[deeds(found, "E")])
    assert set(attempts.interviewer[night]) == set(role(found, "E"))


def test_the_honest_outlier_works_where_most_people_are_found_and_is_refused_less() -> None:
    before, found = honest("fraud", country="tunisia"), told("fraud", country="tunisia")
    (outlier,) = role(found, "G")
    density = work_of(before).density
    others = [who for role in found.roles for who in role.interviewers if who != outlier]
    busy = work_of(before).interviews >= work_of(before).interviews.mean() / 2
    assert density[outlier] >= np.delete(density, [outlier, *others])[np.delete(busy, [outlier, *others])].max()
    assert n_interviews(found.draw, (outlier,)) > n_interviews(before, (outlier,))


def test_an_interviewer_stays_in_one_place_at_a_time() -> None:
    attempts = told("fraud", country="tunisia").draw.attempts
    order = np.lexsort((attempts.at, attempts.interviewer))
    end = attempts.at + attempts.minutes * 60
    same = np.diff(attempts.interviewer[order]) == 0
    assert (attempts.at[order][1:] >= end[order][:-1])[same].all()


def test_visits_of_a_case_stay_in_the_order_of_their_numbers() -> None:
    attempts = told("fraud", country="tunisia").draw.attempts
    same = np.diff(attempts.case) == 0
    assert (np.diff(attempts.at)[same] > 0).all()
    assert (np.diff(attempts.visit_no)[same] == 1).all()


def test_the_work_of_everybody_else_is_told_as_it_was() -> None:
    before, found = honest("fraud"), told("fraud", without="C")
    busy = [who for role in found.roles for who in role.interviewers]
    others = ~np.isin(before.attempts.interviewer, busy)
    for name, values in vars(before.attempts).items():
        assert np.array_equal(values[others], getattr(found.draw.attempts, name)[others]), name


def test_rare_usual_and_common_differ_in_shares_and_in_interviewers() -> None:
    usual = scenario("fraud").misbehaviours
    assert USUAL.of(usual) == usual
    counts = {}
    for name, prevalence in (("rare", RARE), ("usual", USUAL), ("common", COMMON)):
        one = Misbehaviour("A", 1, 0.4)
        found = told("fraud", country="tunisia", only=prevalence.of([one]))
        counts[name] = len(deeds(found, "A"))
    assert counts["rare"] < counts["usual"] < counts["common"]
    assert all(share <= 1 for _, _, share in COMMON.of(usual))


def test_interviewers_of_two_roles_of_a_kind_copy_different_interviews() -> None:
    found = told("fraud", country="tunisia", only=COMMON.of([Misbehaviour("D", 2, 0.3)]))
    attempts, rows = found.draw.attempts, deeds(found, "D")
    team = attempts.interviewer // found.draw.teams.size
    assert len(role(found, "D")) == 4
    assert len(set(team[found.deeds.attempt[rows]])) == 2
    assert np.array_equal(team[found.deeds.attempt[rows]], team[found.deeds.source[rows]])


def test_nobody_copies_before_there_is_something_to_copy() -> None:
    found = told("fraud", only=Misbehaviour("A", 24, 1.0))
    attempts = found.draw.attempts
    for who in role(found, "A"):
        own = np.flatnonzero((attempts.result == HELD) & (attempts.interviewer == who))
        first = own[np.argsort(attempts.at[own])][:3]
        assert not set(first) & set(found.deeds.attempt)
    assert NOBODY not in found.deeds.source


@pytest.mark.parametrize("letter", LETTERS)
def test_a_kind_for_which_nobody_is_left_falls_away(letter: str) -> None:
    found = told("fraud", only=(Misbehaviour("B", 100, 0.8), Misbehaviour(letter, 2, 0.3)))
    assert [role.kind.letter for role in found.roles] == ["B"]


def test_g_and_h_are_no_fraud() -> None:
    assert set(KINDS) - FRAUD == {"G", "H"}


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownMisbehaviour):
        kind("Z")


def test_kinds_are_values_with_their_rates() -> None:
    for does in KINDS.values():
        other: Any = does.at(0.5)
        assert other.share == 0.5
        assert other.at(does.share) == does
        assert replace(other) == other
