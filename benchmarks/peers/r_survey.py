"""R with the package survey, timed inside R on respondents that we wrote for it."""

import csv
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).parent / "survey.R"
_NAME = 'cat(R.version$major, R.version$minor, as.character(packageVersion("survey")))'


def name() -> str | None:
    """R survey with its version, or None where it is not installed."""
    if shutil.which("Rscript") is None:
        return None
    asked = subprocess.run(["Rscript", "-e", _NAME], capture_output=True, text=True, check=False)
    if asked.returncode:
        return None
    major, minor, package = asked.stdout.split()
    return f"R survey {package} (R {major}.{minor})"


class Stopped(Exception):
    """R could not do the work on these data; what it said."""


@dataclass(frozen=True)
class Measured:
    """Seconds by piece of work, how many estimates each gave, and the figures: (what, level) to estimate and error."""

    seconds: Mapping[str, float]
    estimates: Mapping[str, int]
    figures: Mapping[tuple[str, str], tuple[float, float]]

    def per_estimate(self, what: str) -> float:
        """Milliseconds for one estimate."""
        return 1000 * self.seconds[what] / self.estimates[what]


def measure(folder: Path, replicates: int) -> Measured:
    """Run the script on ``respondents.csv`` and ``margins.csv`` in a folder. Raises Stopped."""
    command = ["Rscript", str(SCRIPT), str(folder), str(replicates)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise Stopped(next((line for line in run.stderr.splitlines() if line.startswith("Error")), run.stderr[-200:]))
    seconds: dict[str, float] = defaultdict(float)
    estimates: dict[str, int] = defaultdict(int)
    for row in _rows(folder / "seconds.csv"):
        seconds[row["what"]] += float(row["seconds"])
        estimates[row["what"]] += int(row["estimates"])
    figures = {
        (row["what"], row["level"]): (float(row["estimate"]), float("nan") if row["se"] == "NA" else float(row["se"]))
        for row in _rows(folder / "figures.csv")
    }
    return Measured(seconds, estimates, figures)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
