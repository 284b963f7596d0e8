"""What the command line asks of eligibility: ``stages``, ``casro``, ``model``, a share, or one share a class."""

from collections.abc import Mapping
from fractions import Fraction

from analysis.fieldwork.assumptions import Assumption, Given, OfTheModel, OfTheResolved, OfTheStages
from analysis.fieldwork.counts import Number
from analysis.fieldwork.eligibility import EVERYBODY, NOBODY, EligibleShares, same_share
from analysis.fieldwork.groups import everybody
from analysis.fieldwork.model import expected_persons
from analysis.fieldwork.outcomes import UNKNOWN
from analysis.fieldwork.problems import UnusableEligibility
from analysis.fieldwork.units import Fieldwork
from questionnaires.problems import Problem

_WORDS: Mapping[str, Assumption] = {
    "stages": OfTheStages(),
    "casro": OfTheResolved(),
    "casro-overall": OfTheResolved(overall=True),
    "0": Given(NOBODY),
    "1": Given(EVERYBODY),
}
MODEL = "model"


def assumption(told: str) -> Assumption:
    """The assumption that a text names: a word, a share ("0.35", "7/20"), or shares by class ("UH=0.1,UR=0.4,UO=0.4").

    ``MODEL`` is not among them: a model is fitted (``modelled``). Raises UnusableEligibility.
    """
    if told in _WORDS:
        return _WORDS[told]
    if "=" not in told:
        return Given(same_share(_number(told)))
    return Given(_by_class(told))


def modelled(found: Fieldwork, *, weighted: bool) -> OfTheModel:
    """The model, fitted on all screened households."""
    return OfTheModel(expected_persons(everybody(found), weighted=weighted))


def _by_class(told: str) -> EligibleShares:
    given: dict[str, Number] = {}
    for part in told.split(","):
        name, _, share = (piece.strip() for piece in part.partition("="))
        if name not in UNKNOWN or name in given:
            raise UnusableEligibility([Problem("fieldwork.bad_e", {"e": told})])
        given[name] = _number(share, told)
    return EligibleShares(given.get("UH"), given.get("UR"), given.get("UO"))


def _number(text: str, told: str = "") -> Number:
    try:
        return Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        raise UnusableEligibility([Problem("fieldwork.bad_e", {"e": told or text})]) from None
