"""Totals of eligible persons in the whole simulated frame: what the demonstration calibrates to."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from questionnaires.contracts import MARGINS
from questionnaires.files import table
from simulation.world import MIN_AGE, World

AGE_GROUPS = ((25, "15-24"), (35, "25-34"), (45, "35-44"), (55, "45-54"), (200, "55+"))


def margins(world: World, seed: int, at: date) -> pa.Table:
    """Region, sex, age group and group of origin; each margin sums to the same total."""
    eligible = np.flatnonzero(world.eligible)
    people = world.people
    levels: Mapping[str, Any] = {  # arrays of text have no precise type
        "region": world.frame.region[world.units.psu[people.unit[eligible]]],
        "sex": people.sex[eligible],
        "age_group": np.array([age_group(age) for age in people.age[eligible].tolist()]),
        "origin_group": people.origin[eligible],
    }
    rows = [
        {
            "margin": margin,
            "level": str(level),
            "total": float(total),
            "universe": f"eligible persons aged {MIN_AGE} and over",
            "source": f"simulated frame, seed {seed}",
            "date": at.isoformat(),
            "grade": "SIMULATED",
        }
        for margin, values in levels.items()
        for level, total in zip(*np.unique(values, return_counts=True), strict=True)
    ]
    return table(MARGINS, rows)


def age_group(age: int) -> str:
    """The standard age group of the survey's tables."""
    return next(group for below, group in AGE_GROUPS if age < below)


def as_csv(rows: pa.Table) -> str:
    """A table of margins as the CSV file that ``amem weigh --margins`` reads."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows.column_names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows.to_pylist())
    return text.getvalue()
