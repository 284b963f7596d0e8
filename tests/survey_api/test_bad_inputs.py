"""Whatever is sent is answered or turned away, and nothing of it is found in the log."""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from survey_api.registering import NewDevice
from tests.survey_api.bad_inputs import MARK, Bad, bad_inputs
from tests.survey_api.prove_bad_inputs import meet
from tests.survey_api.proving import Life, begin, ended, prepare, settings_on

NAMES = tuple(bad_inputs(NewDevice("tablet", "token")))


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Life, dict[str, Bad]]]:
    settings = settings_on(tmp_path_factory.mktemp("attacked") / "home")
    [device] = prepare(settings, 1)
    log = settings.home.folder / "log"
    life = asyncio.run(begin(settings, log))
    with ended(life):
        cases = bad_inputs(device)
        assert asyncio.run(meet(life.address, cases["in pieces, as allowed"])).statuses == (201,)
        yield life, cases
        life.end(signal.SIGTERM)
        assert life.process.exitcode == 0
        _is_clean(log)


def _is_clean(log: Path) -> None:
    told = log.read_text()
    assert "submission received" in told
    assert MARK not in told
    assert '"error"' not in told


def test_there_are_at_least_150_bad_inputs() -> None:
    assert len(NAMES) >= 150


@pytest.mark.parametrize("name", NAMES)
def test_what_is_sent_is_answered_or_turned_away(attacked: tuple[Life, dict[str, Bad]], name: str) -> None:
    life, cases = attacked
    met = asyncio.run(meet(life.address, cases[name]))
    assert met.well, met


def test_afterwards_a_sound_interview_is_received(attacked: tuple[Life, dict[str, Bad]]) -> None:
    life, cases = attacked
    met = asyncio.run(meet(life.address, cases["in pieces, as allowed"]))
    assert met.statuses == (201,)
