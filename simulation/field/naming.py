"""Identifiers of all rows of a draw at once; figure for figure those of ``identifiers``."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from questionnaires.identifiers import check_rest
from simulation.field.draw import Draw
from simulation.population.arrays import Numbers


def unit_ids(draw: Draw) -> pa.Array:
    """The identifier of each listed unit."""
    place, serial = draw.listed.place, draw.listed.serial
    psu_ids = draw.world.frame.psu_id[draw.psus.row].tolist()
    rest = np.array([check_rest(psu) for psu in psu_ids])[place]
    for power in (100, 10, 1):
        figure = serial // power % 10
        rest = np.where((rest + figure) % 10 == 0, 10, (rest + figure) % 10) * 2 % 11
    tail = _figures(serial * 10 + (11 - rest) % 10, 4)
    return pc.binary_join_element_wise(pa.array(psu_ids).take(pa.array(place)), tail, "-")


def case_ids(units: pa.Array, unit: Numbers, line_no: Numbers) -> pa.Array:
    """The identifier of the person on a line of the roster of a unit (a row)."""
    return pc.binary_join_element_wise(units.take(pa.array(unit)), _figures(line_no, 2), "-")


def _figures(number: Numbers, width: int) -> pa.Array:
    """Whole numbers as texts of at least so many figures."""
    values, code = np.unique(number, return_inverse=True)
    return pa.array([f"{value:0{width}d}" for value in values.tolist()], pa.string()).take(pa.array(code))
