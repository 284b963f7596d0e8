"""The proofs of receiving in their short forms; ``make prove`` runs the long ones."""

import asyncio
import signal

import pytest

from survey_api.settings import Settings
from tests.survey_api.prove_kills import end_over_and_over
from tests.survey_api.prove_power import lose_what_was_written
from tests.survey_api.proving import settings_on
from tests.survey_api.recording import FULL, NORMAL
from tests.survey_api.servers import NewDatabase


@pytest.mark.parametrize(("number", "ends"), [(signal.SIGKILL, 25), (signal.SIGTERM, 5)])
def test_a_service_that_is_ended_while_tablets_send_loses_nothing(
    own: Settings, number: signal.Signals, ends: int
) -> None:
    outcome = asyncio.run(end_over_and_over(settings_on(own.home.folder), number, ends, seed=5))
    assert outcome.found.sound, outcome
    assert outcome.unforeseen == {}
    assert outcome.acknowledged > 0


@pytest.mark.strace
def test_a_power_loss_takes_nothing_that_was_acknowledged_and_the_proof_would_notice() -> None:
    assert lose_what_was_written(FULL, 30, submissions=40, seed=5).none
    assert lose_what_was_written(NORMAL, 10, submissions=40, seed=5).points_with_loss


@pytest.mark.postgres
def test_nor_does_one_that_writes_to_a_server(own: Settings, new_postgres: NewDatabase) -> None:
    outcome = asyncio.run(end_over_and_over(settings_on(own.home.folder, new_postgres()), signal.SIGKILL, 5, 5))
    assert outcome.found.sound, outcome
