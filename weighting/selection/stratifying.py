"""The strata of a frame under a design: columns crossed, in classes of a count."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from questionnaires.problems import Problem, Value
from weighting.selection.design import Classes, Strata
from weighting.selection.frame import SamplingFrame, Texts
from weighting.selection.problems import UnusableSamplingDesign

ALL = "all"  # the class of every stratum where the design has no classes


@dataclass(frozen=True, slots=True, eq=False)
class Stratified:
    """Rows of the frame of each stratum, strata sorted by class (in the design's order) and name; their class."""

    rows: Mapping[str, npt.NDArray[np.int64]]
    classes: Mapping[str, str]


def stratified(frame: SamplingFrame, strata: Strata) -> Stratified:
    """The strata of a frame, named ``class-value-value``. Raises UnusableSamplingDesign, UnusableFrame."""
    columns = [frame.texts(name) for name in strata.by]
    crossed = columns[0] if columns else np.full(len(frame), "")
    for column in columns[1:]:
        crossed = np.char.add(np.char.add(crossed, "-"), column)
    names, place = crossed, np.zeros(len(frame), dtype=np.int64)
    if strata.classes:
        place = _class_of(frame, strata.classes, crossed)
        words = np.array(strata.classes.names)[place]
        names = np.char.add(np.char.add(words, "-"), crossed) if columns else words
    found = {str(name): rows for name, rows in _grouped(names).items()}
    if strangers := sorted(set(found) - set(strata.known)) if strata.known else []:
        row = int(found[strangers[0]][0])
        psu = frame.table.column("psu_id")[row].as_py()
        about: dict[str, Value] = {"stratum": strangers[0], "psu": psu, "known": ", ".join(strata.known)}
        raise UnusableSamplingDesign([Problem("selection.stratum_unknown", about)])
    order = sorted(found, key=lambda name: (int(place[found[name][0]]), name))
    class_names = strata.classes.names if strata.classes else (ALL,)
    return Stratified(
        {name: found[name] for name in order}, {name: class_names[int(place[found[name][0]])] for name in order}
    )


def _class_of(frame: SamplingFrame, classes: Classes, crossed: Texts) -> npt.NDArray[np.int64]:
    found = (np.searchsorted(classes.starts, frame.amounts(classes.count), side="right") - 1).astype(np.int64)
    if (found < 0).any():
        about: dict[str, Value] = {"column": classes.count, "first": classes.starts[0], "n": int((found < 0).sum())}
        raise UnusableSamplingDesign([Problem("selection.count_below_classes", about)])
    for group in np.unique(crossed):
        here = crossed == group
        for number in range(len(classes.starts) - 1, 0, -1):
            inside = here & (found == number)
            if inside.sum() < classes.smallest:
                found[inside] = number - 1
    return found


def _grouped(names: Texts) -> dict[str, npt.NDArray[np.int64]]:
    order = np.argsort(names, kind="stable")
    words, first = np.unique(names[order], return_index=True)
    return dict(zip(words.tolist(), np.split(order, first[1:]), strict=True))
