import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.identifiers import case_id, check_digit, instance_id, psu_id, unit_id
from simulation.margins import as_csv
from simulation.old_country import country
from simulation.streams import Streams, uniform
from tests.simulation.builders import fieldwork, world


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


def test_regions_and_origins_come_out_as_the_country_file_says() -> None:
    here = world(1, 900)
    region = here.frame.region[here.units.psu[here.people.unit]]
    for code, parameters in country().regions.items():
        assert (region == code).mean() == pytest.approx(parameters.migrants, abs=0.05)
    wanted = {"AFR": 0.364, "MAG": 0.37, "ARB": 0.085, "EUR": 0.18}
    for code, share in wanted.items():
        assert (here.people.origin == code).mean() == pytest.approx(share, abs=0.05)


def test_nobody_arrived_before_being_born() -> None:
    people = world().people
    assert (people.months <= people.age * 12).all()


def test_every_margin_counts_the_same_eligible_persons() -> None:
    found = fieldwork(1, 900)
    totals: dict[str, float] = {}
    for row in found.margins.to_pylist():
        assert row["grade"] == "SIMULATED"
        totals[row["margin"]] = totals.get(row["margin"], 0) + row["total"]
    assert set(totals) == {"region", "sex", "age_group", "origin_group"}
    assert set(totals.values()) == {float(found.world.eligible.sum())}


def test_a_margin_that_too_few_respondents_would_carry_is_left_out() -> None:
    assert set(fieldwork().margins.column("margin").to_pylist()) == {"sex"}


def test_margins_are_written_with_the_columns_of_their_contract() -> None:
    assert as_csv(fieldwork().margins).splitlines()[0] == "margin,level,total,universe,source,date,grade"
