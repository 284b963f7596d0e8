"""The visits to the drawn persons: who goes when, until a case is closed."""

from dataclasses import dataclass

import numpy as np

from simulation.field.contact import slot_shares
from simulation.field.encounters import Visits, encounters
from simulation.field.protocol import EVENING, SLOTS, WEEKEND, VisitRules
from simulation.field.results import HARD, Result
from simulation.field.rounds import in_one_place
from simulation.field.schedule import DAY, Calendar, plan
from simulation.field.setting import Setting
from simulation.field.teams import by_habit
from simulation.population.arrays import Amounts, Numbers, Texts, Truths

OWED = [EVENING, WEEKEND]  # slots that are tried before a case is given up
LEAST_SHARE = 1e-9
FIRST_HOUR, LAST_HOUR = 9, 22  # no visit begins outside
HOUR = 3_600  # seconds
BETWEEN_VISITS = 2 * HOUR  # to a case: as long as the longest interview, at least


@dataclass(frozen=True)
class Reached:
    """What the field reacts to in each case; arrays of one length."""

    place: Numbers  # of its PSU among those drawn
    alone: Truths
    urban: Truths
    origin: Texts
    willing: Amounts  # logit of cooperation, without the interviewer's part

    def __len__(self) -> int:
        return len(self.place)


@dataclass(frozen=True)
class Attempts:
    """All visits, sorted by case and number; arrays of one length. Codes are those of the contact form."""

    case: Numbers
    visit_no: Numbers
    at: Numbers  # seconds since the epoch
    slot: Numbers
    interviewer: Numbers
    result: Numbers
    who: Numbers  # was met, 0 nobody
    reason: Numbers  # of a refusal, 0 none
    wait: Numbers  # days until the next visit may be made, or the appointment
    minutes: Amounts  # at the door and, where there is one, in the interview
    until: Texts  # last block of an interview that ended early, "" else

    def __len__(self) -> int:
        return len(self.case)


@dataclass
class _State:
    """What the teams remember of each case between two visits."""

    member: Numbers  # of the team, who comes next
    day: Numbers  # from which on
    barrier: Truths  # no language in common, until an interpreter is found
    refused: Truths
    waited: Truths  # there is an appointment
    translated: Truths  # an interpreter or another interviewer comes along
    apart: Truths  # a row a case, a column a member of the team: was refused, or lacked the language
    begun: Numbers  # the day of the first visit
    tried: Truths  # a row a case, a column a slot: whether a visit was made in it


def visit_all(setting: Setting, cases: Reached, n_psus: int, random: np.random.Generator) -> Attempts:
    """Visit every case until it is closed, the visits are used up, or the field ends."""
    teams, calendar, habits, rules = setting.teams, setting.calendar, setting.protocol.habits, setting.protocol.visits
    n = len(cases)
    state = _State(
        member=random.integers(0, teams.size, n),
        day=_first_days(cases.place, n_psus, calendar, rules, random),
        barrier=random.random(n) < setting.response.barrier,
        refused=np.zeros(n, dtype=bool),
        waited=random.random(n) < rules.appointments_at_listing,
        translated=np.zeros(n, dtype=bool),
        apart=np.zeros((n, teams.size), dtype=bool),
        begun=np.zeros(n, dtype=np.int64),
        tried=np.zeros((n, len(SLOTS)), dtype=bool),
    )
    made: list[dict[str, Texts]] = []
    left = np.arange(n)
    for before in range(rules.most):
        day, slot, at = _planned(setting, cases, state, left, before, random)
        inside = day < calendar.days
        left, day, slot, at = left[inside], day[inside], slot[inside], at[inside]
        who = teams.working(cases.place[left], state.member[left], day)
        outcome = encounters(setting, _visits(cases, state, left, who, slot), before, random)
        wait = random.integers(1, rules.longest_wait + 1, len(left))
        wait += np.where(outcome["result"] == int(Result.REFUSAL), rules.rest_after_refusal, 0)
        made.append(
            {
                "case": left,
                "visit_no": np.full(len(left), before + 1),
                "at": at,
                "slot": slot,
                "interviewer": who,
                "wait": wait,
                **outcome,
            }
        )
        closed = _closed(outcome["result"], outcome["reason"], state, left)
        _remember(state, left, outcome["result"], teams.size, random)
        closed |= state.apart[left].all(axis=1)  # nobody of the team is left who may come
        state.day[left] = day + wait
        state.tried[left, slot] = True
        if before == 0:
            state.begun[left] = day
        left = left[~closed & (before + 1 < by_habit(habits, "most")[teams.habit[who]])]
    return _in_turn(_joined(made), calendar, rules)


