"""Where the stages keep their files: a folder of its own each, or all under one home."""

from pathlib import Path

from questionnaires.problems import ProblemError


class NoFolderGiven(ProblemError):
    """A stage was told neither the folder it needs nor the home that holds it."""

    code = "errors.no_folder_given"


def folder_or_home(given: Path | None, home: Path | None, name: str) -> Path:
    """The folder that was given, else the one of this name under the home. Raises NoFolderGiven."""
    if given is not None:
        return given
    if home is None:
        raise NoFolderGiven(folder=name)
    return home / name
