"""The demonstration: seconds of each stage at its usual size, then its weights and estimates beside R and samplics."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks import beside_r
from benchmarks.measuring import MEGABYTES, SECONDS, Row, show, smaller_run

TARGET = 90.0  # seconds for the whole demonstration on two cores
_STAGE = re.compile(r"^(.+) : ([\d.]+) s$", re.MULTILINE)
_COUNT = re.compile(r"^\s+(.+?)\s{2,}([\d,]+)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Demonstration:
    """Seconds by stage in order, seconds from start to end, and the largest process it started, in megabytes."""

    seconds: Mapping[str, float]
    whole: float
    peak: float
    counts: Mapping[str, str]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        if smaller_run():
            measure(Path(folder), interviews=150, replicates=20, repeats=1)
        else:
            measure(Path(folder), interviews=900, replicates=500, repeats=5)


def measure(folder: Path, interviews: int, replicates: int, repeats: int) -> None:
    """Both tables."""
    home = folder / "home"
    told = demonstrate(home, interviews)
    show(
        f"The demonstration, about {interviews} interviews",
        [
            *(Row(stage, seconds, SECONDS) for stage, seconds in told.seconds.items()),
            Row("the whole command, start of Python included", told.whole, SECONDS, target=TARGET),
            Row("peak memory of its largest process", told.peak, MEGABYTES),
        ],
        [f"{what}: {count}" for what, count in told.counts.items()],
        ("fastapi", "uvicorn", "sqlalchemy", "sqlcipher3"),
    )
    rows, agreement = beside_r.rows(home, folder, replicates, repeats)
    notes = (
        "Both sides start from the same respondents, weights before calibration; ours are medians of repeated runs,",
        "R timed inside R, its replicates once. An estimate of ours has its interval, design effect and flag too.",
    )
    show("Weights and estimates of that demonstration", rows, (*notes, *agreement), ("numpy", "scipy", "pyarrow"))


def demonstrate(home: Path, interviews: int) -> Demonstration:
    """Run the command as a user would. Raises CalledProcessError with what it said."""
    command = [sys.executable, "-m", "amem", "--language", "en", "demo", "--once", "--port", "0"]
    command += ["--home", str(home), "--interviews", str(interviews)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    whole = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said)
    stages = {stage: float(seconds) for stage, seconds in _STAGE.findall(said)}
    return Demonstration(stages, whole, used.ru_maxrss / 1024, dict(_COUNT.findall(said)))


if __name__ == "__main__":
    main()
