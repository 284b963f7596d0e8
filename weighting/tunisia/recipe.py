"""The recipe of the Tunisian survey (M0: design and nonresponse weights), and its calibrated variant.

Classes follow the practice of the institute's surveys: nonresponse by region and group of origin, known for every
drawn person from the listing; calibrated ratios between 0.3 and 3.
"""

from weighting.collapsing import Neighbours
from weighting.content import WeightingContent
from weighting.design import Singleton
from weighting.distances import Logit
from weighting.margins import AnyMargin
from weighting.recipe import Recipe
from weighting.steps.calibration import Calibrate
from weighting.steps.design import DesignWeights
from weighting.steps.eligibility import ShareUnknownEligibility, ShareUnknownPersons, ShareUnscreened
from weighting.steps.nonresponse import AdjustForNonresponse
from weighting.steps.replicates import BootstrapReplicates
from weighting.tunisia.classes import with_classes

UNIVERSE = "eligible persons aged 18 and over"

RECIPE = Recipe(
    "migrant-employment-2026",
    (
        DesignWeights(stages=("p_psu", "p_dwelling", "p_person")),
        BootstrapReplicates(count=500, seed=20260401),
        ShareUnscreened(classes=("stratum",)),
        ShareUnknownEligibility(classes=("stratum",)),
        ShareUnknownPersons(classes=("region",), collapse=Neighbours(fewest=20, largest_factor=3)),
        AdjustForNonresponse(classes=("region", "origin_group"), collapse=Neighbours(fewest=20, largest_factor=3)),
    ),
)


def calibrated(margins: tuple[AnyMargin, ...]) -> Recipe:
    """The recipe followed by a calibration to margins about the survey's own population."""
    step = Calibrate(margins=margins, distance=Logit(lower=0.3, upper=3.0), universe=UNIVERSE)
    return Recipe(f"{RECIPE.name}-calibrated", (*RECIPE.steps, step))


CONTENT = WeightingContent(RECIPE, calibrated, with_classes, UNIVERSE, Singleton.CENTRE_ON_GRAND_MEAN)
