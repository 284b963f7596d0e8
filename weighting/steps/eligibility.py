"""Unknown eligibility: what was never resolved gives its weight to what was, dwellings first, then drawn persons."""

from dataclasses import dataclass

import numpy as np

from questionnaires.codes import ResponseStatus
from weighting.collapsing import AS_THEY_ARE, CollapsingRule
from weighting.factors import FloatArray, TruthArray
from weighting.framing import coded, column, numbers
from weighting.sample import WeightedSample
from weighting.screening import Screening
from weighting.steps.redistributing import Moves, classes_of, joined_classes, move, status
from weighting.trace import StepTrace


@dataclass(frozen=True)
class Dwellings:
    """How a weight is counted once for each dwelling, though a dwelling has several rows or a person was drawn in it.

    ``unit`` names the dwelling of a row, ``p_within`` the probability of the row within its dwelling. A row with a
    ``case`` belongs to a dwelling that was screened: as a dwelling it is resolved, whatever became of the person.
    """

    unit: str = "unit_id"
    p_within: str = "p_person"
    case: str = "case_id"


DWELLINGS = Dwellings()


@dataclass(frozen=True)
class ShareUnscreened:
    """Households that were never screened give their weight to the screened dwellings of their class.

    Somebody lives there, so vacant units cannot stand for them: the eligible share among them is that among screened
    dwellings (AAPOR, class UR). Units not even known to be dwellings (class UH) follow in ``ShareUnknownEligibility``.
    Both together carry the response rate with an eligibility of its own for each class.
    """

    classes: tuple[str, ...]
    counted_by: Dwellings = DWELLINGS
    screening: str = "screening"
    name = "unscreened"

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """Move the weights. Raises UnusableClasses where nobody was screened in a class."""
        found = np.array(column(sample.data, self.screening).to_pylist(), object)
        unscreened = np.asarray(found == Screening.UNSCREENED.value, bool)
        screened = np.asarray(found == Screening.SCREENED.value, bool)
        within, labels = classes_of(sample, self.classes, unscreened | screened)
        moves = Moves(unscreened, screened, within, labels, _measure(sample, self.counted_by))
        parameters = {
            "classes": ", ".join(self.classes),
            "counted_by": self.counted_by.unit,
            "unknown": str(int(unscreened.sum())),
        }
        return move(sample, self.name, moves, np.ones(sample.n), "", parameters)


@dataclass(frozen=True)
class ShareUnknownEligibility:
    """Units never resolved give their weight to all resolved units of their class, ineligible ones included.

    That is the proportional allocation of CASRO: the eligible share among the unresolved is that among the resolved.
    With ``counted_by=None`` each row counts for itself. Units that an earlier step left without weight take no part.
    """

    classes: tuple[str, ...]
    counted_by: Dwellings | None = DWELLINGS
    status: str = "response_status"
    name = "unknown_eligibility"

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """Move the weights. Raises UnusableClasses where nobody was resolved in a class."""
        carried = sample.weights > 0
        unknown = _unknown(sample, self.status) & carried
        if self.counted_by:
            unknown &= ~_drawn(sample, self.counted_by.case)
        within, labels = classes_of(sample, self.classes, carried)
        moves = Moves(unknown, carried & ~unknown, within, labels, _measure(sample, self.counted_by))
        parameters = {
            "classes": ", ".join(self.classes),
            "counted_by": self.counted_by.unit if self.counted_by else "row",
            "unknown": str(int(unknown.sum())),
        }
        return move(sample, self.name, moves, np.ones(sample.n), "", parameters)


@dataclass(frozen=True)
class ShareUnknownPersons:
    """Drawn persons whose eligibility was never confirmed give their weight to drawn persons of their class.

    They were eligible when their dwelling was listed, so only drawn persons can stand for them: shared with all
    dwellings, most of which hold nobody eligible, their weight would be lost to the population.
    """

    classes: tuple[str, ...]
    collapse: CollapsingRule = AS_THEY_ARE
    case: str = "case_id"
    status: str = "response_status"
    name = "unknown_persons"

    def apply(self, sample: WeightedSample) -> tuple[WeightedSample, StepTrace]:
        """Move the weights. Raises UnusableClasses where no drawn person was resolved in a class."""
        drawn = _drawn(sample, self.case)
        unknown = _unknown(sample, self.status) & drawn
        within, labels, collapsed = joined_classes(sample, self.classes, drawn, drawn & ~unknown, self.collapse)
        moves = Moves(unknown, drawn & ~unknown, within, labels, np.ones(sample.n))
        parameters = {
            "classes": ", ".join(self.classes),
            "collapse": repr(self.collapse),
            "unknown": str(int(unknown.sum())),
        }
        return move(sample, self.name, moves, np.ones(sample.n), "", parameters, collapsed)


def _unknown(sample: WeightedSample, name: str) -> TruthArray:
    return np.asarray(status(sample, name) == ResponseStatus.UNKNOWN_ELIGIBILITY.value, bool)


def _drawn(sample: WeightedSample, case: str) -> TruthArray:
    return np.asarray(column(sample.data, case).is_valid().to_numpy(), bool)


def _measure(sample: WeightedSample, counted_by: Dwellings | None) -> FloatArray:
    if counted_by is None:
        return np.ones(sample.n)
    units, _ = coded(sample.data, counted_by.unit, sample.ids)
    rows = np.bincount(units)[units]
    return numbers(sample.data, counted_by.p_within, sample.ids) / rows
