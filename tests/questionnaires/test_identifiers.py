"""Identifiers of listed units and cases: what is minted is read back, what was mistyped is told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.identifiers import (
    BadIdentifier,
    UnitName,
    case_id,
    check_digit,
    read_case_id,
    read_unit_id,
    unit_id,
)

PSUS = st.from_regex(r"TN[1-9][0-9]-[0-9]{4}", fullmatch=True)
SERIALS = st.integers(1, 999)


def what_is_wrong(text: str) -> str:
    with pytest.raises(BadIdentifier) as met:
        read_unit_id(text)
    (problem,) = met.value.problems
    return problem.code


@given(PSUS, SERIALS, st.integers(1, 60))
def test_what_was_minted_is_read_back(psu: str, serial: int, line: int) -> None:
    minted = unit_id(psu, serial)
    assert read_unit_id(minted) == UnitName(psu, serial)
    assert str(UnitName(psu, serial)) == minted
    assert read_case_id(case_id(minted, line)) == (UnitName(psu, serial), line)


@given(PSUS, SERIALS, st.data())
def test_one_wrong_figure_is_seen_wherever_it_stands(psu: str, serial: int, data: st.DataObject) -> None:
    minted = unit_id(psu, serial)
    place = data.draw(st.sampled_from([n for n, figure in enumerate(minted) if figure.isdecimal()]))
    figure = data.draw(st.sampled_from([other for other in "0123456789" if other != minted[place]]))
    assert what_is_wrong(minted[:place] + figure + minted[place + 1 :]) == "identifiers.check_digit"


@given(PSUS, SERIALS)
def test_a_missing_figure_is_seen(psu: str, serial: int) -> None:
    assert what_is_wrong(unit_id(psu, serial)[:-1]) in ("identifiers.not_a_unit", "identifiers.check_digit")


@pytest.mark.parametrize("text", ["", "TN11", "A-1", "-0147", "TN11-0013-01٤7", "TN11 0013-0147", "TN11-0013-0147-02"])
def test_what_has_another_shape_is_no_unit(text: str) -> None:
    assert what_is_wrong(text) == "identifiers.not_a_unit"


@pytest.mark.parametrize("serial", [0, 1000, -3])
def test_serial_numbers_have_three_figures(serial: int) -> None:
    with pytest.raises(BadIdentifier) as met:
        unit_id("TN11-0013", serial)
    assert met.value.problems[0].code == "identifiers.serial"


def test_nothing_is_listed_under_zero() -> None:
    assert what_is_wrong("TN11-0013-000" + check_digit("TN11-0013-000")) == "identifiers.serial"


def test_a_case_needs_a_unit_and_a_line() -> None:
    for text in ("TN11-0013", "x"):
        with pytest.raises(BadIdentifier):
            read_case_id(text)
