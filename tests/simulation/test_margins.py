"""Margins: totals of the simulated frame, marked as such."""

import numpy as np

from simulation.field.margins import age_groups, as_csv
from tests.simulation.builders import fieldwork


def test_every_margin_counts_the_same_eligible_persons() -> None:
    found = fieldwork(1, 900)
    totals: dict[str, float] = {}
    for row in found.margins.to_pylist():
        assert row["grade"] == "SIMULATED"
        totals[row["margin"]] = totals.get(row["margin"], 0) + row["total"]
    assert {"sex", "age_group", "origin_group"} <= set(totals)
    assert set(totals.values()) == {float(found.world.eligible.sum())}


def test_a_margin_that_too_few_respondents_would_carry_is_left_out() -> None:
    assert set(fieldwork().margins.column("margin").to_pylist()) == {"sex"}


def test_margins_are_written_with_the_columns_of_their_contract() -> None:
    assert as_csv(fieldwork().margins).splitlines()[0] == "margin,level,total,universe,source,date,grade"


def test_age_groups_begin_where_their_names_say() -> None:
    ages = np.array([15, 24, 25, 34, 35, 54, 55, 99])
    assert age_groups(ages).tolist() == ["15-24", "15-24", "25-34", "25-34", "35-44", "45-54", "55+", "55+"]
