"""What each person is and does: the traits from which every answer follows, so the truth of the country is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulation.population import People

Texts = npt.NDArray[Any]  # arrays of text have no precise type
Numbers = npt.NDArray[np.int64]
Amounts = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

EMPLOYED, UNEMPLOYED, UNAVAILABLE, POTENTIAL, WILLING, OUTSIDE = range(1, 7)  # labour force status, 19th ICLS
WORKING_AGE = 15
EMPLOYEE, APPRENTICE, OWN_ACCOUNT, FAMILY_HELPER = "1", "2", "3", "4"

WEEKS_IN_A_MONTH = 365 / 7 / 12

LEVELS = ("X", "0", "1", "2", "3", "4", "5", "6", "7", "8")  # ISCED, X none
LEVEL_SHARES = {
    "AFR": (0.08, 0.05, 0.15, 0.20, 0.21, 0.06, 0.06, 0.11, 0.07, 0.01),
    "MAG": (0.06, 0.03, 0.17, 0.22, 0.20, 0.07, 0.05, 0.12, 0.07, 0.01),
    "ARB": (0.05, 0.02, 0.12, 0.19, 0.22, 0.06, 0.05, 0.18, 0.09, 0.02),
    "EUR": (0.00, 0.00, 0.03, 0.08, 0.22, 0.09, 0.10, 0.22, 0.22, 0.04),
}
SECTORS = (
    "1",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "10",
    "12",
    "13",
    "14",
    "15",
    "17",
)  # field codes of the questionnaire
SECTOR_SHARES = {
    ("AFR", "1"): (0.09, 0.31, 0.14, 0.14, 0.02, 0.01, 0.10, 0.07, 0.05, 0.05, 0.01, 0.01, 0.00, 0.00),
    ("AFR", "2"): (0.04, 0.00, 0.07, 0.18, 0.03, 0.36, 0.08, 0.10, 0.00, 0.06, 0.01, 0.03, 0.04, 0.00),
    ("MAG", "1"): (0.06, 0.22, 0.12, 0.12, 0.04, 0.00, 0.20, 0.05, 0.08, 0.02, 0.04, 0.03, 0.02, 0.00),
    ("MAG", "2"): (0.05, 0.00, 0.16, 0.10, 0.05, 0.12, 0.14, 0.08, 0.00, 0.04, 0.05, 0.12, 0.09, 0.00),
    ("ARB", "1"): (0.03, 0.14, 0.13, 0.20, 0.03, 0.00, 0.22, 0.03, 0.07, 0.02, 0.06, 0.06, 0.01, 0.00),
    ("ARB", "2"): (0.01, 0.00, 0.14, 0.12, 0.03, 0.08, 0.16, 0.06, 0.00, 0.04, 0.07, 0.21, 0.08, 0.00),
    ("EUR", "1"): (0.03, 0.05, 0.21, 0.07, 0.12, 0.00, 0.07, 0.00, 0.02, 0.03, 0.21, 0.12, 0.01, 0.06),
    ("EUR", "2"): (0.01, 0.00, 0.11, 0.07, 0.13, 0.00, 0.08, 0.00, 0.00, 0.04, 0.15, 0.27, 0.04, 0.10),
}


@dataclass(frozen=True)
class Traits:
    """Arrays with one value a person; those about a job mean nothing for people without one."""

    level: Texts  # ISCED
    student: Truths
    irregular: Truths
    labour: Numbers  # labour force status
    absent: Truths  # from a job that is kept
    status: Texts  # in employment, as declared
    sector: Texts
    hires: Truths
    incorporated: Truths
    registered: Truths
    contractor: Truths  # own account, one client who sets the price
    insured: Truths  # by the employer, or by oneself when on one's own account
    hours: Numbers  # usual, main job
    days: Numbers  # a week
    second_job: Truths
    period: Texts  # of the last pay
    pay: Amounts  # take-home cash of that period, dinars
    days_in_month: Numbers

    @property
    def employed(self) -> Truths:
        """At work or absent from a job."""
        return np.asarray(self.labour == EMPLOYED)

    @property
    def employee(self) -> Truths:
        """Employed for pay, apprentices included."""
        return np.asarray(self.employed & np.isin(self.status, (EMPLOYEE, APPRENTICE)))

    @property
    def informal(self) -> Truths:
        """Employed in an informal job (17th ICLS): what the answers will lead to."""
        own = np.where(self.contractor, self.insured & self.registered, self.registered | self.incorporated)
        formal = np.where(self.status == OWN_ACCOUNT, own, self.insured & (self.status != FAMILY_HELPER))
        return np.asarray(self.employed & ~formal.astype(bool))

    @property
    def monthly_pay(self) -> Amounts:
        """Take-home pay of employees for a month; days actually worked where pay is by the day."""
        by_day = np.where(self.period == "4", self.pay * self.days_in_month, self.pay)
        return np.where(self.period == "3", self.pay * WEEKS_IN_A_MONTH, by_day)


def draw_traits(people: People, random: np.random.Generator) -> Traits:
    """The traits of everybody; those under working age are outside the labour force."""
    n = len(people)
    level = _by(people.origin, LEVELS, LEVEL_SHARES, random)
    student = (people.age >= WORKING_AGE) & (people.age < 28) & (random.random(n) < 0.28)
    irregular = random.random(n) < np.where(people.origin == "AFR", 0.55, 0.12)
    labour = _labour(people, student, random)
    status = _status(people, random)
    sector = _sectors(people, random)
    own = status == OWN_ACCOUNT
    europe = people.origin == "EUR"
    incorporated = own & (random.random(n) < np.where(europe, 0.5, 0.07))
    registered = own & (incorporated | (random.random(n) < np.where(europe, 0.6, 0.22)))
    hires = own & (random.random(n) < np.where(europe, 0.4, 0.15))
    contractor = own & ~hires & ~incorporated & (random.random(n) < 0.15)
    insured = random.random(n) < _logistic(
        -0.1 - 1.1 * irregular + 0.9 * europe + 0.12 * _rank(level) - 0.8 * (sector == "7")
    )
    insured = np.where(own, registered & (random.random(n) < 0.6), insured)
    period, pay, days, days_in_month = _pay(people, level, sector, insured, random)
    return Traits(
        level=level,
        student=student,
        irregular=irregular,
        labour=labour,
        absent=(labour == EMPLOYED) & (random.random(n) < 0.05),
        status=status,
        sector=sector,
        hires=hires,
        incorporated=incorporated,
        registered=registered,
        contractor=contractor,
        insured=insured.astype(bool),
        hours=_hours(people, random),
        days=days,
        second_job=random.random(n) < 0.06,
        period=period,
        pay=pay,
        days_in_month=days_in_month,
    )


def _labour(people: People, student: Truths, random: np.random.Generator) -> Numbers:
    men = people.sex == "1"
    employed = np.where(men, 0.76, 0.46) - 0.05 * (people.origin == "EUR")
    employed = np.where(people.age >= 60, 0.3 * employed, employed)
    employed = np.where(student, 0.25, employed)
    without = random.choice([2, 3, 4, 5, 6], size=len(people), p=[0.24, 0.03, 0.13, 0.05, 0.55])
    labour = np.where(random.random(len(people)) < employed, EMPLOYED, without)
    return np.where(people.age < WORKING_AGE, OUTSIDE, labour)


def _status(people: People, random: np.random.Generator) -> Texts:
    own = np.where(people.origin == "EUR", 0.38, np.where(people.origin == "AFR", 0.16, 0.26))
    drawn = random.random(len(people))
    rest = np.where(drawn < own + 0.02, FAMILY_HELPER, np.where(drawn < own + 0.05, APPRENTICE, EMPLOYEE))
    return np.where(drawn < own, OWN_ACCOUNT, rest)


def _sectors(people: People, random: np.random.Generator) -> Texts:
    groups = np.char.add(people.origin.astype("U3"), people.sex)
    return _by(groups, SECTORS, {"".join(group): shares for group, shares in SECTOR_SHARES.items()}, random)


def _hours(people: People, random: np.random.Generator) -> Numbers:
    hours = np.clip(random.normal(np.where(people.sex == "1", 48, 43), 11, len(people)).round(), 4, 84)
    heaped = random.random(len(people))
    hours = np.where((heaped < 0.35) & (hours > 43), 48, np.where((heaped < 0.30) & (hours > 35), 40, hours))
    return hours.astype(np.int64)


def _pay(
    people: People, level: Texts, sector: Texts, insured: Truths, random: np.random.Generator
) -> tuple[Texts, Amounts, Numbers, Numbers]:
    n = len(people)
    days = random.choice([5, 6, 7], size=n, p=[0.34, 0.52, 0.14])
    days_in_month = np.clip((days * WEEKS_IN_A_MONTH + random.normal(-1, 2, n)).round(), 8, 31).astype(np.int64)
    log = 6.45 + 0.012 * (people.age - 30) + 0.06 * _rank(level) + 0.22 * insured + 0.45 * (people.origin == "EUR")
    month = np.exp(log - 0.12 * (people.sex == "2") + 0.42 * random.standard_normal(n))
    casual = np.isin(sector, ["1", "3", "9"])
    drawn = random.random(n)
    period = np.where(drawn < np.where(casual, 0.5, 0.06), "4", np.where(drawn > 0.88, "3", "1"))
    share = np.where(period == "4", 1 / days_in_month, np.where(period == "3", 1 / WEEKS_IN_A_MONTH, 1.0))
    step = np.where(period == "1", np.where(random.random(n) < 0.45, 50, 10), np.where(period == "3", 10, 1))
    return period, np.maximum((month * share / step).round() * step, step), days, days_in_month


def _by(
    groups: Texts, codes: tuple[str, ...], shares: Mapping[str, tuple[float, ...]], random: np.random.Generator
) -> Texts:
    drawn = np.empty(len(groups), dtype="U4")
    for group, weights in shares.items():
        here = groups == group
        drawn[here] = random.choice(codes, size=int(here.sum()), p=np.array(weights) / sum(weights))
    return drawn


def _rank(level: Texts) -> Numbers:
    rank = {code: place for place, code in enumerate(LEVELS)}
    return np.array([rank[code] for code in level])


def _logistic(value: Any) -> Amounts:  # any array arithmetic
    return np.asarray(1 / (1 + np.exp(-value)))
