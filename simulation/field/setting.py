"""Under which conditions visits are made: the teams, the days, what the scenario and the protocol assume."""

from dataclasses import dataclass

from simulation.field.protocol import FieldProtocol
from simulation.field.schedule import Calendar
from simulation.field.teams import Teams
from simulation.population.scenario import Response


@dataclass(frozen=True)
class Setting:
    """The conditions of the listing, or of the visits to cases."""

    teams: Teams
    calendar: Calendar
    response: Response
    protocol: FieldProtocol
