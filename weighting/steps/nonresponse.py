"""Nonresponse: in each class the eligible nonrespondents give their weight to the respondents."""

from dataclasses import dataclass

import numpy as np

from questionnaires.codes import ResponseStatus
from weighting.collapsing import AS_THEY_ARE, CollapsingRule, Counts
from weighting.factors import IntArray, TruthArray, sums
from weighting.sample import WeightedSample
from weighting.steps.redistributing import Moves, classes_of, move, status
from weighting.trace import Collapse, StepTrace


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
        fine, keys = classes_of(sample, self.classes, respondent | nonrespondent)
        within, labels, collapsed = self._joined(sample, fine, keys, respondent)
        moves = Moves(nonrespondent, respondent, within, labels, np.ones(sample.n))
        parameters = {
            "classes": ", ".join(self.classes),
            "collapse": repr(self.collapse),
            "respondents": str(int(respondent.sum())),
            "nonrespondents": str(int(nonrespondent.sum())),
        }
        return move(sample, self.name, moves, np.zeros(sample.n), "", parameters, collapsed)

    def _joined(
        self, sample: WeightedSample, fine: IntArray, keys: tuple[str, ...], respondent: TruthArray
    ) -> tuple[IntArray, tuple[str, ...], tuple[Collapse, ...]]:
        counts = Counts(
            tuple(tuple(key.split(" / ")) for key in keys),
            sums(fine, respondent.astype(float), len(keys)).astype(np.int64),
            sums(fine, sample.weights, len(keys)),
            sums(fine, sample.weights * respondent, len(keys)),
        )
        groups, collapsed = self.collapse.groups(counts)
        within = np.where(fine >= 0, groups[fine], -1)
        labels = tuple(
            " + ".join(key for key, group in zip(keys, groups, strict=True) if group == code)
            for code in range(int(groups.max()) + 1 if groups.size else 0)
        )
        return within, labels, collapsed
