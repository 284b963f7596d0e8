"""What is known of a tablet's synchronisations: when, what came, and by how much its clock was off."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from survey_api.settings import Settings
from survey_api.store import syncs
from survey_api.store.syncs import Sync
from tests.survey_api.builders import NOON, Field, field, interview, visit


@pytest.fixture
def tablet(settings: Settings) -> Iterator[Field]:
    with field(settings) as running:
        yield running


def at(tablet: Field, moment: datetime) -> None:
    tablet.service.settings = replace(tablet.service.settings, clock=lambda: moment)


def known(tablet: Field) -> list[Sync]:
    return tablet.service.read(syncs.every)


def told(moment: datetime) -> dict[str, str]:
    return {"X-AMEM-Clock": moment.isoformat().replace("+00:00", "Z")}


def test_a_synchronisation_is_one_batch_with_the_error_of_the_clock(tablet: Field) -> None:
    fast = NOON + timedelta(minutes=7)
    assert tablet.client.get("/field/tablet", headers=told(fast)).status_code == 200
    at(tablet, NOON + timedelta(minutes=1))
    tablet.post(visit(), headers=told(fast + timedelta(minutes=1)))
    tablet.post(interview(), headers=told(fast + timedelta(minutes=1)))
    tablet.post(interview(), headers=told(fast + timedelta(minutes=1)))
    [one] = known(tablet)
    assert (one.synced_at, one.n_records, one.n_sendings, one.clock_ahead) == (NOON, 2, 3, 420.0)
    assert one.heard_at == NOON + timedelta(minutes=1)
    assert one.n_bytes > 1000


def test_what_comes_later_is_another_one(tablet: Field) -> None:
    tablet.post(visit())
    at(tablet, NOON + timedelta(minutes=11))
    tablet.post(interview())
    assert [(one.n_records, one.clock_ahead) for one in known(tablet)] == [(1, None), (1, None)]


def test_our_own_header_goes_before_the_date_that_a_browser_cannot_set(tablet: Field) -> None:
    tablet.post(visit(), headers=told(NOON - timedelta(hours=1)) | {"Date": "Tue, 24 Nov 2026 12:00:09 GMT"})
    assert [one.clock_ahead for one in known(tablet)] == [-3600.0]


def test_collect_says_its_time_by_the_date(tablet: Field) -> None:
    tablet.post(visit(), headers={"Date": "Tue, 24 Nov 2026 12:00:09 GMT"})
    assert [one.clock_ahead for one in known(tablet)] == [9.0]


@pytest.mark.parametrize("said", ["", "now", "2026", "9999-12-31T23:59:59.999-23:59", "0001-01-01T00:00:00+23:00"])
def test_nonsense_is_no_reason_to_refuse(tablet: Field, said: str) -> None:
    assert tablet.post(visit(), headers={"X-AMEM-Clock": said}).status_code == 201
    assert tablet.client.get("/field/tablet", headers={"X-AMEM-Clock": said}).status_code == 200


def test_who_asks_again_at_once_is_not_written_down_again(tablet: Field) -> None:
    tablet.client.get("/field/tablet", headers=told(NOON))
    at(tablet, NOON + timedelta(seconds=30))
    tablet.client.get("/field/tablet", headers=told(NOON))
    assert [(one.heard_at, one.clock_ahead) for one in known(tablet)] == [(NOON, 0.0)]
