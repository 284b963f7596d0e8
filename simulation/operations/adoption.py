"""Which version of a questionnaire a tablet has: the newest that was published when it last synchronised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from simulation.operations.syncs import Syncs
from simulation.operations.tablets import Tablets
from simulation.streams import uniform

AT_THE_LATEST = timedelta(days=5)  # then a supervisor brings the version to the tablet: specified
HANDED_ON = 0.47  # of the tablets have it from a colleague's on the next morning; so that six interviews in a hundred
# of the five days after a change are held with the old version, as specified
NEXT_MORNING = timedelta(hours=12)  # after the evening when it was published


@dataclass(frozen=True)
class Published:
    """A version and the moment at which tablets can have it."""

    version: str
    at: datetime


@dataclass(frozen=True)
class Adoption:
    """Versions come with synchronisations. The first one is on every tablet when the field begins."""

    published: Sequence[Published]  # oldest first
    syncs: Syncs
    tablets: Tablets
    seed: int

    def version(self, tablet: str, at: datetime) -> str:
        """The version with which a record begun at this moment is filled in."""
        heard = max(self._heard(tablet, at), at - AT_THE_LATEST)
        known = [one.version for one in self.published if one.at <= heard or self._handed_on(one, tablet, at)]
        return known[-1] if known else self.published[0].version

    def _handed_on(self, one: Published, tablet: str, at: datetime) -> bool:
        key = f"{self.seed}/handed on".encode()
        return at >= one.at + NEXT_MORNING and uniform(key, f"{tablet}/{one.version}") < HANDED_ON

    def newest(self, at: datetime) -> str:
        """The version that every tablet would have if all had synchronised."""
        return [self.published[0].version, *(one.version for one in self.published if one.at <= at)][-1]

    def _heard(self, tablet: str, at: datetime) -> datetime:
        last = self.syncs.last(tablet, at)
        prepared = [loss.at for loss in self.tablets.losses.values() if loss.replacement == tablet]
        return max([*prepared, *([] if last is None else [last])], default=at - 2 * AT_THE_LATEST)
