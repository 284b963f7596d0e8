"""The model of eligibility against what only the simulator knows, and where it has nothing to go by."""

from collections.abc import Sequence

import numpy as np
import pytest

from analysis.fieldwork.counts import Outcomes
from analysis.fieldwork.eligibility import Basis
from analysis.fieldwork.groups import ALL, Group, everybody
from analysis.fieldwork.model import expected_persons
from analysis.fieldwork.outcomes import OutcomeClass
from analysis.fieldwork.units import Household, Row, Screened
from tests.analysis.fieldwork.builders import eligible_persons, simulated, simulated_fieldwork


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_model_comes_closer_to_the_truth_than_the_share_of_the_screened(number: int) -> None:
    found = everybody(simulated_fieldwork("default", number))
    stages = found.stages(weighted=False)
    assert stages is not None
    assert found.households is not None
    lives = eligible_persons(simulated("default", number)[1])
    closed = [lives[one.unit_id] > 0 for one in found.households if one.screened is Screened.UNSCREENED]
    truth = float(np.mean(closed))
    plain = stages.with_eligible / stages.screened
    size = stages.expected_persons / stages.with_eligible
    modelled = expected_persons(found, weighted=False).shares(stages, found.households, weighted=False).ur
    assert modelled is not None
    assert plain < truth  # eligible people are harder to find at home: what was screened says too little
    assert abs(float(modelled / size) - truth) < abs(float(plain) - truth)


def households(states: Sequence[tuple[Screened, str, int]]) -> Group:
    listed = tuple(
        Household(f"U{row:05d}", state, 2.0, {"stratum": stratum}, visits, 100)
        for row, (state, stratum, visits) in enumerate(states)
    )
    with_eligible = [one for one in listed if one.screened is Screened.WITH_ELIGIBLE]
    rows = tuple(
        Row(one.unit_id, "1.1", OutcomeClass.COMPLETE, 2.0, True, one.levels, "s", "p", 1, None, False)
        for one in with_eligible
    )
    return Group(ALL, ALL, rows, listed)


def test_what_was_drawn_from_the_model_is_found_by_it() -> None:
    random = np.random.default_rng(20261124)
    n = 6000
    stratum, visits = random.integers(0, 2, n), random.integers(1, 6, n)
    chance = 1 / (1 + np.exp(-(-2.5 + 0.8 * stratum + 0.35 * visits)))
    eligible, screened = random.random(n) < chance, random.random(n) < 1.1 - 0.2 * visits
    told = [
        (
            Screened.UNSCREENED if not seen else Screened.WITH_ELIGIBLE if lives else Screened.WITHOUT_ELIGIBLE,
            f"S{s}",
            v,
        )
        for seen, lives, s, v in zip(screened, eligible, stratum.tolist(), visits.tolist(), strict=True)
    ]
    group = households(told)
    for weighted in (False, True):
        stages = group.stages(weighted=weighted)
        assert stages is not None
        shares = expected_persons(group, weighted=weighted).shares(stages, group.households or (), weighted=weighted)
        truth, plain = float(eligible[~screened].mean()), float(eligible[screened].mean())
        assert shares.basis is Basis.MODEL
        assert shares.ur == pytest.approx(truth, abs=0.03)
        assert truth - plain > 0.08


def test_strata_where_nobody_or_everybody_is_eligible_do_not_stop_it() -> None:
    some = [(Screened.WITH_ELIGIBLE, "A", 1)] * 9 + [(Screened.WITHOUT_ELIGIBLE, "B", 2)] * 9
    group = households([*some, (Screened.UNSCREENED, "A", 1), (Screened.UNSCREENED, "C", 4)])
    stages = group.stages(weighted=False)
    assert stages is not None
    share = expected_persons(group, weighted=False).shares(stages, group.households or (), weighted=False).ur
    assert share is not None
    assert 0 < share < 1


@pytest.mark.parametrize(("state", "share"), [(Screened.WITH_ELIGIBLE, 1.0), (Screened.WITHOUT_ELIGIBLE, 0.0)])
def test_where_all_or_none_of_the_screened_are_eligible_the_share_is_theirs(state: Screened, share: float) -> None:
    group = households([(state, "A", 1)] * 5 + [(Screened.UNSCREENED, "A", 3)])
    stages = group.stages(weighted=False)
    assert stages is not None
    assert expected_persons(group, weighted=False).shares(stages, group.households or (), weighted=False).ur == share


def test_without_a_screened_household_there_is_no_model() -> None:
    group = households([(Screened.UNSCREENED, "A", 3), (Screened.NOT_FOUND, "A", 1)])
    stages = group.stages(weighted=False)
    assert stages is not None
    shares = expected_persons(group, weighted=False).shares(stages, group.households or (), weighted=False)
    assert (shares.uh, shares.ur, shares.uo) == (None, None, None)
    assert stages.outcomes == Outcomes.of(UR=1, UH=1)
