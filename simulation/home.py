"""The folder of a demonstration: rebuilt only where it carries the marker, refused anywhere else."""

import shutil
from pathlib import Path

from questionnaires.problems import ProblemError

MARKER = "DEMO"
MADE_HERE = ("service", "sample", "exports", "weights", "estimates", "report", "truth.json", "logins.txt")


class HomeNotDemo(ProblemError):
    """The folder holds files and is not the home of a demonstration."""

    code = "errors.home_not_demo"


class HomeIsFile(ProblemError):
    """Something that is not a folder stands where the home should be."""

    code = "errors.home_is_file"


def prepare(home: Path) -> None:
    """Leave an empty demonstration home: a new folder, or a marked one whose former results are removed.

    Files in a marked home that no stage makes are left alone. Raises HomeNotDemo, HomeIsFile; nothing is touched then.
    """
    if home.exists() and not home.is_dir():
        raise HomeIsFile(home=str(home))
    if home.is_dir() and any(home.iterdir()) and not (home / MARKER).is_file():
        raise HomeNotDemo(home=str(home))
    home.mkdir(parents=True, exist_ok=True)
    (home / MARKER).write_text("Demonstration: everything here is simulated and may be rebuilt at any time.\n")
    for name in MADE_HERE:
        former = home / name
        if former.is_dir():
            shutil.rmtree(former)
        else:
            former.unlink(missing_ok=True)
