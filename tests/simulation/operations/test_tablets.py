"""Clocks, synchronisations, losses and versions: the shares are those of the scenario, and tablets stay coherent."""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from simulation.field.calendar import TUNIS
from simulation.operations.clocks import set_clocks
from simulation.operations.syncs import Work, days_of_work, plan_syncs
from tests.simulation.operations.builders import (
    MONDAY,
    NETWORKS,
    PUBLISHED,
    SPARE,
    TABLETS,
    VERSIONS,
    days,
    planned,
)

HOUR, DAY = 3600.0, 86400.0


def test_most_clocks_are_wrong_by_seconds_three_by_an_hour_and_one_by_a_day() -> None:
    clocks = set_clocks(TABLETS, NETWORKS, np.random.default_rng(1))
    errors = np.array([clocks.error(tablet).total_seconds() for tablet in TABLETS])
    assert sum(abs(errors - HOUR) < 600) == 3
    assert sum(abs(errors - DAY) < 600) == 1
    usual = errors[abs(errors) < 600]
    assert len(usual) == 56
    assert 28 < usual.std() < 52  # 40 s, four standard errors on 56 clocks
    assert abs(usual.mean()) < 22


def test_what_a_clock_shows_is_turned_back_into_the_moment() -> None:
    clocks = set_clocks(TABLETS, NETWORKS, np.random.default_rng(1))
    assert all(clocks.true(one, clocks.shown(one, MONDAY)) == MONDAY for one in TABLETS)


def test_three_days_in_four_end_with_a_synchronisation_the_others_wait_twenty_hours() -> None:
    work = days()
    found = days_of_work(work)
    alone = [replace(one, tablet=f"{one.tablet}/{one.day}") for one in found]
    syncs = plan_syncs(alone, NETWORKS, np.random.default_rng(2))
    waits = np.array([(syncs.moments[one.tablet][0] - one.last).total_seconds() for one in alone]) / HOUR
    evenings = [one for one, wait in zip(alone, waits, strict=True) if wait <= 3.5]
    assert len(alone) == 60 * 60
    assert abs(len(evenings) / len(alone) - 0.77) < 0.03  # three in four, and the shortest of the other waits
    late = waits[waits > 3.5] - 3.5
    assert abs(late.mean() / 20 - 1) < 0.15  # an exponential wait forgets what has passed


def test_every_record_meets_a_synchronisation_of_its_tablet() -> None:
    plan = planned()
    for one in days():
        tablet = plan.tablets.in_hand(one.tablet, one.ended)
        if tablet not in plan.tablets.losses:
            following = plan.syncs.next(tablet, one.ended)
            assert following is not None
            assert following >= one.ended


def test_where_no_network_reaches_records_wait_one_to_four_days() -> None:
    work = tuple(replace(one, covered=one.ended.isoweekday() not in (2, 3)) for one in days(tablets=TABLETS[:12]))
    syncs = planned(work, replace(NETWORKS, lost=0)).syncs
    waits = []
    for one in work:
        following = syncs.next(one.tablet, one.ended)
        assert following is not None
        if not one.covered:
            waits.append((following - one.ended).total_seconds() / DAY)
    assert min(waits) > 0.8
    assert max(waits) < 5.0
    assert 1.0 < np.median(waits) < 3.0


def test_two_tablets_are_lost_with_what_they_held_and_replaced() -> None:
    plan = planned()
    assert len(plan.tablets.losses) == 2
    assert [loss.replacement for loss in plan.tablets.losses.values()] == list(SPARE[:2])
    for loss in plan.tablets.losses.values():
        own = [one.ended for one in days() if one.tablet == loss.tablet]
        last = plan.syncs.last(loss.tablet, loss.at)
        assert [one for one in own if (last is None or one > last) and one <= loss.at]
        assert plan.syncs.next(loss.tablet, loss.at) is None
        assert plan.tablets.in_hand(loss.tablet, loss.at) == loss.tablet
        assert plan.tablets.in_hand(loss.tablet, loss.at + timedelta(seconds=1)) == loss.replacement
        assert plan.syncs.next(loss.replacement, max(own)) is not None


def test_a_version_is_on_a_tablet_once_it_has_synchronised_and_after_five_days_at_the_latest() -> None:
    plan = planned()
    for one in days():
        tablet = plan.tablets.in_hand(one.tablet, one.ended)
        version = plan.adoption.version(tablet, one.ended)
        heard = plan.syncs.last(tablet, one.ended)
        newest = VERSIONS[sum(one.ended - timedelta(days=5) >= known.at for known in PUBLISHED[1:])]
        assert VERSIONS.index(version) >= VERSIONS.index(newest)
        if heard is not None:
            assert VERSIONS.index(version) >= sum(heard >= known.at for known in PUBLISHED[1:])
        assert one.ended >= PUBLISHED[VERSIONS.index(version)].at


def test_a_new_tablet_is_handed_out_with_the_newest_version() -> None:
    plan = planned()
    for loss in plan.tablets.losses.values():
        assert plan.adoption.version(loss.replacement, loss.at) == plan.adoption.newest(loss.at)


def test_a_few_interviews_of_the_five_days_after_a_change_are_held_with_the_old_version_and_none_later() -> None:
    old = total = later = 0
    for seed in range(3):
        work = _with_uncovered_days(seed)
        plan = planned(work, seed=seed)
        for one in work:
            if any(change.at <= one.ended < change.at + timedelta(days=5) for change in PUBLISHED[1:]):
                version = plan.version_at(one.tablet, one.ended)
                old += version != plan.adoption.newest(one.ended)
                total += 1
            else:
                later += plan.version_at(one.tablet, one.ended) != plan.adoption.newest(one.ended)
    assert 0.015 < old / total < 0.09
    assert later == 0


def _with_uncovered_days(seed: int) -> tuple[Work, ...]:
    """Eight days in a hundred are worked where no network reaches."""
    random = np.random.default_rng(seed)
    away = {(tablet, day): random.random() < 0.08 for tablet in TABLETS for day in range(400)}
    return tuple(
        replace(one, covered=not away[one.tablet, one.ended.astimezone(TUNIS).timetuple().tm_yday]) for one in days()
    )


def test_the_same_seed_gives_the_same_plan() -> None:
    assert planned.__wrapped__() == planned()
    assert planned().syncs != planned(seed=2).syncs
