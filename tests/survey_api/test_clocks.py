"""A tablet's clock may be years off: nothing is refused, nothing is decided by it, and it is written down."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from sqlalchemy import select

from survey_api.settings import Settings
from survey_api.store.tables import Event, Submission, rows_of
from tests.survey_api.builders import NOON, Field, field, interview

YEAR = timedelta(days=365)


def sent_at(tablet: Field, moment: datetime, instance: str = "uuid:i1") -> int:
    said = moment.isoformat(timespec="milliseconds")
    xml = interview(instance, start=said, end=said, today=moment.date().isoformat())
    return tablet.post(xml, headers={"Date": format_datetime(moment, usegmt=True)}).status_code


def noted(tablet: Field) -> list[object]:
    events = rows_of(Event)
    found = select(events.c.details).where(events.c.action == "submission.received").order_by(events.c.number)
    rows = tablet.service.read(lambda connection: connection.scalars(found).all())
    return [json.loads(row).get("clock_off_days") for row in rows]


@pytest.mark.parametrize("years", [-10, -1, 1, 10])
def test_an_interview_from_another_year_is_received_and_the_clock_is_noted(tablet: Field, years: int) -> None:
    assert sent_at(tablet, NOON + years * YEAR) == 201
    assert noted(tablet) == [365 * years]


def test_a_clock_that_is_an_hour_off_is_right_enough(tablet: Field) -> None:
    assert sent_at(tablet, NOON + timedelta(hours=1)) == 201
    assert noted(tablet) == [None]


NONSENSE = (
    "",
    "yesterday",
    "0",
    "Tue, 99 Nov 2026 12:00:00 GMT",
    "Mon, 01 Jan 0001 00:00:00 +2300",
    "Fri, 31 Dec 9999 23:59:59 -2300",
    f"Tue, 24 Nov {'9' * 30} 12:00:00 GMT",
    "Tue, 24 Nov 2026 12:00:00 +99999999999",
)


@pytest.mark.parametrize("said", NONSENSE)
def test_a_clock_that_says_nonsense_is_no_reason_to_refuse(tablet: Field, said: str) -> None:
    assert tablet.post(interview(), headers={"Date": said}).status_code == 201


def test_the_order_is_that_of_arrival_and_the_moment_that_of_the_server(tablet: Field) -> None:
    for number, years in enumerate((10, -10, 0)):
        sent_at(tablet, NOON + years * YEAR, f"uuid:{number}")
    table = rows_of(Submission)
    wanted = select(table.c.instance_id, table.c.received_at).order_by(table.c.number)
    rows = tablet.service.read(lambda connection: connection.execute(wanted).all())
    assert [tuple(row) for row in rows] == [(f"uuid:{number}", NOON) for number in range(3)]


@pytest.mark.parametrize("years", [-10, 10])
def test_a_server_whose_clock_is_years_off_loses_nothing_and_takes_it_back(own: Settings, years: int) -> None:
    with field(replace(own, clock=lambda: NOON + years * YEAR)) as tablet:
        assert tablet.post(interview("uuid:before")).status_code == 201
    with field(own, device="tablet-2") as tablet:
        assert tablet.post(interview("uuid:before")).status_code == 201
        assert tablet.post(interview("uuid:after")).status_code == 201
        tablet.settle()
        table = rows_of(Submission)
        held = tablet.service.read(lambda c: c.scalars(select(table.c.instance_id).order_by(table.c.number)).all())
    assert list(held) == ["uuid:before", "uuid:after"]
