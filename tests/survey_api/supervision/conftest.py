"""A service with an evening in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from survey_api.settings import Settings
from tests.survey_api.builders import Field, a_home, field, settings_of
from tests.survey_api.supervision.evening import make_evening, show_found


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    """The field of an evening, with what the checks found."""
    settings: Settings = settings_of(a_home(tmp_path_factory.mktemp("supervision") / "home"))
    with field(settings) as running:
        running.client.follow_redirects = False
        make_evening(running)
        show_found(running)
        yield running


@pytest.fixture
def new_evening(tmp_path: Path) -> Iterator[Field]:
    """A service of its own, in which nothing has come yet."""
    with field(settings_of(a_home(tmp_path / "home"))) as running:
        running.client.follow_redirects = False
        yield running
