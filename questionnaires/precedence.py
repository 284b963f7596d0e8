"""From visits and interviews to one disposition: rules by name, kept so that what one said can be said again."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from questionnaires.codes import Disposition, ResponseStatus

_D = Disposition
REFUSALS: Set[Disposition] = frozenset(
    {_D.REFUSAL, _D.HOUSEHOLD_REFUSAL, _D.PERSON_REFUSAL, _D.BREAK_OFF, _D.SCREENER_REFUSAL}
)
NON_CONTACTS: Set[Disposition] = frozenset({_D.PERSON_AWAY, _D.NO_ACCESS, _D.NOBODY_AT_HOME})
_INELIGIBLE = (_D.NO_ELIGIBLE_PERSON, _D.OUT_OF_SAMPLE, _D.NOT_A_DWELLING, _D.VACANT)
_UNSCREENED = (_D.SCREENER_REFUSAL, _D.SCREENER_LANGUAGE, _D.SCREENER_NON_CONTACT, _D.NO_SCREENER)
_UNLOCATED = (_D.UNSAFE_AREA, _D.NOT_FOUND)
_ELIGIBLE = (
    _D.COMPLETE,
    _D.PARTIAL,
    _D.BREAK_OFF,
    _D.PERSON_REFUSAL,
    _D.HOUSEHOLD_REFUSAL,
    _D.REFUSAL,
    _D.DEAD,
    _D.UNABLE,
    _D.LANGUAGE,
    _D.OTHER_ELIGIBLE,
    _D.PERSON_AWAY,
    _D.NO_ACCESS,
    _D.NOBODY_AT_HOME,
)


@dataclass(frozen=True)
class Outcomes:
    """What is said of a case or a unit, in whatever order it arrived; an outcome is None where a visit says nothing.

    ``before``: visits of the unit before a person was selected. ``evidence``: a person confirmed, with evidence, what
    a visit says of a unit or a person outside the survey.
    """

    visits: tuple[Disposition | None, ...] = ()
    interview: Disposition | None = None
    before: tuple[Disposition | None, ...] = ()
    evidence: bool = False


@dataclass(frozen=True)
class DispositionRule:
    """A precedence from the most to the least informative outcome (the principle of AAPOR): the best visit counts.

    ``screener_counts``: a completed screener stands against what visits before it failed to find out.
    ``wants_evidence``: nobody is outside the survey on the word of a visit alone.
    """

    name: str
    precedence: tuple[Disposition, ...]
    screener_counts: bool
    wants_evidence: bool

    def of_case(self, said: Outcomes, *, default: Disposition = _D.NOT_ATTEMPTED) -> Disposition:
        """The final disposition of a drawn, so screened, person; ``default`` where nothing is said about them.

        An interview that found the person outside the survey is evidence, and stands against failed visits.
        """
        if said.interview is not None and said.interview.response_status is ResponseStatus.INELIGIBLE:
            return said.interview
        visits = said.visits if self.screener_counts else (*said.visits, *said.before)
        return self.best((*self._believed(visits, said), said.interview), default=default)

    def of_unit(self, listed: Disposition, visits: Iterable[Disposition | None]) -> Disposition:
        """The disposition of a unit that was listed and not screened, after visits before anybody was selected."""
        if not self.screener_counts:
            return listed
        told = (None if _is_ineligible(outcome) else outcome for outcome in visits)
        return self.best((listed, *told), default=listed)

    def best(self, outcomes: Iterable[Disposition | None], *, default: Disposition) -> Disposition:
        """The most informative of some outcomes."""
        told = {outcome for outcome in outcomes if outcome is not None}
        return min(told, key=self.rank.__getitem__, default=default)

    @cached_property
    def rank(self) -> Mapping[Disposition, int]:
        """The place of each disposition in the precedence."""
        return {one: place for place, one in enumerate(self.precedence)}

    def _believed(self, visits: Iterable[Disposition | None], said: Outcomes) -> tuple[Disposition | None, ...]:
        if not self.wants_evidence or said.evidence:
            return tuple(visits)
        return tuple(_D.UNKNOWN_OTHER if _is_ineligible(outcome) else outcome for outcome in visits)


def _is_ineligible(outcome: Disposition | None) -> bool:
    return outcome is not None and outcome.response_status is ResponseStatus.INELIGIBLE


def ever_refused(said: Outcomes) -> bool:
    """Whether a case was refused or broken off at any time, whatever became of it later."""
    return not REFUSALS.isdisjoint((*said.visits, *said.before, said.interview))


_FIRST = DispositionRule(
    "precedence-1",
    (*_ELIGIBLE, *_INELIGIBLE, *_UNSCREENED, *_UNLOCATED, _D.UNKNOWN_OTHER, _D.NOT_ATTEMPTED),
    screener_counts=False,
    wants_evidence=False,
)
# A visit that says "outside the survey" without evidence leaves it unknown (3.90) whether the person belongs to it.
_SECOND = DispositionRule("precedence-2", _FIRST.precedence, screener_counts=True, wants_evidence=True)

RULES: Mapping[str, DispositionRule] = {rule.name: rule for rule in (_FIRST, _SECOND)}
CURRENT = _SECOND
