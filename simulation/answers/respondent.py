"""A person who is interviewed, with the means to answer: traits, the day, numbers fixed by person and question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from simulation.listing import ListedUnit, Member
from simulation.streams import uniform
from simulation.traits import EMPLOYED
from simulation.world import World


@dataclass(frozen=True)
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
    period: str
    pay: float
    monthly_pay: float
    days_in_month: int


@dataclass(frozen=True)
class Respondent:
    """One person on the day of the interview."""

    key: bytes
    today: date
    sex: str
    age: int
    relation: str
    n_persons: int
    origin: str
    citizenship: str
    months: int  # in the country
    intends: str
    governorate: str
    urban: bool
    level: str
    student: bool
    irregular: bool
    labour: int
    absent: bool
    job: Job

    def u(self, name: str) -> float:
        """A number in [0, 1), always the same for the same question."""
        return uniform(self.key, name)

    def pick(self, name: str, shares: Mapping[str, float]) -> str:
        """One code, by its share."""
        left = self.u(name) * sum(shares.values())
        for code, share in shares.items():
            left -= share
            if left < 0:
                return code
        return code

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
    def this_month(self) -> int:
        """Months since year 0, the present one."""
        return self.today.year * 12 + self.today.month - 1

    @property
    def arrival(self) -> int:
        """Month of arrival, counted like ``this_month``."""
        return self.this_month - self.months


Answer: TypeAlias = Callable[[Respondent], str]


def respondent(world: World, unit: ListedUnit, member: Member, today: date, seed: int) -> Respondent:
    """The person behind a line of a roster."""
    traits, row = world.traits, member.person
    return Respondent(
        key=f"{seed}/{member.case_id}".encode(),
        today=today,
        sex=member.sex,
        age=member.age,
        relation=member.relation,
        n_persons=unit.n_persons,
        origin=str(world.people.origin[row]),
        citizenship=member.citizenship,
        months=member.months,
        intends=member.intends,
        governorate=str(world.frame.governorate[unit.psu]),
        urban=bool(world.frame.urban[unit.psu]),
        level=str(traits.level[row]),
        student=bool(traits.student[row]),
        irregular=bool(traits.irregular[row]),
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
        period=str(traits.period[row]),
        pay=float(traits.pay[row]),
        monthly_pay=float(world.monthly_pay[row]),
        days_in_month=int(traits.days_in_month[row]),
    )
