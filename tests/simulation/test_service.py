"""The service of a demonstration: it lives no longer than the demonstration does."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from simulation.home import prepare
from simulation.service import running
from survey_api.homes import AlreadyWriting, Home

LONGEST = 25.0  # seconds that a service may take to end

STARTER = """
import sys, time
from pathlib import Path
from simulation.service import running
with running("tunisia", Path(sys.argv[1]), 0) as service:
    print(service.address, flush=True)
    time.sleep(600)
"""


def ends(home: Path) -> bool:
    """Whether whoever writes in a home gives it back in time."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        try:
            with Home(home).writing():
                return True
        except AlreadyWriting:
            time.sleep(0.2)
    return False


def test_a_demonstration_that_is_killed_outright_leaves_no_service_running(tmp_path: Path) -> None:
    prepare(tmp_path)
    words = [sys.executable, "-c", STARTER, str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline().startswith("http://")
        starter.send_signal(signal.SIGKILL)
    assert ends(tmp_path)
    assert not Home(tmp_path).address.exists(), "the service cleared away after itself"


def test_a_service_is_up_as_long_as_it_is_needed_and_ends_after(tmp_path: Path) -> None:
    prepare(tmp_path)
    with running("tunisia", tmp_path, 0) as service:
        assert service.process.poll() is None
        assert Home(tmp_path).address.read_text().strip() == service.address
    assert service.process.returncode == 0
    assert service.process.stdin is not None
    assert service.process.stdin.closed
