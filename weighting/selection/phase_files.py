"""The second phase at work on files: listed units with their class in, who is kept and with which probability out."""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from questionnaires.problems import Problem
from questionnaires.whole_files import write_whole
from weighting.selection.frame_file import cells_of
from weighting.selection.phases import second_phase
from weighting.selection.problems import AlreadyDrawn, UnusableFrame, UnusableSamplingDesign

UNIT = "unit_id"


def read_sizes(words: tuple[str, ...]) -> dict[str, int]:
    """``many=40`` and so on: how many units of each class are kept. Raises UnusableSamplingDesign."""
    sizes = {}
    for word in words:
        name, separator, number = word.rpartition("=")
        if not separator or not number.isdecimal() or int(number) < 1:
            raise UnusableSamplingDesign([Problem("selection.size_unreadable", {"given": word})])
        sizes[name] = int(number)
    return sizes


def subsample(units: Path, column: str, sizes: Mapping[str, int], seed: int, out: Path) -> dict[str, tuple[int, int]]:
    """Draw the second phase among the units of a file and write it, once; by class the units there were and are kept.

    Every unit is written, with its probability in the second phase and whether it is kept: the first phase has a
    variance too. Raises UnusableFrame, UnusableSamplingDesign, AlreadyDrawn.
    """
    if out.exists():
        raise AlreadyDrawn(folder=str(out))
    cells, _ = cells_of(units)
    for name in (UNIT, column):
        if name not in cells:
            raise UnusableFrame([Problem("selection.no_column", {"column": name, "known": ", ".join(cells)})])
    names, classes = cells[UNIT], cells[column]
    kept = {one.unit_id: one.p for one in second_phase(names, classes, sizes, seed)}
    there, taken = Counter(classes), Counter(c for unit, c in zip(names, classes, strict=True) if unit in kept)
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow([UNIT, column, "p_second_phase", "kept"])
    for unit, name in sorted(zip(names, classes, strict=True)):
        lines.writerow([unit, name, repr(taken[name] / there[name]), int(unit in kept)])
    write_whole(out, text.getvalue().encode())
    return {name: (there[name], taken[name]) for name in sorted(there)}
