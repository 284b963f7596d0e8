"""What is known of a world because it is simulated: its census and the true value of every indicator, as files."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from analysis.content import AnalysisContent
from questionnaires.versions import Release
from simulation.filling.census import census, write_census
from simulation.known.true_values import true_values
from simulation.known.truth_files import facts, write_truth
from simulation.population.arrays import Numbers
from simulation.population.scenario import Scenario
from simulation.population.world import World
from simulation.roads.output import CENSUS, TRUTH


@dataclass(frozen=True)
class Inquiry:
    """Whose answers, to which version of the interview, analysed how."""

    world: World
    scenario: Scenario
    seed: int
    individual: Release
    content: AnalysisContent

    def ask_everybody(
        self, processes: int, on_progress: Callable[[int], None], persons: Numbers | None = None
    ) -> pa.Table:
        """The census on the first day of the field; ``on_progress`` hears how many people have answered so far."""
        done = 0

        def more(answered: int) -> None:
            nonlocal done
            done += answered
            on_progress(done)

        day = self.world.country.field.first_day
        return census(self.world, self.individual.xform(), self.seed, day, processes, more, persons)

    def write(self, folder: Path, everybody: pa.Table) -> None:
        """``census/`` and ``truth/`` in a folder."""
        country = self.world.country
        told = facts(seed=self.seed, scenario=self.scenario.name, country=country.name, day=country.field.first_day)
        write_census(folder / CENSUS, everybody, told)
        values = true_values(self.content, everybody, self.world, self.scenario.response)
        write_truth(folder / TRUTH, values, self.scenario.response, told)
