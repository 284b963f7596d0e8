"""No request that the service's own description allows, or forbids, meets an error of ours; answers are documented."""

from pathlib import Path

import pytest

from tests.survey_api.prove_openapi import ADMINISTRATOR, DEVICE, explore, service


@pytest.mark.parametrize("caller", [DEVICE, ADMINISTRATOR])
def test_every_operation_answers_as_it_says(tmp_path: Path, caller: str) -> None:
    with service(tmp_path / "home") as running:
        explored = explore(running, caller, examples=2, drawn_with=5)
    assert explored.broken == []
    assert explored.statuses.total() > 50
