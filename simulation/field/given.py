"""A sample drawn elsewhere and listed in the field: its PSUs, the numbers of its units, the starts that follow."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from questionnaires.contracts import PSU_DRAW, PSUS
from questionnaires.files import read
from questionnaires.within_dwelling import start_of
from simulation.field.listed import Listed
from simulation.field.psus import DrawnPsus
from simulation.population.arrays import Numbers
from simulation.population.frame import Frame

BLOCK = 100  # serial numbers that one tablet has for itself


@dataclass(frozen=True)
class Given:
    """PSUs in the order of the frame, and the seed from which each one's selections start."""

    psus: DrawnPsus
    seeds: tuple[str, ...]

    def numbered(self, listed: Listed, interviewer: Numbers) -> Listed:
        """The units as their tablets number them: each from blocks of its own, in the order of the walk."""
        serial = np.zeros(len(listed), dtype=np.int64)
        for place in range(len(self.psus)):
            here = np.flatnonzero(listed.place == place)
            serial[here] = _serials(interviewer[here])
        numbered = zip(listed.place.tolist(), serial.tolist(), strict=True)
        starts = [start_of(self.seeds[place], number) for place, number in numbered]
        return replace(listed, serial=serial, start=np.array(starts))


def tablets_in(interviewer: Numbers) -> list[int]:
    """Who lists in a PSU, by the first unit of each: the order in which they ask for their blocks."""
    return list(dict.fromkeys(interviewer.tolist()))


def given_sample(frame: Frame, folder: Path) -> Given:
    """The main sample of a folder of ``amem sample draw``; the reserve waits. Raises what reading it raises."""
    drawn = {row["psu_id"]: row for row in read(folder, PSU_DRAW).to_pylist() if row["replicate"] == 0}
    p_psu = {row["psu_id"]: row["p_psu"] for row in read(folder, PSUS).to_pylist()}
    row = np.flatnonzero(np.isin(frame.psu_id, list(drawn)))
    names = frame.psu_id[row].tolist()
    p = np.array([p_psu[name] for name in names])
    return Given(DrawnPsus(row, p, p >= 1), tuple(drawn[name]["selection_seed"] for name in names))


def _serials(interviewer: Numbers) -> Numbers:
    """The numbers of the units of one PSU; a tablet whose block is used up goes on with one after everybody's."""
    tablets = tablets_in(interviewer)
    serial = np.zeros(len(interviewer), dtype=np.int64)
    for place, who in enumerate(tablets):
        own = np.flatnonzero(interviewer == who)
        block, rank = np.divmod(np.arange(len(own)), BLOCK)
        serial[own] = (place + block * len(tablets)) * BLOCK + rank + 1
    return serial
