"""How people, interviewers and moments of these designs are written in the tables."""

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from questionnaires.identifiers import check_digit
from simulation.population.arrays import Texts

AHEAD = 60  # minutes of Africa/Tunis before UTC, all year
A_DAY = 24 * 60


def person_ids(letter: str, site: Texts) -> Texts:
    """``RGT-00013``: design, site, serial number within the site in the order given, check digit."""
    serial = np.zeros(len(site), dtype=np.int64)
    for code in np.unique(site):
        here = site == code
        serial[here] = np.arange(1, int(here.sum()) + 1)
    bare = [f"{letter}{code}-{number:04d}" for code, number in zip(site, serial, strict=True)]
    return np.array([text + check_digit(text) for text in bare], dtype="U16")


def interviewer_id(letter: str, site: str, number: int) -> str:
    """``RGT1``: design, site, number."""
    return f"{letter}{site}{number}"


def moments(first_day: date, minutes: npt.NDArray[Any], given: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Minutes of local time since the first midnight of the field, as moments; empty where not given."""
    start = np.datetime64(first_day, "ms") - np.timedelta64(AHEAD * 60_000, "ms")
    # whole seconds: a tablet shows no more
    found = start + (np.asarray(minutes, dtype=float) * 60).astype(np.int64) * np.timedelta64(1000, "ms")
    return pa.array(found, pa.timestamp("ms", tz="UTC"), mask=None if given is None else ~given)


def codes_of(values: Texts, given: npt.NDArray[np.bool_]) -> pa.Array:
    """Texts, empty where not given."""
    return pa.array(values.tolist(), pa.string(), mask=~given)
