"""Two stages, a screener in households and an interview with drawn persons: their rates by two roads, which agree.

A household is screened (S), in use but not screened (UR; UO where the screener left it open), not known to be in use
(UH) or not in use (NE). Then e_h = (S+UR+UO)/(S+UR+UO+NE) is the share of dwellings in use among resolved addresses,
and e_r the eligible persons expected by screened household, E/S: above one where several live together. With
SRR = S/(S+UR+UO+e_h UH) and IRR1 = I/E,

    SRR x IRR1 = I/(E + e_r (UR+UO) + e_h e_r UH) = RR3 with e(UR) = e(UO) = e_r and e(UH) = e_h e_r.

Drawn persons never resolved count for the eligible share e_p among those who were, so that E = K + e_p U.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from analysis.fieldwork.counts import Number, Outcomes, counted
from analysis.fieldwork.eligibility import Basis, EligibleShares, proportional, ratio
from analysis.fieldwork.outcomes import KNOWN_ELIGIBLE, UNKNOWN, OutcomeClass, outcome_classes
from analysis.fieldwork.problems import UnusableCounts
from analysis.fieldwork.rates import NOT_AAPOR, Rate, rate
from questionnaires.problems import Problem

_NOBODY_ELIGIBLE = "4.7"
_COMPOSED = f"{NOT_AAPOR}: stages of a screening survey"


@dataclass(frozen=True)
class Stages:
    """Households by what the screener came to, and drawn persons by outcome.

    Weighted, households carry the weight of the dwelling and persons their own (that weight by 1/p within it).
    """

    with_eligible: Number  # screened, at least one eligible person
    without_eligible: Number  # screened, nobody eligible
    unscreened: Number  # UR: no screener, somebody lives there
    unclear: Number  # UO: a screener that left eligibility open
    not_found: Number  # UH: not known to be a dwelling in use
    not_in_use: Number  # NE: vacant, not a dwelling, out of the sample
    persons: Outcomes

    @property
    def screened(self) -> Number:
        """S: the households that told who lives there."""
        return self.with_eligible + self.without_eligible

    @property
    def in_use(self) -> Number:
        """The dwellings known to be in use."""
        return self.screened + self.unscreened + self.unclear

    @property
    def in_use_share(self) -> Number | None:
        """e_h: dwellings in use among the addresses that were resolved."""
        return ratio(self.in_use, self.in_use + self.not_in_use)

    @property
    def drawn_share(self) -> Number | None:
        """e_p: those still eligible among the drawn persons who were resolved; all where nobody was yet."""
        found = proportional(self.persons).ur
        return 1 if found is None else found

    @property
    def expected_persons(self) -> Number:
        """E: the drawn persons who are eligible, the unresolved ones in proportion."""
        share = self.drawn_share
        return self.persons.eligible + (share * self.persons.unknown if share is not None else 0)

    @property
    def persons_by_household(self) -> Number | None:
        """e_r: eligible persons expected by screened household."""
        return ratio(self.expected_persons, self.screened)

    @property
    def outcomes(self) -> Outcomes:
        """Households and persons as cases of one list: each drawn person, and each household without one."""
        households = {
            OutcomeClass.UNKNOWN_HOUSING: self.not_found,
            OutcomeClass.UNKNOWN_RESPONDENT: self.unscreened,
            OutcomeClass.UNKNOWN_OTHER: self.unclear,
            OutcomeClass.NOT_ELIGIBLE: self.not_in_use + self.without_eligible,
        }
        return Outcomes(households, self.persons.weighted) + self.persons

    def shares(self) -> EligibleShares:
        """The eligible share of each class as the stages found it: e_h e_r for UH, e_r for UR and UO."""
        found = self.persons_by_household
        return self.shares_with(found, found, found, Basis.STAGES)

    def shares_with(self, uh: Number | None, ur: Number | None, uo: Number | None, basis: Basis) -> EligibleShares:
        """The shares where these numbers of eligible persons are expected in a household of each class, were it in use.

        In a class that holds drawn persons too, those count for e_p, and the share is that of both together.
        """
        anywhere = None if uh is None or self.in_use_share is None else uh * self.in_use_share
        return self.with_drawn(EligibleShares(anywhere, ur, uo, basis))

    def with_drawn(self, shares: EligibleShares) -> EligibleShares:
        """The shares where these hold for households alone: drawn persons were screened as eligible and count for e_p.

        Before the end of the field most of a class may be drawn persons whom nobody has visited yet; taken for as
        seldom eligible as a dwelling that was never screened, they would hide that nothing was done about them.
        """
        households = (self.not_found, self.unscreened, self.unclear)
        told = (shares.uh, shares.ur, shares.uo)
        mixed = (
            self._mixed(share, number, self.persons[outcome])
            for share, number, outcome in zip(told, households, UNKNOWN, strict=True)
        )
        own_uh, own_ur, own_uo = mixed
        return EligibleShares(own_uh, own_ur, own_uo, shares.basis)

    def _mixed(self, share: Number | None, households: Number, persons: Number) -> Number | None:
        if not persons:
            return share
        drawn = self.drawn_share
        if drawn is None or (share is None and households):
            return None
        return ratio((share or 0) * households + drawn * persons, households + persons)

    @property
    def screener_rate(self) -> Rate:
        """SRR: households screened, of those expected to be in use."""
        below: Number | None = self.in_use
        if self.not_found:
            below = None if self.in_use_share is None else self.in_use + self.in_use_share * self.not_found
        return self._rate("SRR", "S / (S+UR+UO + e_h·UH)", self.screened, below)

    def interview_rate(self, *, partial: bool = False) -> Rate:
        """IRR1: complete interviews of eligible drawn persons; with ``partial`` IRR2, partial ones too."""
        above = (OutcomeClass.COMPLETE, OutcomeClass.PARTIAL) if partial else (OutcomeClass.COMPLETE,)
        name, formula = ("IRR2", "(I+P) / E") if partial else ("IRR1", "I / E")
        return self._rate(name, formula, self.persons.among(above), self.expected_persons)

    def overall_rate(self, *, partial: bool = False) -> Rate:
        """Screener by interview: the part of all eligible persons who were interviewed."""
        one, two = self.screener_rate, self.interview_rate(partial=partial)
        below: Number | None = None
        if one.denominator is not None and two.denominator is not None:
            below = ratio(two.denominator * one.denominator, self.screened) or 0  # E / SRR: those expected everywhere
        return self._rate(f"{one.name} x {two.name}", "SRR x IRR", two.numerator, below)

    def direct_rate(self, *, partial: bool = False) -> Rate:
        """The same by the other road: RR3 (RR4) of all cases with the eligible shares of the stages."""
        return rate("RR4" if partial else "RR3", self.outcomes, self.shares())

    def _rate(self, name: str, formula: str, above: Number, below: Number | None) -> Rate:
        return Rate(name, formula, above, below, _COMPOSED, weighted=self.persons.weighted)


def stages_of(codes: Sequence[str], weights: Sequence[Number] | None = None) -> Stages:
    """The stages of units with at most one drawn person each, from their disposition codes alone.

    A unit known to be eligible, and one without an eligible person (4.7), was screened. Raises UnknownOutcome,
    UnusableCounts; a bare NE does not say whether it was screened and is refused.
    """
    whole = list(weights) if weights is not None else None
    classes = outcome_classes(codes)
    if bare := [row for row, code in enumerate(codes, 1) if code.strip() == OutcomeClass.NOT_ELIGIBLE]:
        raise UnusableCounts([Problem("fieldwork.which_ineligible", {"n": len(bare), "unit": str(bare[0])})])
    households = ["4.7" if code.startswith(_NOBODY_ELIGIBLE) else one for code, one in zip(codes, classes, strict=True)]
    persons = [one in KNOWN_ELIGIBLE for one in classes]

    def number(wanted: Container[str]) -> Number:
        rows = [row for row, household in enumerate(households) if household in wanted]
        return counted([codes[row] for row in rows], None if whole is None else [whole[row] for row in rows]).all

    drawn = [row for row, person in enumerate(persons) if person]
    return Stages(
        with_eligible=number(KNOWN_ELIGIBLE),
        without_eligible=number(("4.7",)),
        unscreened=number((OutcomeClass.UNKNOWN_RESPONDENT,)),
        unclear=number((OutcomeClass.UNKNOWN_OTHER,)),
        not_found=number((OutcomeClass.UNKNOWN_HOUSING,)),
        not_in_use=number((OutcomeClass.NOT_ELIGIBLE,)),
        persons=counted([codes[row] for row in drawn], None if whole is None else [whole[row] for row in drawn]),
    )
