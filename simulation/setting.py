"""Under which conditions visits are made: the teams, the days, what the scenario and the protocol assume."""

from dataclasses import dataclass

from simulation.protocol import FieldProtocol
from simulation.scenario import Response
from simulation.schedule import Calendar
from simulation.teams import Teams


@dataclass(frozen=True)
class Setting:
    """The conditions of the listing, or of the visits to cases."""

    teams: Teams
    calendar: Calendar
    response: Response
    protocol: FieldProtocol
