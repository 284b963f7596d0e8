"""An indicator is a value: a statistic, its unit, its universe and its reference."""

from dataclasses import dataclass
from enum import StrEnum

from analysis.derived import Variable, name_of
from analysis.statistics import Statistic


class Unit(StrEnum):
    """What the figure counts; shares are stored from 0 to 1 and written in per cent."""

    PERSONS = "persons"
    PERCENT = "percent"
    HOURS = "hours"
    YEARS = "years"
    DINARS = "dinars"
    DINARS_PER_HOUR = "dinars_per_hour"


@dataclass(frozen=True)
class Indicator:
    """One indicator. ``notes`` are codes of the footnotes it must carry, ``parameters`` the policy values it prints.

    ``sensitive`` indicators are published for the whole country only. ``code`` is the number in the survey's
    indicator list.
    """

    name: str
    statistic: Statistic
    unit: Unit
    reference: str
    universe: Variable | None = None
    code: str = ""
    notes: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    sensitive: bool = False

    @property
    def reads(self) -> tuple[str, ...]:
        """The variables it needs in the sample."""
        return self.statistic.reads if self.universe is None else (*self.statistic.reads, name_of(self.universe))
