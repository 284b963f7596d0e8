"""The folder of a demonstration: rebuilt only where it carries the marker, refused anywhere else."""

import shutil
from pathlib import Path

from questionnaires.problems import ProblemError
from survey_api.homes import AlreadyWriting, Home

MARKER = "DEMO"
RESULTS = ("sample", "forms", "exports", "weights", "estimates", "report", "truth.json", "logins.txt")


class HomeNotDemo(ProblemError):
    """The folder holds files and is not the home of a demonstration."""

    code = "errors.home_not_demo"


class HomeIsFile(ProblemError):
    """Something that is not a folder stands where the home should be."""

    code = "errors.home_is_file"


class HomeLinked(ProblemError):
    """Something in the home is a link: what lies behind it is not the demonstration's to remove."""

    code = "demo.home_linked"


class HomeInUse(ProblemError):
    """A service or a command works in the home."""

    code = "demo.home_in_use"


def prepare(home: Path) -> None:
    """Leave an empty demonstration home: a new folder, or a marked one whose former results are removed.

    Files in a marked home that no stage makes are left alone.
    Raises HomeNotDemo, HomeIsFile, HomeLinked, HomeInUse; nothing is touched then.
    """
    _require_own(home)
    home.mkdir(parents=True, exist_ok=True)
    (home / MARKER).write_text("Demonstration: everything here is simulated and may be rebuilt at any time.\n")
    place = Home(home)
    try:
        with place.writing():
            for former in (*(home / name for name in RESULTS), *place.service.iterdir()):
                if former != place.lock:  # held until all is gone; whoever waits for it finds the same file
                    _remove(former)
    except AlreadyWriting:
        raise HomeInUse(home=str(home)) from None


def _require_own(home: Path) -> None:
    if not home.is_dir():
        if home.exists() or home.is_symlink():
            raise HomeIsFile(home=str(home))
        return
    place = Home(home)
    for path in (home / MARKER, place.service, place.lock, *(home / name for name in RESULTS)):
        if path.is_symlink():
            raise HomeLinked(home=str(home), name=str(path.relative_to(home)))
    if any(home.iterdir()) and not (home / MARKER).is_file():
        raise HomeNotDemo(home=str(home))


def _remove(former: Path) -> None:
    if former.is_dir() and not former.is_symlink():
        shutil.rmtree(former)
    else:
        former.unlink(missing_ok=True)
