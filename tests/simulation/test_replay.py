"""Replaying a campaign: at a speed, with words for what happens, and against the real service in any order."""

import io
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

import amem
from presentation.text import LANGUAGES
from questionnaires.files import read_manifest
from simulation.devices import DeviceCredentials, Line, Parcel, deliver, require_delivered
from simulation.field.margins import as_csv
from simulation.field.tables import write_sample
from simulation.fieldwork import simulate
from simulation.filling.submissions import Submission
from simulation.filling.versions import write_versions
from simulation.operations.sendings import Fate, Sending
from simulation.population.scenario import scenario
from simulation.roads.campaign import Campaign, prepare
from simulation.roads.closing import show_replay
from simulation.roads.replay import Pace, Replayed, Screen, parcels_of
from simulation.roads.shelf import shelf
from simulation.service import running
from simulation.setting_up import set_up, settings_of
from simulation.tally import Refusal, Tally
from survey_api.export import export
from survey_api.homes import Home
from tests.simulation.builders import code_lists, forms

RANDOM = random.Random(5)  # noqa: S311 - an order, no secret
GUESSED = "a token that was guessed"
WORDS = ("--scenario", "hostile-network", "--country", "small", "--interviews", "30", "--seed", "4")


def amem_simulate(*words: object) -> Result:
    return CliRunner().invoke(amem.main, ["--language", "en", "simulate", *WORDS, *map(str, words)])


def test_simulated_time_runs_at_the_speed_asked_for() -> None:
    pace = Pace(start=1000.0, speed=60.0)
    assert (pace.due(1000.0), pace.due(1600.0), pace.reached(10.0)) == (0.0, 10.0, 1600.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_happens_on_the_line_is_said_in_each_language(language: str) -> None:
    tally = busy_tally()
    told = io.StringIO()
    screen = Screen(Console(file=told, width=200), language)  # type: ignore[arg-type]  # one of the three
    line = screen.line(tally, Pace(0.0, 60.0), 10.0)
    assert "503×2" in line
    assert "1970-01-01" in line
    show_replay(screen.console, screen.language, Replayed(tally, 2.0, 3))
    assert "503" in told.getvalue()
    assert "{" not in line + told.getvalue()


def test_where_no_terminal_looks_on_a_line_is_said_now_and_then() -> None:
    told, now = io.StringIO(), [0.0]
    tally = Tally(3)
    with Screen(Console(file=told, width=200), "en", clock=lambda: now[0]).shown(tally, None):
        for now[0] in (1.0, 2.0, 100.0):
            tally.acknowledge(201)
    assert told.getvalue().count("acknowledged") == 1


def test_on_a_terminal_the_counts_stand_below_a_bar() -> None:
    told = io.StringIO()
    console = Console(file=told, width=200, force_terminal=True)
    with Screen(console, "en").shown(busy_tally(), None):
        pass
    assert "503×2" in told.getvalue()


def test_what_is_lost_with_its_tablet_is_not_sent() -> None:
    record = Submission("contact", "1", "uuid:1", b"<data/>", "T001", 0.0)
    sending = Sending(record, "T001", datetime(2026, 10, 5, tzinfo=UTC), 1, Fate.SENT)
    lost, cut = replace(sending, fate=Fate.LOST), replace(sending, fate=Fate.TRUNCATED, cut_after=9)
    assert parcels_of([lost]) == {}
    parcel = Parcel(sending.submission, sending.device, sending.at.timestamp(), 9)
    assert parcels_of([lost, cut]) == {sending.device: [parcel]}


def test_a_replay_twice_and_in_another_order_gives_the_same_export(tmp_path: Path) -> None:
    campaign = small_campaign(tmp_path / "forms")
    with shelf() as kept:
        sendings = campaign.send(campaign.fill(kept, 1, lambda _n: None, listing=False)).sendings
        parcels = parcels_of(sendings)
        shuffled = {device: RANDOM.sample(own, len(own)) for device, own in parcels.items()}
        said = amem_simulate("--home", tmp_path / "once", "--once", "--port", 0)
        assert said.exit_code == 0, said.output
        devices = home_of(tmp_path / "twice", campaign)
        with running("tunisia", tmp_path / "twice", 0) as service:
            delivered(service.address, devices, shuffled)
            known = tokens(tmp_path / "devices.json", devices)
            said = amem_simulate("--to", service.address, "--devices", known)
            tablets_that_are_not_let_in_are_told(service.address, tmp_path / "others.json", devices[0])
    assert f"  {sum(sending.whole for sending in sendings):,}" in said.output
    assert said.exit_code == 0
    assert exported(tmp_path / "once") == exported(tmp_path / "twice")


def tablets_that_are_not_let_in_are_told(address: str, path: Path, one: DeviceCredentials) -> None:
    asked = amem_simulate("--to", address, "--devices", tokens(path, [one]))
    assert asked.exit_code == 1
    assert "no credentials" in asked.output
    asked = amem_simulate("--to", address, "--devices", tokens(path, [replace(one, token=GUESSED)]))
    assert asked.exit_code == 1
    assert "amem device add" in asked.output
    assert GUESSED not in asked.output


def delivered(address: str, devices: Sequence[DeviceCredentials], parcels: Mapping[str, Sequence[Parcel]]) -> None:
    tally = Tally(sum(map(len, parcels.values())))
    deliver(Line(address), devices, parcels, tally)
    require_delivered(tally)
    assert tally.waiting == 0


def tokens(path: Path, devices: Iterable[DeviceCredentials]) -> Path:
    path.write_text(json.dumps([{"device_id": one.device, "token": one.token} for one in devices]))
    return path


def busy_tally() -> Tally:
    tally = Tally(10)
    tally.acknowledge(201)
    for status in (201, 503, 503, 400):
        tally.answered(status)
    tally.refuse(Refusal(400, "no", "contact", "uuid:1", "T001"))
    tally.reached("T001", 0.0)
    return tally


def small_campaign(folder: Path) -> Campaign:
    found = simulate(scenario("hostile-network"), 4, forms(), code_lists(), "small", 30)
    return prepare(found, write_versions(amem.TUNISIA.forms, folder, found.world.country.field.days))


def home_of(home: Path, campaign: Campaign) -> tuple[DeviceCredentials, ...]:
    fieldwork = campaign.fieldwork
    write_sample(home / "sample", fieldwork.sample, as_csv(fieldwork.margins), {"survey": "tunisia", **fieldwork.facts})
    (home / "DEMO").touch()  # such a home keeps its own key
    return set_up(amem.TUNISIA, home, campaign.releases, campaign.devices)


def exported(home: Path) -> Mapping[str, str]:
    export(settings_of(amem.TUNISIA, Home(home)), home / "exports", survey="tunisia")
    manifest = read_manifest(home / "exports")
    assert manifest.rows["interviews"] > 10
    return manifest.tables
