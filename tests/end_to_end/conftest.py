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
    """The home of the shared demonstration; the first worker that asks makes it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if worker_id != "master" else base
    home = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "report" / "index.html").is_file():
            done = demonstration(home)
            assert done.returncode == 0, done.stdout + done.stderr
            (home / "summary.txt").write_text(done.stdout)
    return home
