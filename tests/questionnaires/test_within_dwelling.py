"""The selection within a dwelling: what the listing form computes, known to the server before anybody goes there."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from questionnaires.within_dwelling import EligibleMember, Selection, number_to_select, select, start_of
from tests.questionnaires.survey_forms import household, interview

LISTING = "amem_tn_listing"
PEOPLE = st.tuples(st.sampled_from(["1", "2"]), st.integers(10, 60))
STARTS = st.one_of(
    st.integers(0, 10**6).map(lambda number: number / 10**6),
    # at the ends of the steps, where a float falls on one side or the other
    st.builds(
        lambda rank, n, shift: min(max(round(rank * number_to_select(n) / n % 1, 6) + shift / 10**6, 0.0), 1.0),
        st.integers(0, 17),
        st.integers(1, 17),
        st.integers(-1, 1),
    ),
)


def adults(roster: list[tuple[str, int]]) -> list[EligibleMember]:
    return [EligibleMember(line, age, int(sex)) for line, (sex, age) in enumerate(roster, start=1) if age >= 18]


@settings(max_examples=60)
@given(st.lists(PEOPLE, min_size=1, max_size=17), STARTS)
@example([("1", 30)] * 3, 0.333333)
@example([("1", 30)] * 3, 0.666667)
@example([("2", 20 + n) for n in range(7)], 0.285714)
@example([("2", 20 + n) for n in range(15)], 0.2)
@example([("2", 20 + n) for n in range(15)], 0.6)
@example([("1", 30)] * 5, 0.2)
@example([("1", 30)] * 5, 1.0)
@example([("1", 30)] * 6, 0.0)
def test_the_server_selects_whom_the_form_selects(roster: list[tuple[str, int]], start: float) -> None:
    filled = interview(LISTING, household(roster), preload={"sel_u": f"{start:.6f}", "min_age": "18"})
    found = select(adults(roster), round(start, 6))
    assert [int(line) for line in filled.value("sel_lines").split()] == list(found.lines)
    assert int(filled.value("n_elig")) == found.among
    told = filled.value("sel_prob")
    assert (float(told) if told else None) == found.probability


@given(st.lists(PEOPLE, min_size=1, max_size=60), STARTS)
def test_as_many_are_selected_as_the_rule_says(roster: list[tuple[str, int]], start: float) -> None:
    found = select(adults(roster), start)
    assert len(found.lines) == len(set(found.lines)) == number_to_select(found.among)


@given(st.permutations([("1", 44), ("2", 44), ("1", 19), ("2", 30), ("1", 31), ("1", 52), ("2", 18)]), STARTS)
def test_the_order_of_the_roster_changes_nothing(roster: list[tuple[str, int]], start: float) -> None:
    usual = sorted(roster)
    found = {roster[line - 1] for line in select(adults(roster), start).lines}
    assert found == {usual[line - 1] for line in select(adults(usual), start).lines}


@pytest.mark.parametrize("n", range(1, 21))
def test_over_all_starts_each_member_has_the_stated_probability(n: int) -> None:
    members = [EligibleMember(line, 20 + line, 1) for line in range(1, n + 1)]
    grid = 7 * n  # starts in the middle of equal parts of a step
    times = Counter(line for part in range(grid) for line in select(members, (2 * part + 1) / (2 * grid)).lines)
    assert {Fraction(count, grid) for count in times.values()} == {Fraction(number_to_select(n), n)}
    assert len(times) == n


def test_over_20000_seeds_each_member_of_one_household_is_selected_as_often_as_stated() -> None:
    members = [EligibleMember(line, 20 + line, 1) for line in range(1, 8)]
    seeds = 20_000
    times = Counter(line for seed in range(seeds) for line in select(members, start_of(f"{seed:032x}", 147)).lines)
    expected = seeds * 2 / 7
    deviation = (seeds * (2 / 7) * (5 / 7)) ** 0.5
    assert set(times) == set(range(1, 8))
    assert all(abs(count - expected) < 4.5 * deviation for count in times.values()), times


def test_where_nobody_is_eligible_nobody_is_selected() -> None:
    assert select([], 0.5) == Selection((), 0)
    assert select([], 0.5).probability is None


def test_the_start_of_a_unit_depends_on_its_psu_and_on_its_number_alone() -> None:
    assert start_of("0" * 32, 147) == start_of("0" * 32, 147)
    assert len({start_of("0" * 32, 147), start_of("0" * 32, 148), start_of("1" * 32, 147)}) == 3
    assert start_of("00112233445566778899aabbccddeeff", 147) == 0.496327
