"""Payments: verified effort is paid once, closed periods stay closed, what falls away later is reversed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.fieldwork.payments.effort import Item, Unit, effort
from analysis.fieldwork.payments.files import ENTRIES, read_ledger, write_ledger
from analysis.fieldwork.payments.ledger import Ledger, booked, locked, report
from analysis.fieldwork.payments.tariff import read_tariff, tariff
from analysis.fieldwork.problems import UnusableLedger
from questionnaires.contracts import CONTACT_ATTEMPTS, LISTING_UNITS
from questionnaires.files import table
from questionnaires.tunisia.fieldwork import FIELD_FORMS
from tests.analysis.fieldwork.builders import found_in, tables_of, unit, visit

WEEK, NEXT = date(2026, 10, 11), date(2026, 10, 18)
AMOUNTS = {"visit": Decimal("2.500"), "interview": Decimal("12"), "day": Decimal("15"), "screening": Decimal("1")}
TARIFF = tariff("TND", "invented", AMOUNTS, Decimal("0.25"))


def visits(*names: str, day: int = 5) -> list[Unit]:
    return [Unit("E01", Item.VISIT, name, date(2026, 10, day)) for name in names]


def test_computing_twice_adds_nothing() -> None:
    once = booked(Ledger(), visits("a", "b"), TARIFF, "2026-W41", WEEK)
    assert booked(once, visits("a", "b"), TARIFF, "2026-W41", WEEK) == once
    assert [(line.units, line.amount) for line in report(once.entries)] == [(2, Decimal("5.000"))]


def test_what_is_voided_after_the_period_was_closed_is_reversed_in_the_next() -> None:
    closed = locked(booked(Ledger(), visits("a", "b"), TARIFF, "2026-W41", WEEK), "2026-W41")
    after = booked(closed, visits("a"), TARIFF, "2026-W42", NEXT)
    assert after.of("2026-W41") == closed.entries
    (reversal,) = after.of("2026-W42")
    assert (reversal.units, reversal.amount, reversal.reverses) == (-1, Decimal("-2.500"), 2)
    assert report(after.entries)[0].amount == Decimal("2.500")
    again = booked(after, visits("a", "b"), TARIFF, "2026-W42", NEXT)
    assert [entry.units for entry in again.of("2026-W42")] == [-1, 1]


def test_a_reversal_is_of_the_amount_that_was_paid() -> None:
    dear = tariff("TND", "invented", {"visit": Decimal(9)}, Decimal(0))
    closed = locked(booked(Ledger(), visits("a"), TARIFF, "2026-W41", WEEK), "2026-W41")
    assert booked(closed, [], dear, "2026-W42", NEXT).entries[-1].amount == Decimal("-2.500")


def test_work_that_arrives_late_is_paid_in_the_open_period_and_later_work_waits() -> None:
    closed = locked(booked(Ledger(), visits("a"), TARIFF, "2026-W41", WEEK), "2026-W41")
    late = booked(closed, [*visits("a", "late"), *visits("next", day=20)], TARIFF, "2026-W42", NEXT)
    assert [entry.evidence for entry in late.of("2026-W42")] == ["late"]


def test_a_closed_period_takes_no_entry_and_is_not_closed_again() -> None:
    closed = locked(booked(Ledger(), visits("a"), TARIFF, "2026-W41", WEEK), "2026-W41")
    for act in (lambda: booked(closed, visits("b"), TARIFF, "2026-W41", WEEK), lambda: locked(closed, "2026-W40")):
        with pytest.raises(UnusableLedger):
            act()


def test_the_files_say_the_same_and_a_changed_line_is_found(tmp_path: Path) -> None:
    ledger = locked(booked(Ledger(), visits("a", "b"), TARIFF, "2026-W41", WEEK), "2026-W41")
    ledger = booked(ledger, visits("a"), TARIFF, "2026-W42", NEXT)
    write_ledger(tmp_path, ledger)
    assert read_ledger(tmp_path) == ledger
    assert read_ledger(tmp_path / "none") == Ledger()
    changed = (tmp_path / ENTRIES).read_text(encoding="utf-8").replace("2.500", "9.500", 1)
    (tmp_path / ENTRIES).write_text(changed, encoding="utf-8")
    with pytest.raises(UnusableLedger):
        read_ledger(tmp_path)


def test_a_part_of_an_interview_is_held_back_until_headquarters_approved() -> None:
    assert (TARIFF.of(Item.INTERVIEW), TARIFF.of(Item.RELEASE)) == (Decimal("9.000"), Decimal("3.000"))


@pytest.mark.parametrize(
    "text",
    [
        "currency = 'TND'\nsource = ''\n[amounts]\nvisit = '1'\n",
        "currency = 'TND'\nsource = 'x'\n[amounts]\nbribe = '1'\n",
        "currency = 'TND'\nsource = 'x'\n[amounts]\nvisit = '-1'\n",
        "currency = 'TND'\nsource = 'x'\nheld_back = '2'\n[amounts]\nvisit = '1'\n",
        "currency = 'TND'\n",
        "not toml",
    ],
)
def test_a_tariff_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "tariff.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UnusableLedger):
        read_tariff(tmp_path / "tariff.toml")


def made(attempts: Sequence[dict[str, object]]) -> dict[Item, list[tuple[str, str]]]:
    told = tables_of([unit("U1", "4.70"), unit("U2", "3.211")], attempts=attempts)
    units = effort(found_in(told), told[CONTACT_ATTEMPTS], None, FIELD_FORMS.contact, "Africa/Tunis")
    assert table(LISTING_UNITS, []).num_rows == 0
    return {item: [(one.interviewer, one.evidence) for one in units if one.item is item] for item in Item}


def test_effort_counts_visits_that_stand_screenings_and_days_worked() -> None:
    found = made(
        [
            visit("A1", "U1", by="E01"),
            visit("A2", "U1", hours=24, by="E02", result="11"),
            visit("A3", "U2", hours=2, by="E01", result="3"),
            visit("A4", "U2", hours=3, by="E01") | {"review_state": "voided"},
            visit("A5", "U2", hours=48, by="E01") | {"visit_mode": "2"},
        ]
    )
    assert found[Item.VISIT] == [("E01", "A1"), ("E01", "A3"), ("E02", "A2")]
    assert found[Item.SCREENING] == [("E02", "U1")]  # the refusal at U2 is no screening
    assert found[Item.DAY] == [("E01", "2026-10-05"), ("E02", "2026-10-06")]


@pytest.mark.parametrize("name", ["", "p", "2026-W9", "2026-W54", "2026-13", "2026-W41 "])
def test_a_period_that_has_no_place_in_the_order_is_refused(name: str) -> None:
    with pytest.raises(UnusableLedger) as refused:
        booked(Ledger(), visits("a"), TARIFF, name, WEEK)
    assert refused.value.problems[0].code == "payments.bad_period"


def test_weeks_and_months_are_not_counted_in_one_ledger() -> None:
    weeks = booked(Ledger(), visits("a"), TARIFF, "2026-W41", WEEK)
    with pytest.raises(UnusableLedger) as refused:
        booked(weeks, visits("a"), TARIFF, "2026-10", WEEK)
    assert refused.value.problems[0].code == "payments.other_periods"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('currency = "TND"\nsource = "x"\n[amounts]\nvisit = "dear"', "visit"),
        ('currency = "TND"\nsource = "x"\namounts = 3', "amounts"),
        ('currency = "TND"\nsource = "x"\nheld_back = "NaN"\n[amounts]\nvisit = "1"', "held_back"),
        ('currency = "TND"\nsource = "x"\n[amounts]\nvisit = "1e40"', "amounts"),
        ('source = "x"\n[amounts]\nvisit = "1"', "currency"),
        ("what is this", "t.toml"),
    ],
)
def test_a_tariff_that_cannot_be_read_names_what_is_wrong(tmp_path: Path, text: str, name: str) -> None:
    (tmp_path / "t.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UnusableLedger) as refused:
        read_tariff(tmp_path / "t.toml")
    assert refused.value.problems[0].values == {"name": name}
