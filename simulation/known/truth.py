"""The quick truth: the main indicators over all eligible persons from what they are, without an interview."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.field.margins import partitions
from simulation.known.trait_values import indicators
from simulation.population.world import World


def truth(world: World, seed: int, scenario: str) -> Mapping[str, Any]:
    """Indicators by partition and level, as the answers of everybody would give them were nobody silent."""
    eligible = world.eligible
    return {
        "seed": seed,
        "scenario": scenario,
        "simulated": True,
        "universe": "eligible persons",
        "persons": int(eligible.sum()),
        "indicators": {
            partition: {
                str(level): indicators(world, np.flatnonzero(eligible & (values == level)))
                for level in np.unique(values[eligible])
            }
            for partition, values in {"all": np.full(len(world.people), "all"), **partitions(world)}.items()
        },
    }


def as_json(values: Mapping[str, Any]) -> str:
    """The same truth gives the same text."""
    return json.dumps(values, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
