"""Who works in the field: teams, interviewers with their habits and skills, who leaves, which PSUs change hands."""

from dataclasses import dataclass

import numpy as np

from simulation.field.protocol import FieldProtocol, Habit
from simulation.population.arrays import Amounts, Numbers, Texts
from simulation.population.scenario import Scenario

STAYS = 10**6  # a day that no field reaches


@dataclass(frozen=True)
class Teams:
    """Interviewers by number, those who replace somebody last; and the team of each drawn PSU."""

    size: int  # interviewers in a team
    habit: Numbers  # of each interviewer: place among the habits of the protocol
    contact: Amounts  # how easily each one finds people at home, logit
    persuasion: Amounts  # how easily each one is answered, logit
    pace: Amounts  # logarithm of the time that each one takes beside others
    leaves: Numbers  # the first day without the interviewer
    successor: Numbers
    team: Numbers  # of each drawn PSU
    later_team: Numbers  # from the day on which it changes hands
    changes: Numbers

    def __len__(self) -> int:
        return len(self.habit)

    def working(self, place: Numbers, member: Numbers, day: Numbers) -> Numbers:
        """The interviewer who is the n-th of the team that works a PSU (its place among the drawn) on a day."""
        team = np.where(day >= self.changes[place], self.later_team[place], self.team[place])
        interviewer = team * self.size + member
        return np.where(day >= self.leaves[interviewer], self.successor[interviewer], interviewer)

    @property
    def names(self) -> tuple[str, ...]:
        """``E001`` and following."""
        return tuple(f"E{number + 1:03d}" for number in range(len(self)))

    @property
    def tablets(self) -> tuple[str, ...]:
        """``T001`` and following: the tablet of each interviewer."""
        return tuple(f"T{number + 1:03d}" for number in range(len(self)))


def form_teams(
    n_psus: int,
    teams: int,
    size: int,
    days: int,
    scenario: Scenario,
    protocol: FieldProtocol,
    random: np.random.Generator,
) -> Teams:
    """The people of a field of so many days, and the PSUs they are given: to the teams in turn."""
    n, replaced = teams * size, min(scenario.networks.replaced, teams * size)
    rules = protocol.visits
    habit = np.concatenate([random.permutation(_habits(n, protocol.habits)), np.zeros(replaced, dtype=np.int64)])
    leavers = random.choice(n, replaced, replace=False)
    leaves, successor = np.full(n + replaced, STAYS), np.arange(n + replaced)
    leaves[leavers] = (days * random.uniform(rules.replaced_from, rules.replaced_to, replaced)).astype(np.int64)
    successor[leavers] = n + np.arange(replaced)
    team = np.arange(n_psus) % teams
    moved = random.choice(n_psus, min(scenario.networks.reassigned, n_psus), replace=False)
    later, changes = team.copy(), np.full(n_psus, STAYS)
    later[moved] = (team[moved] + 1 + random.integers(0, max(teams - 1, 1), len(moved))) % teams
    changes[moved] = (days * random.uniform(rules.replaced_from, rules.replaced_to, len(moved))).astype(np.int64)
    return Teams(
        size=size,
        habit=habit,
        contact=random.normal(0, scenario.response.contact_interviewer, n + replaced),
        persuasion=random.normal(0, scenario.response.interviewer, n + replaced),
        pace=random.normal(0, rules.interviewer_pace, n + replaced),
        leaves=leaves,
        successor=successor,
        team=team,
        later_team=later,
        changes=changes,
    )


def _habits(n: int, habits: tuple[Habit, ...]) -> Numbers:
    """How many of n interviewers have each habit: at least one each where there are enough, the first the rest."""
    counts = [max(round(n * habit.of_sixty / 60), 1) for habit in habits[1:]]
    rest = np.repeat(np.arange(1, len(habits)), counts)[: max(n - 1, 0)]
    return np.concatenate([np.zeros(n - len(rest), dtype=np.int64), rest])


def by_habit(habits: tuple[Habit, ...], name: str) -> Texts:
    """One property of all habits, as an array to be looked up by habit."""
    return np.array([getattr(habit, name) for habit in habits])
