"""Successive differences: replicates of systematic samples, in which neighbours in the order of selection differ."""

from dataclasses import dataclass

import numpy as np

from questionnaires.problems import Problem
from weighting.design import Design
from weighting.problems import UnusableDesign
from weighting.replicates import Replicates
from weighting.resampling.hadamard import at_least

_STEP = 2.0**-1.5


@dataclass(frozen=True)
class SuccessiveDifferences:
    """Fay and Train (1995), as in the American Community Survey: multipliers 1 + 2^-1.5 (h_i - h_{i+1}), scale 4/R.

    The PSUs of a stratum are taken in the order of their labels, which must be that of the systematic selection, and
    their circle is closed. With the default, one replicate more than PSUs at least, a total has exactly the variance
    (1 - f) / 2 times the sum of squared differences around the circle (SD2 of Ash 2014, Survey Methodology 40). A
    smaller ``count`` uses rows of the Hadamard matrix again and comes near it. With a sampling fraction f_h multipliers
    are drawn towards one by sqrt(1 - f_h). Strata with one PSU must have been chosen certain and add nothing.
    """

    count: int = 0

    def draw(self, design: Design) -> Replicates:
        """The replicates. Raises UnusableDesign where a stratum has one PSU that was not taken with certainty."""
        stage = design.first
        lone = [stage.stratum_labels[code] for code in stage.lone[:20]]
        if lone and design.singleton.value != "certainty":
            raise UnusableDesign(Problem("weighting.singleton_stratum", {"stratum": label}) for label in lone)
        wanted = self.count or design.n_psus + 1
        rows = at_least(wanted)[:, 1:].T.astype(float)  # the column of ones would move nothing
        multipliers = np.ones((design.n_psus, rows.shape[1]))
        first = 0
        for code in range(design.n_strata):
            members = np.flatnonzero(stage.cluster_stratum == code)
            n = members.size
            if n > 1:
                own = rows[(first + np.arange(n)) % rows.shape[0]]
                moved = _STEP * (own - np.roll(own, -1, axis=0))
                multipliers[members] += np.sqrt(1.0 - stage.fraction[code]) * moved
                first += n
        return Replicates("successive differences", multipliers, np.full(rows.shape[1], 4.0 / rows.shape[1]))
