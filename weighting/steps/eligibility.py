"""Unknown eligibility: units never resolved give their weight to the resolved units of their class."""

from dataclasses import dataclass

import numpy as np

from questionnaires.codes import ResponseStatus
from weighting.factors import FloatArray
from weighting.framing import coded, numbers
from weighting.sample import WeightedSample
from weighting.steps.redistributing import Moves, classes_of, move, status
from weighting.trace import StepTrace


@dataclass(frozen=True)
class Dwellings:
    """How a weight is counted once for each dwelling, though a dwelling has several rows or a person was drawn in it.

    ``unit`` names the dwelling of a row, ``p_within`` the probability of the row within its dwelling.
    """

    unit: str = "unit_id"
    p_within: str = "p_person"


DWELLINGS = Dwellings()


@dataclass(frozen=True)
class ShareUnknownEligibility:
    """Rows of unknown eligibility give their weight to all resolved rows of their class, ineligible ones included.

    That is the proportional allocation of CASRO: the eligible share among the unresolved is that among the resolved.
    """

    classes: tuple[str, ...]
    counted_by: Dwellings | None = DWELLINGS
    status: str = "response_status"
    name = "unknown_eligibility"

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """Move the weights. Raises UnusableClasses where nobody was resolved in a class."""
        unknown = status(sample, self.status) == ResponseStatus.UNKNOWN_ELIGIBILITY.value
        within, labels = classes_of(sample, self.classes, np.ones(sample.n, bool))
        moves = Moves(unknown, ~unknown, within, labels, _measure(sample, self.counted_by))
        parameters = {
            "classes": ", ".join(self.classes),
            "counted_by": self.counted_by.unit if self.counted_by else "row",
            "unknown": str(int(unknown.sum())),
        }
        return move(sample, self.name, moves, np.ones(sample.n), "", parameters)


def _measure(sample: WeightedSample, counted_by: Dwellings | None) -> FloatArray:
    if counted_by is None:
        return np.ones(sample.n)
    units, _ = coded(sample.data, counted_by.unit, sample.ids)
    rows = np.bincount(units)[units]
    return numbers(sample.data, counted_by.p_within, sample.ids) / rows
