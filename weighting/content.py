"""What a survey brings to the weighting: its recipe, its calibrated variant, its classes."""

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from weighting.design import Singleton
from weighting.margins import AnyMargin
from weighting.recipe import Recipe


@dataclass(frozen=True)
class WeightingContent:
    """The weighting of one survey.

    ``classes`` adds to the weighting rows the columns that steps and margins use. ``universe`` names what the
    weights are about, as the margins must name it too.
    """

    recipe: Recipe
    calibrated: Callable[[tuple[AnyMargin, ...]], Recipe]
    classes: Callable[[pa.Table], pa.Table]
    universe: str
    singleton: Singleton = Singleton.REFUSE
