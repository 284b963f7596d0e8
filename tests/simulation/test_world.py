import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.identifiers import case_id, check_digit, unit_id
from simulation.identifiers import instance_id, psu_id
from simulation.streams import Streams, uniform


def test_identifiers_read_like_what_they_name() -> None:
    psu = psu_id("TN-11", 7)
    assert psu == "TN11-0007"
    assert unit_id(psu, 12) == f"TN11-0007-012{check_digit('TN11-0007-012')}"
    assert case_id(unit_id(psu, 12), 3).endswith("-03")


def test_the_check_digit_is_that_of_iso_7064() -> None:
    assert check_digit("0794") == "5"


@given(st.from_regex(r"TN[1-9]{2}-[0-9]{4}-[0-9]{3}", fullmatch=True), st.integers(2, 12), st.integers(1, 9))
def test_a_mistyped_figure_changes_the_check_digit(text: str, place: int, shift: int) -> None:
    if text[place].isdecimal():
        wrong = text[:place] + str((int(text[place]) + shift) % 10) + text[place + 1 :]
        assert check_digit(wrong) != check_digit(text)


def test_instance_ids_depend_on_the_seed_and_on_what_the_record_is_about() -> None:
    assert instance_id(1, "a", 2) == instance_id(1, "a", 2)
    assert len({instance_id(1, "a", 2), instance_id(2, "a", 2), instance_id(1, "a", 3)}) == 3


def test_streams_of_components_do_not_touch_each_other() -> None:
    streams = Streams(5)
    alone = streams.of("people").random(3)
    streams.of("frame").random(1000)
    assert (streams.of("people").random(3) == alone).all()
    assert not (streams.of("frame").random(3) == alone).any()


def test_a_number_fixed_by_key_and_name_is_spread_evenly() -> None:
    numbers = [uniform(b"somebody", f"question {n}") for n in range(4000)]
    assert np.mean(numbers) == pytest.approx(0.5, abs=0.02)
    assert np.histogram(numbers, bins=10, range=(0, 1))[0].min() > 330
