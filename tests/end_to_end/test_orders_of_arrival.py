"""Whatever the order in which records arrive, and however often: the same states, the same export."""

from pathlib import Path

import pytest

from tests.end_to_end.orders_of_arrival import Campaign, Course, Seen, campaign, delivered


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """One campaign for all orders."""
    return campaign(tmp_path_factory.mktemp("campaign") / "sample")


@pytest.fixture(scope="module")
def in_time(told: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Delivered as it was made."""
    return delivered(tmp_path_factory.mktemp("in-time"), told, told.in_time())


def test_a_campaign_has_corrections_and_resends_and_a_tablet_that_comes_last(told: Campaign) -> None:
    assert any(one.replaces for one in told.visits)
    course = told.in_any_order(1)
    arrivals = [one.instance_id for one in (*course.before, *course.after)]
    assert len(set(arrivals)) < len(arrivals)
    assert {one.instance_id for one in (*told.listing, *told.visits)} == set(arrivals)


def test_another_order_leads_to_the_same_states_and_the_same_bytes(
    told: Campaign, in_time: Seen, tmp_path: Path
) -> None:
    assert delivered(tmp_path, told, told.in_any_order(1)) == in_time


def test_a_visit_that_never_arrives_makes_a_difference(told: Campaign, in_time: Seen, tmp_path: Path) -> None:
    missing = told.visits[0].instance_id
    course = Course(told.listing, [one for one in told.visits if one.instance_id != missing])
    assert delivered(tmp_path, told, course) != in_time
