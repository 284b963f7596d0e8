"""Totals of eligible persons in the whole simulated frame: what the demonstration calibrates to."""

import csv
import io
from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa

from questionnaires.contracts import MARGINS
from questionnaires.files import table
from simulation.population.arrays import Numbers, Texts
from simulation.population.world import MIN_AGE, World

AGE_GROUPS = ((25, "15-24"), (35, "25-34"), (45, "35-44"), (55, "45-54"), (200, "55+"))
FEWEST = 20  # respondents in each level of a margin that is used
ALWAYS = "sex"  # used however few respondents there are


def margins(world: World, respondents: Numbers, seed: int, at: date) -> pa.Table:
    """Region, sex, age group and group of origin; each margin sums to the same total.

    A margin with a level of fewer than 20 respondents (rows of the world's people) is left out, as in practice: too few
    people would carry its total, and replicates would lose them.
    """
    eligible = np.flatnonzero(world.eligible)
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
        for margin, values in partitions(world).items()
        if margin == ALWAYS or _carried(values[eligible], values[respondents])
        for level, total in zip(*np.unique(values[eligible], return_counts=True), strict=True)
    ]
    return table(MARGINS, rows)


def partitions(world: World) -> Mapping[str, Texts]:
    """Level of each person in each partition of the survey's tables."""
    people = world.people
    return {
        "region": world.frame.region[world.households.psu[people.household]],
        "sex": people.sex,
        "age_group": age_groups(people.age),
        "origin_group": people.origin,
    }


def age_groups(age: Numbers) -> Texts:
    """The standard age group of the survey's tables, person by person."""
    groups = np.array([group for _, group in AGE_GROUPS])
    return np.asarray(groups[np.searchsorted([below for below, _ in AGE_GROUPS], age, side="right")])


def as_csv(rows: pa.Table) -> str:
    """A table of margins as the CSV file that ``amem weigh --margins`` reads."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows.column_names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows.to_pylist())
    return text.getvalue()


def _carried(everybody: Texts, respondents: Texts) -> bool:
    return all((respondents == level).sum() >= FEWEST for level in np.unique(everybody))
