"""The databases the service is tried on: its own, and a PostgreSQL where one is there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from survey_api.settings import Database, Settings
from tests.survey_api.builders import Field, a_home, field, settings_of
from tests.survey_api.servers import NewDatabase, fresh_databases


@pytest.fixture(scope="session")
def new_postgres() -> Iterator[NewDatabase]:
    """Fresh databases on one server that lives as long as the tests."""
    with fresh_databases() as new:
        yield new


BOTH = [pytest.param("embedded"), pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an empty home, on each database."""
    database: Database | None = None
    if request.param == "postgres":
        database = request.getfixturevalue("new_postgres")()
    return settings_of(a_home(tmp_path / "home"), database)


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """Settings of an empty home on its own database."""
    return settings_of(a_home(tmp_path / "home"))


@pytest.fixture
def tablet(own: Settings) -> Iterator[Field]:
    """A running service on its own database, and one tablet."""
    with field(own) as running:
        yield running
