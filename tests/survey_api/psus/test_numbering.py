"""Numbers for tablets: blocks of a hundred, each with one tablet for ever, the same ones whenever it asks."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.within_dwelling import start_of
from survey_api.collection.psus.blocks import N_BLOCKS, block_of, serials, skipped
from survey_api.collection.psus.errors import NoMoreSerials, NotOfTeam, NotReleased
from survey_api.collection.psus.numbering import to_list
from survey_api.registering import add_devices
from survey_api.settings import Settings
from tests.survey_api.psus.drawn import FIRST, FOURTH, SECOND, TEAM, THIRD, Household, listing_of, seed_of


def test_the_blocks_hold_every_number_once() -> None:
    together = [serial for block in range(N_BLOCKS) for serial in serials(block)]
    assert together == list(range(1, 1000))


@given(st.integers(1, 999))
def test_a_number_lies_in_its_block(serial: int) -> None:
    assert serial in serials(block_of(serial))


@given(st.sets(st.integers(1, 999)))
def test_numbers_are_skipped_only_before_the_last_of_their_block(used: set[int]) -> None:
    for block in range(N_BLOCKS):
        here = {serial for serial in used if serial in serials(block)}
        last = max(here, default=serials(block)[0] - 1)
        assert {*skipped(block, used), *here} == set(range(serials(block)[0], last + 1))


def test_a_tablet_has_its_own_numbers_and_the_same_when_it_asks_again(settings: Settings, tmp_path: Path) -> None:
    with listing_of(settings, tmp_path / "draw") as listed:
        assert listed.numbers(0) == [[1, 100]]
        assert listed.numbers(1) == [[101, 200]]
        assert listed.numbers(0) == [[1, 100]]
        assert listed.numbers(0, blocks=2) == [[1, 100], [201, 300]]
        assert listed.numbers(1) == [[101, 200]]


def test_a_tablet_is_told_the_start_of_each_of_its_numbers(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        device = listed.tablets[1]
        listed.numbers(0)
        listed.running.client.auth = (device.device_id, device.token)
        told = listed.running.client.post(f"/field/psus/{FIRST}/listing", json={}).json()
        assert told["blocks"] == [[101, 200]]
        assert told["starts"]["147"] == f"{start_of(seed_of(FIRST), 147):.6f}"
        forms = listed.running.settings.field_forms
        given = listed.running.service.read(lambda connection: to_list(connection, forms, device.device_id))
        assert [(one.psu_id, one.blocks) for one in given] == [(FIRST, ((101, 200),)), (THIRD, ())]


def test_a_tablet_set_up_anew_is_told_which_of_its_numbers_are_taken(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        assert listed.numbers(0) == [[1, 100]]
        listed.numbers(1)
        listed.send(*(Household(serial, status="4").record() for serial in (1, 3)))
        device = listed.tablets[0]
        listed.running.client.auth = (device.device_id, device.token)
        told = listed.running.client.post(f"/field/psus/{FIRST}/listing", json={}).json()
        assert told["listed"] == [1, 3]
        assert listed.running.client.get("/field/assignment").json()["psus"][0]["listed"] == [1, 3]


def test_however_many_ask_at_once_no_two_have_the_same_number(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        names = [f"t-{number}" for number in range(N_BLOCKS)]
        add_devices(listed.running.service.order, names, TEAM)

        def ask(name: str) -> list[list[int]]:
            return list(listed.order("start_listing", psu_id=FIRST, device_id=name)["blocks"])

        with ThreadPoolExecutor(16) as tablets:
            twice = list(tablets.map(ask, names * 2))
        assert twice[:N_BLOCKS] == twice[N_BLOCKS:]
        assert sorted(first for [[first, _]] in twice[:N_BLOCKS]) == list(range(1, 1000, 100))
        with pytest.raises(NoMoreSerials):
            listed.numbers(0)


def test_a_psu_of_another_team_or_of_the_reserve_is_not_listed(own: Settings, tmp_path: Path) -> None:
    with listing_of(own, tmp_path / "draw") as listed:
        with pytest.raises(NotOfTeam):
            listed.numbers(0, SECOND)
        with pytest.raises(NotReleased):
            listed.order("assign_psus", teams={FOURTH: TEAM})
