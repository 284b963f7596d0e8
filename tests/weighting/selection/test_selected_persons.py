"""Persons within a dwelling: many dwellings at once and one by one are the same selection, figure for figure."""

import numpy as np

from questionnaires.within_dwelling import EligibleMember, number_to_select, select
from weighting.selection.within_dwelling import persons_to_select, select_within


def test_many_dwellings_at_once_select_whom_the_listing_form_selects_one_by_one() -> None:
    random = np.random.default_rng(31)
    counts = random.integers(1, 22, 400)
    unit = np.repeat(np.arange(len(counts)), counts)
    line = np.concatenate([random.permutation(n) + 1 for n in counts])
    age, sex = random.integers(15, 22, len(unit)), random.integers(1, 3, len(unit))
    start = random.random(len(counts)).round(6)
    start[:4] = [0.0, 0.999999, 0.5, 0.2]
    selected, p = select_within(unit, age, sex, line, start)
    for number, n in enumerate(counts.tolist()):
        here = np.flatnonzero(unit == number)
        one = select([EligibleMember(int(line[k]), int(age[k]), int(sex[k])) for k in here], float(start[number]))
        assert tuple(sorted(line[here[selected[here]]].tolist())) == one.lines
        assert set(p[here].tolist()) == {one.probability}
        assert len(one.lines) == number_to_select(n)


def test_how_many_are_selected_is_the_same_by_both_roads() -> None:
    assert persons_to_select(np.arange(40)).tolist() == [number_to_select(n) for n in range(40)]
    assert [number_to_select(n) for n in (0, 1, 5, 6, 14, 15)] == [0, 1, 1, 2, 2, 3]
