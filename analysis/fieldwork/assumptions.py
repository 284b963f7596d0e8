"""How the eligible share of a group is settled: from the group itself, from all, from a model, or as given."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from analysis.fieldwork.eligibility import EVERYBODY, NOBODY, Basis, EligibleShares, proportional
from analysis.fieldwork.groups import Group
from analysis.fieldwork.model import ExpectedPersons


class Assumption(Protocol):
    """A way to the eligible shares of a group, as one of all units."""

    def shares(self, group: Group, whole: Group, *, weighted: bool) -> EligibleShares:
        """The shares of the classes of unknown eligibility in the group."""
        ...


@dataclass(frozen=True)
class Given:
    """The same shares everywhere, from evidence outside the tables."""

    given: EligibleShares

    def shares(self, group: Group, whole: Group, *, weighted: bool) -> EligibleShares:  # noqa: ARG002
        """What was given."""
        return self.given


@dataclass(frozen=True)
class OfTheResolved:
    """CASRO's proportional allocation, within each group or, with ``overall``, the same for all of them."""

    overall: bool = False

    def shares(self, group: Group, whole: Group, *, weighted: bool) -> EligibleShares:
        """The eligible share among the resolved."""
        found = proportional((whole if self.overall else group).outcomes(weighted=weighted))
        stages = group.stages(weighted=weighted)
        return found if stages is None else stages.with_drawn(found)


@dataclass(frozen=True)
class OfTheStages:
    """What screener and interviews found in the group; where it has no listed units of its own, in all."""

    def shares(self, group: Group, whole: Group, *, weighted: bool) -> EligibleShares:
        """Dwellings in use, and eligible persons by screened household."""
        stages = group.stages(weighted=weighted) or whole.stages(weighted=weighted)
        if stages is None:
            return EligibleShares(None, None, None, Basis.STAGES)
        return stages.shares()


@dataclass(frozen=True)
class OfTheModel:
    """What the model expects in the households of the group that were not screened."""

    expected: ExpectedPersons

    def shares(self, group: Group, whole: Group, *, weighted: bool) -> EligibleShares:
        """Predicted persons by household; where the group has no listed units of its own, those of all."""
        mine = group if group.households is not None else whole
        stages = mine.stages(weighted=weighted)
        if stages is None or mine.households is None:
            return EligibleShares(None, None, None, Basis.MODEL)
        return self.expected.shares(stages, mine.households, weighted=weighted)


@dataclass(frozen=True)
class NoHousehold:
    """Nobody eligible in the households that were not screened: the highest rate that can be told."""

    def shares(self, group: Group, whole: Group, *, weighted: bool) -> EligibleShares:  # noqa: ARG002
        """None in households; drawn persons were screened, and count as those do who were resolved."""
        stages = group.stages(weighted=weighted)
        return NOBODY if stages is None else stages.with_drawn(NOBODY)


NONE_ELIGIBLE, ALL_ELIGIBLE = NoHousehold(), Given(EVERYBODY)


def between(assumptions: Sequence[Assumption], group: Group, whole: Group, *, weighted: bool) -> list[EligibleShares]:
    """The shares of a group under several assumptions."""
    return [assumption.shares(group, whole, weighted=weighted) for assumption in assumptions]
