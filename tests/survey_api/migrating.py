"""``python -m tests.survey_api.migrating SEED HOME...``: moves homes on, and is killed at some moment in each."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from survey_api.collection.service import opened
from survey_api.settings import Embedded, Server, Settings
from survey_api.store import databases, migration
from tests.survey_api.builders import a_home, settings_of

FORMER = "0005"
ROOT = Path(__file__).parents[2]


def older(settings: Settings, devices: int = 3) -> Settings:
    """A home as a former program left it: devices, a questionnaire, no content."""
    settings.home.prepare()
    engine = databases.writing_engine(settings.database)
    with closing(engine.connect()) as connection, connection.begin():
        migration.make(connection, FORMER)
        for number in range(devices):
            row = {"name": f"old-{number}", "at": "2026-01-01 00:00:00"}
            connection.execute(
                text("INSERT INTO devices (device_id, token_sha256, team, added_at) VALUES (:name, 'x', 'north', :at)"),
                row,
            )
    engine.dispose()
    return settings


def step_and_devices(settings: Settings) -> tuple[str | None, int]:
    engine = databases.reading_engine(settings.database, 1)
    with closing(engine.connect()) as connection:
        found = migration.current(connection), int(connection.scalar(text("SELECT count(*) FROM devices")) or 0)
        if isinstance(settings.database, Embedded):
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    engine.dispose()
    return found


def killed_while_moving(homes: Sequence[Settings], url: str = "-", seed: int = 7) -> None:
    """Move homes on in other processes; all but the first are killed at some moment."""
    words = [sys.executable, "-m", "tests.survey_api.migrating", str(seed), url]
    words += [str(one.home.folder) for one in homes]
    subprocess.run(words, check=True, cwd=ROOT, timeout=600)


def move_on(settings: Settings) -> None:
    """Start a service that may migrate, and end it."""
    with opened(settings, migrate=True):
        pass


def killed(settings: Settings, after: float) -> None:
    """Do it in a process that is killed after so many seconds."""
    child = os.fork()
    if child == 0:
        try:
            move_on(settings)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(seed: str, url: str, *homes: str) -> None:
    """The first home is moved on undisturbed: how long that takes says when the others are killed."""
    chance = random.Random(seed)  # noqa: S311 (a test that can be repeated)
    database = Server(url) if url != "-" else None
    first, *others = (settings_of(a_home(Path(home)), database) for home in homes)
    started = time.monotonic()
    if database is None:
        move_on(first)
    took = time.monotonic() - started if database is None else 0.5
    for settings in others:
        killed(settings, chance.uniform(0, took * 1.2))


if __name__ == "__main__":
    main(*sys.argv[1:])
