"""The truth of the simulated country: values of the main indicators over all eligible persons, not over the sample."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from simulation.margins import partitions
from simulation.traits import UNEMPLOYED
from simulation.world import World

Truths = npt.NDArray[np.bool_]


def truth(world: World, seed: int, scenario: str) -> Mapping[str, Any]:
    """Indicators by partition and level, as the answers of everybody would give them (pay: were nobody silent)."""
    eligible = world.eligible
    return {
        "seed": seed,
        "scenario": scenario,
        "simulated": True,
        "universe": "eligible persons",
        "persons": int(eligible.sum()),
        "indicators": {
            partition: {
                str(level): _indicators(world, eligible & (values == level)) for level in np.unique(values[eligible])
            }
            for partition, values in {"all": np.full(len(world.people), "all"), **partitions(world)}.items()
        },
    }


def as_json(values: Mapping[str, Any]) -> str:
    """The same truth gives the same text."""
    return json.dumps(values, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _indicators(world: World, among: Truths) -> Mapping[str, float | None]:
    traits = world.traits
    employed, unemployed = traits.employed & among, (traits.labour == UNEMPLOYED) & among
    paid = traits.employee & among
    return {
        "persons": float(among.sum()),
        "women_share": _share(among & (world.people.sex == "2"), among),
        "participation_rate": _share(employed | unemployed, among),
        "employment_rate": _share(employed, among),
        "unemployment_rate": _share(unemployed, employed | unemployed),
        "informal_employment_rate": _share(traits.informal & among, employed),
        "mean_monthly_pay": float(world.monthly_pay[paid].mean()) if paid.any() else None,
    }


def _share(part: Truths, whole: Truths) -> float | None:
    return float(part.sum() / whole.sum()) if whole.any() else None
