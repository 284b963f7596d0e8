"""A person who is interviewed, with the means to answer: traits, the day, numbers fixed by person and question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import TypeAlias

from simulation.population.traits import APPRENTICE, EMPLOYED, EMPLOYEE
from simulation.population.world import World
from simulation.streams import uniform

MONTHS = 12
_STANDARD = NormalDist()
_EDGE = 1e-9


@dataclass(frozen=True, eq=False)
class Job:
    """The main job of an employed person."""

    status: str
    sector: str
    hires: bool
    incorporated: bool
    registered: bool
    contractor: bool
    insured: bool
    hours: int
    days: int
    second: bool
    tenure: int  # months
    overqualified: bool
    period: str
    pay: float
    monthly_pay: float
    days_in_month: int


@dataclass(frozen=True, eq=False)
class Respondent:
    """One person on the day of the interview; what the person is does not depend on the day."""

    key: bytes
    today: date
    began: int  # month in which the field began, counted since year 0 as ``this_month`` is
    psu_id: str
    governorate: str
    urban: bool
    sex: str
    age: int
    relation: str
    n_persons: int  # in the dwelling
    quarters: bool  # it is a dormitory
    origin: str
    citizenship: str
    months: int  # in the country when the field began
    intends: str
    level: str
    student: bool
    irregular: bool
    languages: tuple[str, ...]
    language: str  # of the interview
    barrier: bool
    marital: str
    children: int
    reason: str
    for_work: bool
    arranged: bool
    recruiter: bool
    fees: float
    borrowed: bool
    remits: bool
    health_insured: bool
    coerced: bool
    labour: int
    absent: bool
    job: Job

    def u(self, name: str) -> float:
        """A number in [0, 1), always the same for the same question."""
        return uniform(self.key, name)

    def normal(self, name: str) -> float:
        """A standard normal number, always the same for the same name."""
        return _STANDARD.inv_cdf(min(max(uniform(self.key, name), _EDGE), 1 - _EDGE))

    def pick(self, name: str, shares: Mapping[str, float]) -> str:
        """One code, by its share."""
        left = self.u(name) * sum(shares.values())
        for code, share in shares.items():
            left -= share
            if left < 0:
                return code
        return code

    def happens(self, name: str, probability: float) -> bool:
        """Whether something of this probability is so."""
        return self.u(name) < probability

    def chance(self, name: str, probability: float) -> str:
        """``1`` with this probability, else ``0``."""
        return "1" if self.u(name) < probability else "0"

    def whole(self, name: str, low: int, high: int) -> int:
        """A whole number between two, both included."""
        return low + int(self.u(name) * (high - low + 1))

    @property
    def employed(self) -> bool:
        """At work or absent from a job."""
        return self.labour == EMPLOYED

    @property
    def employee(self) -> bool:
        """Employed for pay, apprentices included."""
        return self.employed and self.job.status in (EMPLOYEE, APPRENTICE)

    @property
    def this_month(self) -> int:
        """Months since year 0, the present one."""
        return self.today.year * MONTHS + self.today.month - 1

    @property
    def arrival(self) -> int:
        """Month of arrival, counted like ``this_month``."""
        return self.began - self.months

    @property
    def age_at_arrival(self) -> int:
        """Completed years, about."""
        return max(self.age - self.months // MONTHS, 0)


Answer: TypeAlias = Callable[[Respondent], str]


def odds(probability: float, times: float) -> float:
    """The probability whose odds are so many times those of another."""
    return probability * times / (1 - probability + probability * times)


def respondent(world: World, row: int, today: date, seed: int) -> Respondent:
    """The person in a row of the world's people. The same person gives the same answers whoever asks."""
    people, traits, households, frame = world.people, world.traits, world.households, world.frame
    household = people.household[row]
    psu = households.psu[household]
    first_day = world.country.field.first_day
    return Respondent(
        key=f"{seed}/{row}".encode(),
        today=today,
        began=first_day.year * MONTHS + first_day.month - 1,
        psu_id=str(frame.psu_id[psu]),
        governorate=str(frame.governorate[psu]),
        urban=bool(frame.urban[psu]),
        sex=str(people.sex[row]),
        age=int(people.age[row]),
        relation=str(people.relation[row]),
        n_persons=int(households.n_persons[household]),
        quarters=bool(households.quarters[household]),
        origin=str(people.origin[row]),
        citizenship=str(people.citizenship[row]),
        months=int(people.months[row]),
        intends=str(people.intends[row]),
        level=str(traits.level[row]),
        student=bool(traits.student[row]),
        irregular=bool(traits.irregular[row]),
        languages=tuple(str(traits.languages[row]).split()),
        language=str(traits.language[row]),
        barrier=bool(traits.barrier[row]),
        marital=str(traits.marital[row]),
        children=int(traits.children[row]),
        reason=str(traits.reason[row]),
        for_work=bool(traits.for_work[row]),
        arranged=bool(traits.arranged[row]),
        recruiter=bool(traits.recruiter[row]),
        fees=float(traits.fees[row]),
        borrowed=bool(traits.borrowed[row]),
        remits=bool(traits.remits[row]),
        health_insured=bool(traits.health_insured[row]),
        coerced=bool(traits.coerced[row]),
        labour=int(traits.labour[row]),
        absent=bool(traits.absent[row]),
        job=_job(world, row),
    )


def _job(world: World, row: int) -> Job:
    traits = world.traits
    return Job(
        status=str(traits.status[row]),
        sector=str(traits.sector[row]),
        hires=bool(traits.hires[row]),
        incorporated=bool(traits.incorporated[row]),
        registered=bool(traits.registered[row]),
        contractor=bool(traits.contractor[row]),
        insured=bool(traits.insured[row]),
        hours=int(traits.hours[row]),
        days=int(traits.days[row]),
        second=bool(traits.second_job[row]),
        tenure=int(traits.tenure[row]),
        overqualified=bool(traits.overqualified[row]),
        period=str(traits.period[row]),
        pay=float(traits.pay[row]),
        monthly_pay=float(world.monthly_pay[row]),
        days_in_month=int(traits.days_in_month[row]),
    )