def _first_days(
    place: Numbers, n_psus: int, calendar: Calendar, rules: VisitRules, random: np.random.Generator
) -> Numbers:
    """PSUs are released in waves; the cases of one are begun within a few days."""
    wave = random.permutation(np.arange(n_psus) * rules.waves // max(n_psus, 1))
    release = wave * max(calendar.days - rules.closing_days, 1) // rules.waves
    return np.asarray(release[place] + random.integers(0, rules.days_to_begin, len(place)))


def _planned(
    setting: Setting, cases: Reached, state: _State, left: Numbers, before: int, random: np.random.Generator
) -> tuple[Numbers, Numbers, Numbers]:
    """Day, slot and moment of the next visit to each case that is left, by the habit of who is to make it."""
    teams, habits, rules = setting.teams, setting.protocol.habits, setting.protocol.visits
    habit = teams.habit[teams.working(cases.place[left], state.member[left], state.day[left])]
    persistent = by_habit(habits, "most")[habit] == rules.most
    shares = slot_shares(by_habit(habits, "first_to_case"), by_habit(habits, "later"), habit, before)
    shares = _as_owed(shares, state.tried[left], persistent, rules.most - before)
    last = persistent & (before == rules.most - 1)
    earliest = state.begun[left] + np.where(last, rules.least_spread, 0)
    return plan(setting.calendar, np.maximum(state.day[left], earliest), shares, random)


def _as_owed(shares: Amounts, tried: Truths, persistent: Truths, left: int) -> Amounts:
    """Shares of the slots, a row a visit: those that must yet be tried alone, once no more visits are left than these.

    Nobody is given up before an evening and a weekend were tried by whoever keeps the rules.
    """
    owed = np.zeros_like(tried)
    owed[:, OWED] = ~tried[:, OWED]
    n_owed = owed.sum(axis=1)
    bound = persistent & (n_owed >= left) & (n_owed > 0)
    some = np.where(owed, np.maximum(shares, LEAST_SHARE), 0.0)
    return np.where(bound[:, None], some / np.maximum(some.sum(axis=1), LEAST_SHARE)[:, None], shares)


def _visits(cases: Reached, state: _State, left: Numbers, who: Numbers, slot: Numbers) -> Visits:
    return Visits(
        interviewer=who,
        slot=slot,
        alone=cases.alone[left],
        urban=cases.urban[left],
        origin=cases.origin[left],
        willing=cases.willing[left],
        barrier=state.barrier[left],
        refused=state.refused[left],
        waited=state.waited[left],
        translated=state.translated[left],
    )


def _closed(result: Numbers, reason: Numbers, state: _State, left: Numbers) -> Truths:
    """Whether the team does not come back: after fear or opposition, a second refusal, a second lack of language."""
    open_ = np.isin(result, [int(Result.NOBODY), int(Result.NO_ACCESS), int(Result.APPOINTMENT)])
    hard = np.isin(reason, [int(one) for one in HARD])
    open_ |= (result == int(Result.REFUSAL)) & ~hard & ~state.refused[left]
    open_ |= (result == int(Result.LANGUAGE)) & ~state.translated[left]
    return np.asarray(~open_)


def _remember(state: _State, left: Numbers, result: Numbers, size: int, random: np.random.Generator) -> None:
    refusal, language = result == int(Result.REFUSAL), result == int(Result.LANGUAGE)
    state.waited[left] = result == int(Result.APPOINTMENT)
    state.refused[left] |= refusal
    state.translated[left] |= language
    offset = random.integers(0, max(size - 1, 1), len(left))
    stays = ~(refusal | language)
    state.apart[left, state.member[left]] |= ~stays
    state.member[left] = np.where(stays, state.member[left], _another(state, left, offset, size))


def _another(state: _State, left: Numbers, offset: Numbers, size: int) -> Numbers:
    """Somebody else of the team, who was neither refused there nor lacked the language."""
    other = (state.member[left] + 1 + offset) % size
    for _ in range(size - 1):
        other = np.where(state.apart[left, other], (other + 1) % size, other)
    return np.asarray(other)


def _joined(made: list[dict[str, Texts]]) -> Attempts:
    arrays = {name: np.concatenate([visits[name] for visits in made]) for name in made[0]}
    order = np.lexsort((arrays["visit_no"], arrays["case"]))
    return Attempts(**{name: values[order] for name, values in arrays.items()})


def _in_turn(attempts: Attempts, calendar: Calendar, rules: VisitRules) -> Attempts:
    """The same visits: an interviewer in one place at a time, none begun at night, those of a case in their order."""
    at = attempts.at
    same_case = attempts.case[1:] == attempts.case[:-1]
    refused = attempts.result[:-1] == int(Result.REFUSAL)
    apart = np.where(refused, rules.rest_after_refusal * DAY, BETWEEN_VISITS)
    while True:
        at = in_one_place(attempts.interviewer, at, attempts.minutes)
        at, by_night = _by_day(calendar, at)
        too_soon = same_case & (at[1:] < at[:-1] + apart)
        at[1:][too_soon] = (at[:-1] + apart)[too_soon]
        if not (by_night or too_soon.any()):
            return Attempts(**{**vars(attempts), "at": at})


def _by_day(calendar: Calendar, at: Numbers) -> tuple[Numbers, bool]:
    """Visits put off to the next morning where they would begin at night, and whether any was."""
    day, second = np.divmod(at - calendar.midnight, DAY)
    late, early = second >= LAST_HOUR * HOUR, second < FIRST_HOUR * HOUR
    morning = calendar.midnight + (day + late) * DAY + FIRST_HOUR * HOUR
    return np.where(late | early, morning, at), bool((late | early).any())
