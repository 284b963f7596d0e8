"""A recipe: named steps in order, run over a sample, with a digest that says which recipe made the weights."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, Protocol

import numpy as np

from weighting.sample import WeightedSample
from weighting.trace import StepTrace, Trace


class Step(Protocol):
    """One step of the weighting: a frozen value that turns a sample into one with more factors, and says how."""

    @property
    def name(self) -> str:
        """The word for the step in traces and files."""

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """The sample after the step, its replicates redone, and what happened."""


@dataclass(frozen=True)
class Recipe:
    """Named steps in order."""

    name: str
    steps: tuple[Step, ...]

    def run(self, sample: WeightedSample) -> tuple[WeightedSample, Trace]:
        """Every step in order. Raises what the steps raise."""
        traces = []
        for step in self.steps:
            sample, trace = step.apply(sample)
            traces.append(trace)
        return sample, Trace(self.name, self.digest, tuple(traces))

    @property
    def digest(self) -> str:
        """SHA-256 of the recipe's description: same recipe, same digest."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """The recipe as canonical JSON."""
        return json.dumps(described(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def described(value: Any) -> Any:  # any part of a recipe: values all the way down
    """A value as plain JSON: dataclasses by kind and fields, mappings as pairs in order, functions by name."""
    match value:
        case Enum():
            return value.value
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {"kind": type(value).__name__} | {f.name: described(getattr(value, f.name)) for f in fields(value)}
        case Mapping():
            return [[described(key), described(item)] for key, item in value.items()]
        case tuple() | list():
            return [described(item) for item in value]
        case float() if value in (float("inf"), float("-inf")):
            return str(value)
        case np.generic():
            return value.item()
        case np.ndarray():
            return value.tolist()
        case Callable():
            return f"{value.__module__}.{value.__qualname__}"
        case _:
            return value
