"""The linearised variable is the derivative of the estimate by each design weight, through all steps."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from weighting import (
    AdjustForNonresponse,
    Calibrate,
    Linear,
    Margin,
    MarginTotal,
    Negative,
    Recipe,
    ShareUnknownEligibility,
    ShareUnscreened,
    WeightedSample,
)
from weighting.factors import FloatArray

STATUSES = ["respondent", "nonrespondent", "ineligible", "unknown_eligibility"]


def frame(n: int = 80) -> pa.Table:
    random = np.random.default_rng(11)
    weights, statuses = random.uniform(5, 50, n), random.choice(STATUSES, size=n, p=[0.6, 0.2, 0.1, 0.1])
    listed = {"unknown_eligibility": ["unscreened", "unknown"], "ineligible": ["screened", "empty"]}
    return pa.table(
        {
            "w": weights,
            "response_status": statuses,
            "screening": [listed.get(status, ["screened"] * 2)[row % 2] for row, status in enumerate(statuses)],
            "unit_id": [str(row) for row in range(n)],
            "case_id": [None if status in listed else str(row) for row, status in enumerate(statuses)],
            "p_person": [1.0] * n,
            "stratum": random.choice(["a", "b"], size=n),
            "sex": random.choice(["1", "2"], size=n),
            "wage": random.uniform(300, 900, n),
            "y": random.normal(10, 3, n),
        }
    )


FREE = Linear(Negative.KEPT)
UNKNOWN = ShareUnknownEligibility(("stratum",), counted_by=None)
UNSCREENED = ShareUnscreened(("stratum",))
NONRESPONSE = AdjustForNonresponse(("sex",))
SEX = Calibrate((Margin("sex", {"1": 1200, "2": 1300}),), FREE)
WAGE = Calibrate((MarginTotal("wage", 1_500_000), Margin("sex", {"1": 1250, "2": 1250})), FREE)


def total(data: pa.Table, steps: tuple[Any, ...]) -> tuple[float, WeightedSample, FloatArray]:
    sample, _ = Recipe("test", steps).run(WeightedSample.from_frame(data, weight="w"))
    z = data.column("y").to_numpy() * (sample.weights != 0)
    return float(sample.weights @ z), sample, z


@pytest.mark.parametrize(
    "steps",
    [
        (UNKNOWN,),
        (NONRESPONSE,),
        (UNKNOWN, NONRESPONSE),
        (UNSCREENED, UNKNOWN, NONRESPONSE),
        (UNSCREENED, UNKNOWN, NONRESPONSE, SEX),
        (UNKNOWN, NONRESPONSE, SEX),
        (NONRESPONSE, SEX, WAGE),
    ],
    ids=lambda steps: " ".join(step.name for step in steps),
)
def test_the_contribution_of_a_unit_is_its_weight_times_the_derivative(steps: tuple[Any, ...]) -> None:
    data = frame()
    _, sample, z = total(data, steps)
    contributions = sample.residual(z)[:, 0]
    weights = data.column("w").to_numpy()
    for row in range(0, data.num_rows, 5):
        ends = []
        for sign in (-1, 1):
            moved = weights.copy()
            moved[row] *= 1 + sign * 1e-4
            ends.append(total(data.set_column(0, "w", pa.array(moved)), steps)[0])
        derivative = (ends[1] - ends[0]) / 2e-4  # times the weight
        assert contributions[row] == pytest.approx(derivative, rel=1e-5, abs=1e-4)
