"""One small demonstration, run once for all tests that look at its results."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

INTERVIEWS = "120"


def amem(*words: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """The command line as a user runs it."""
    return subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:amem", "-m", "amem", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )


def demonstration(home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A small demonstration in a folder, ended after its summary."""
    return amem("demo", "--home", str(home), "--once", "--interviews", INTERVIEWS, "--port", "0", *options)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The home of the shared demonstration."""
    return _made_once(tmp_path_factory, worker_id, "demonstration")


@pytest.fixture(scope="session")
def listed_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The home of the same demonstration, the listing sent too."""
    return _made_once(tmp_path_factory, worker_id, "demonstration-listed", "--with-listing")


def _made_once(factory: pytest.TempPathFactory, worker_id: str, name: str, *options: str) -> Path:
    """A demonstration that the first worker who asks makes, while the others wait."""
    base = factory.getbasetemp()
    shared = base.parent if worker_id != "master" else base
    home = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "report" / "index.html").is_file():
            done = demonstration(home, *options)
            assert done.returncode == 0, done.stdout + done.stderr
            (home / "summary.txt").write_text(done.stdout)
    return home
