"""What must be tried before a case may be given up, by the clock of the field."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.effort import FieldRulesUnreadable, read_rules
from questionnaires.tunisia import fieldwork

ZONE = ZoneInfo("Africa/Tunis")  # an hour before UTC
RULE = fieldwork.FIELD_FORMS.rules.effort
FILE = Path(fieldwork.__file__).with_name("fieldwork.toml")

HISTORIES = """
visits by the local clock                                        missing
-                                                                attempts4 evening1 weekend1 spread5
Mo10                                                             attempts3 evening1 weekend1 spread5
Mo10 Tu10 We10 Th10                                              evening1 weekend1 spread2
Mo10 Tu18 We10 Sa10                                              -
Mo10 Tu17 We10 Sa10                                              evening1
Mo10 Tu18 We10 Fr10                                              weekend1 spread1
Mo10 Mo12 Mo18 Su10                                              -
Sa18 Sa19                                                        attempts2 spread5
"""
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def moment(told: str) -> datetime:
    return datetime(2026, 11, 2 + DAYS.index(told[:2]), int(told[2:]), tzinfo=ZONE)


@pytest.mark.parametrize("line", HISTORIES.strip().splitlines()[1:])
def test_what_is_missing_after_some_visits(line: str) -> None:
    visits, missing = line[:65].split(), line[65:].split()
    lacks = RULE.lacks([moment(told) for told in visits if told != "-"], ZONE)
    assert [f"{lack.what}{lack.n}" for lack in lacks] == [told for told in missing if told != "-"]


def test_the_evening_begins_by_the_clock_of_the_field() -> None:
    at_five_in_greenwich = datetime(2026, 11, 3, 17, tzinfo=UTC)
    alone = replace(RULE, attempts=1, weekends=0, spread_days=0)
    assert alone.lacks([at_five_in_greenwich], ZONE) == ()
    assert alone.lacks([at_five_in_greenwich], ZoneInfo("UTC")) != ()


@given(st.lists(st.integers(0, 24 * 14), max_size=8))
def test_more_visits_never_leave_more_to_do(hours: list[int]) -> None:
    first = datetime(2026, 11, 2, tzinfo=ZONE)
    visits = [first + timedelta(hours=hour) for hour in hours]
    for n in range(len(visits)):
        fewer = {lack.what: lack.n for lack in RULE.lacks(visits[:n], ZONE)}
        more = {lack.what: lack.n for lack in RULE.lacks(visits[: n + 1], ZONE)}
        assert all(n <= fewer[what] for what, n in more.items())
    assert RULE.lacks(visits[::-1], ZONE) == RULE.lacks(visits, ZONE)


def test_every_number_of_the_rules_has_its_source(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    broken = tmp_path / "fieldwork.toml"
    broken.write_text(text.replace(', source = "specification of the field, assignment leases"', ""), encoding="utf-8")
    with pytest.raises(FieldRulesUnreadable):
        read_rules(broken)
    with pytest.raises(FieldRulesUnreadable):
        read_rules(tmp_path / "nothing.toml")
    assert read_rules(FILE) == fieldwork.FIELD_FORMS.rules
