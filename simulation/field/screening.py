"""The visits of the listing: which units are screened, after how many visits, and what the others are found to be."""

from dataclasses import dataclass, fields, replace

import numpy as np

from simulation.field.contact import chance_of_contact, slot_shares
from simulation.field.cooperation import chance_to_be_screened
from simulation.field.listed import NOBODY_FOREIGN, NOT_A_DWELLING, OCCUPIED, Listed
from simulation.field.protocol import FieldProtocol
from simulation.field.psus import DrawnPsus
from simulation.field.rounds import in_one_place
from simulation.field.schedule import DAY, Calendar, plan
from simulation.field.setting import Setting
from simulation.field.teams import by_habit
from simulation.population.arrays import Amounts, Numbers, Truths
from simulation.population.scenario import Response
from simulation.population.world import World

SCREENED, NOBODY, REFUSED, EMPTY, NO_DWELLING, NOT_FOUND = range(1, 7)  # ``unitstat`` of the listing form
IN_PASSING = 17 * 3600  # seconds of the day
MINUTES = 4.0  # with a household, or to see that nobody is there


@dataclass(frozen=True)
class Earlier:
    """Visits to dwellings before the last one of each: nobody opened. Arrays of one length."""

    unit: Numbers  # row of the listed units
    visit_no: Numbers
    at: Numbers  # seconds since the epoch

    def __len__(self) -> int:
        return len(self.unit)


@dataclass(frozen=True)
class Screening:
    """What became of each listed unit; arrays of one length. Interviewer and moment are those of the last visit."""

    status: Numbers
    visits: Numbers
    interviewer: Numbers
    at: Numbers  # seconds since the epoch
    earlier: Earlier

    @property
    def screened(self) -> Truths:
        """Whether the household told who lives there."""
        return np.asarray(self.status == SCREENED)


def screen(setting: Setting, world: World, psus: DrawnPsus, listed: Listed, random: np.random.Generator) -> Screening:
    """Visit every listed unit, up to the visits that the protocol and the interviewer's habit allow."""
    teams, calendar, response, protocol = setting.teams, setting.calendar, setting.response, setting.protocol
    n = len(listed)
    urban = world.frame.urban[psus.row[listed.place]]
    alone, native, irregular = _who_lives_there(world, listed, response, protocol)
    member = (listed.serial - 1) // protocol.listing.block % teams.size
    interviewer = teams.team[listed.place] * teams.size + member
    habit = teams.habit[interviewer]
    most = np.minimum(by_habit(protocol.habits, "most")[habit], protocol.visits.most)
    status = np.where(listed.state == OCCUPIED, NOBODY, np.where(listed.state == NOT_A_DWELLING, NO_DWELLING, EMPTY))
    status[(listed.state == OCCUPIED) & (random.random(n) < protocol.listing.not_found)] = NOT_FOUND
    day = _first_days(len(psus), calendar, random)[listed.place]
    visits, at = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    open_, before_last = np.arange(n), []
    first, later = by_habit(protocol.habits, "first"), by_habit(protocol.habits, "later")
    for before in range(protocol.visits.most):
        shares = slot_shares(first, later, habit[open_], before)
        on, slot, moment = plan(calendar, day[open_], shares, random)
        made = on < calendar.days
        open_, on, slot = open_[made], on[made], slot[made]
        before_last.append(Earlier(open_, visits[open_], at[open_]))
        visits[open_] += 1
        at[open_] = moment[made]
        chance = chance_of_contact(
            response,
            slot,
            alone=alone[open_],
            urban=urban[open_],
            native=native[open_],
            skill=teams.contact[interviewer[open_]],
            before=before,
        )
        contact, agrees, wait = random.random((3, len(open_)))
        worth = status[open_] == NOBODY
        met = worth & (contact < chance)
        told = agrees < chance_to_be_screened(
            response, urban[open_], irregular[open_], teams.persuasion[interviewer[open_]]
        )
        status[open_[met]] = np.where(told[met], SCREENED, REFUSED)
        day[open_] = on + 1 + (wait * protocol.visits.longest_wait).astype(np.int64)
        open_ = open_[worth & ~met & (visits[open_] < most[open_])]
    unseen = visits == 0  # the listing ended before the slot came: seen in passing on its last day, nobody met
    visits[unseen], at[unseen] = 1, calendar.midnight + (calendar.days - 1) * DAY + IN_PASSING
    return _in_turn(Screening(status, visits, interviewer, at, _made(before_last)))


def _made(parts: list[Earlier]) -> Earlier:
    """The visits of all rounds; in the first there is none before."""
    return Earlier(*(np.concatenate([getattr(part, column.name) for part in parts[1:]]) for column in fields(Earlier)))


def _in_turn(planned: Screening) -> Screening:
    """The same visits, the interviewer of each in one place at a time."""
    earlier, n = planned.earlier, len(planned.at)
    who = np.concatenate([planned.interviewer, planned.interviewer[earlier.unit]])
    at = in_one_place(who, np.concatenate([planned.at, earlier.at]), np.full(len(who), MINUTES))
    return replace(planned, at=at[:n], earlier=replace(earlier, at=at[n:]))


def _who_lives_there(
    world: World, listed: Listed, response: Response, protocol: FieldProtocol
) -> tuple[Amounts, Amounts, Amounts]:
    """Alone, without foreigners, in irregular status: what contact and cooperation in the screener depend on.

    Where response may depend on the listing only, every dwelling is treated like one without foreigners: before it is
    screened, nothing is known of it but where it stands.
    """
    n = len(listed)
    if response.on_listing:
        return np.full(n, np.exp(-protocol.listing.further_persons)), np.ones(n), np.zeros(n)
    first = np.searchsorted(world.people.household, np.arange(len(world.households)))
    foreign = listed.household != NOBODY_FOREIGN
    irregular = np.zeros(n)
    irregular[foreign] = world.traits.irregular[first[listed.household[foreign]]]  # of the first on the roster
    return (listed.n_persons == 1).astype(float), (~foreign).astype(float), irregular


def _first_days(n_psus: int, calendar: Calendar, random: np.random.Generator) -> Numbers:
    """PSUs are begun evenly over the first half of the listing."""
    return random.permutation(np.arange(n_psus) * (calendar.days // 2) // max(n_psus, 1))
