"""Nonresponse: in each class the eligible nonrespondents give their weight to the respondents."""

from dataclasses import dataclass

import numpy as np

from questionnaires.codes import ResponseStatus
from weighting.collapsing import AS_THEY_ARE, CollapsingRule
from weighting.sample import WeightedSample
from weighting.steps.redistributing import Moves, joined_classes, move, status
from weighting.trace import StepTrace


@dataclass(frozen=True)
class AdjustForNonresponse:
    """Respondents of a class carry its nonrespondents: factor = weight of the eligible / weight of respondents.

    Classes are crossings of columns known for both. Ineligible units have played their part and leave with weight
    zero. The classes joined in the full sample stay joined in the replicates.
    """

    classes: tuple[str, ...]
    collapse: CollapsingRule = AS_THEY_ARE
    status: str = "response_status"
    name = "nonresponse"

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """Move the weights. Raises UnusableClasses where a class has no respondent and could not be joined."""
        found = status(sample, self.status)
        carried = sample.weights > 0
        respondent = (found == ResponseStatus.RESPONDENT.value) & carried
        nonrespondent = (found == ResponseStatus.NONRESPONDENT.value) & carried
        among = respondent | nonrespondent
        within, labels, collapsed = joined_classes(sample, self.classes, among, respondent, self.collapse)
        moves = Moves(nonrespondent, respondent, within, labels, np.ones(sample.n))
        parameters = {
            "classes": ", ".join(self.classes),
            "collapse": repr(self.collapse),
            "respondents": str(int(respondent.sum())),
            "nonrespondents": str(int(nonrespondent.sum())),
        }
        outside = np.where(carried, 0.0, 1.0)  # what gave its weight away before has none to lose
        return move(sample, self.name, moves, outside, "", parameters, collapsed)
