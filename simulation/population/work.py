"""What people do: labour force status, the main job, its informality and its pay."""

from dataclasses import dataclass

import numpy as np

from simulation.population.arrays import Amounts, Numbers, Texts, Truths
from simulation.population.background import WORKING_AGE, Background, education
from simulation.population.chance import chances, chosen_by, happens, logistic, numbered, of
from simulation.population.country import Country
from simulation.population.pay import CASUAL, DAY, WEEK, WEEKS_IN_A_MONTH, as_paid, pay_of_a_month, working_times
from simulation.population.people import WOMAN, People
from simulation.streams import Streams

EMPLOYED, UNEMPLOYED, UNAVAILABLE, POTENTIAL, WILLING, OUTSIDE = range(1, 7)  # labour force status, 19th ICLS
EMPLOYEE, APPRENTICE, OWN_ACCOUNT, FAMILY_HELPER = "1", "2", "3", "4"

DOMESTIC = "7"  # branch
ELEMENTARY = ("1", "3", "5", "7", "9", "10")
OLD = 60
TERTIARY = 3  # step of education
SELF_INSURED = 0.6  # of the registered on their own account


@dataclass(frozen=True)
class Work:
    """Arrays with one value a person; those about a job mean nothing for people without one. Codes are the form's."""

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
    tenure: Numbers  # months in the present job
    overqualified: Truths  # the job asks for less education
    period: Texts  # of the last pay
    pay: Amounts  # take-home cash of that period, dinars
    days_in_month: Numbers
    remits: Truths  # sent money abroad in the last twelve months
    health_insured: Truths
    coerced: Truths  # worked under threat or against their will in the last twelve months

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
        by_day = np.where(self.period == DAY, self.pay * self.days_in_month, self.pay)
        return np.where(self.period == WEEK, self.pay * WEEKS_IN_A_MONTH, by_day)


def draw_work(country: Country, people: People, background: Background, streams: Streams) -> Work:
    """The work of everybody; those under working age are outside the labour force."""
    n = len(people)
    labour = _labour(country, people, background.student, streams.of("labour"))
    employed = labour == EMPLOYED
    sector = _sectors(country, people, background, streams.of("branches"))
    informal = _informal(country, people, background, employed, sector, streams.of("informality"))
    status = _status(country, people, informal, streams.of("status"))
    own = status == OWN_ACCOUNT
    hires, incorporated, registered, contractor, by_oneself = _own_account(people, own, informal, streams)
    insured = np.where(own, by_oneself, ~informal)
    days, hours, longer = working_times(people, informal, streams.of("working time"))
    month = pay_of_a_month(country, people, background, informal, longer, streams.of("pay"))
    period, pay, days_in_month = as_paid(month, sector, days, streams.of("pay periods"))
    return Work(
        labour=labour,
        absent=happens(country.work["absent"] * employed, n, streams.of("absence")),
        status=status,
        sector=sector,
        hires=hires,
        incorporated=incorporated,
        registered=registered,
        contractor=contractor,
        insured=insured,
        hours=hours,
        days=days,
        second_job=happens(country.work["second_job"], n, streams.of("second jobs")),
        tenure=_tenure(people, informal, streams.of("tenure")),
        overqualified=_overqualified(background, sector, streams.of("overqualification")),
        period=period,
        pay=pay,
        days_in_month=days_in_month,
        remits=_remits(country, people, background, labour, streams.of("remittances")),
        health_insured=_health_insured(country, people, background, insured & employed, streams.of("health insurance")),
        coerced=_coerced(country, background, sector, informal, streams.of("coercion")),
    )


def _own_account(
    people: People, own: Truths, informal: Truths, streams: Streams
) -> tuple[Truths, Truths, Truths, Truths, Truths]:
    """Who hires, is incorporated, registered, works for one client, and is insured by himself or herself.

    A registered or incorporated activity is formal; a contractor's work only when insured as well.
    """
    random, n, europe = streams.of("own account"), len(own), people.origin == "EUR"
    incorporated = own & ~informal & happens(np.where(europe, 0.65, 0.25), n, random)
    hires = own & happens(np.where(europe, 0.4, 0.15), n, random)
    contractor = own & ~hires & ~incorporated & happens(0.15, n, random)
    registered = own & (~informal | (contractor & happens(0.3, n, random)))
    by_oneself = registered & np.where(contractor, ~informal, happens(SELF_INSURED, n, random))
    return hires, incorporated, registered, contractor, by_oneself


def _labour(country: Country, people: People, student: Truths, random: np.random.Generator) -> Numbers:
    rule = country.work["employment"]
    score = (
        rule["intercept"]
        + rule["women"] * (people.sex == WOMAN)
        + rule["student"] * student
        + rule["europe"] * (people.origin == "EUR")
        + rule["above_60"] * (people.age >= OLD)
        + rule["below_22"] * (people.age < 22)
    )
    grown = people.age >= WORKING_AGE
    employed = happens(logistic(score) * grown, len(people), random)
    groups = ["old", "student", "women"]
    group = np.select([people.age >= OLD, student, people.sex == WOMAN], groups, default="men")
    without = np.full(len(people), OUTSIDE)
    idle = np.flatnonzero(grown & ~employed)
    without[idle] = chosen_by(group[idle], country.work["without"], random).astype(np.int64)
    return np.where(employed, EMPLOYED, without)


def _status(country: Country, people: People, informal: Truths, random: np.random.Generator) -> Texts:
    n = len(people)
    share = of(people.origin, {code: origin.own_account for code, origin in country.origins.items()})
    own = happens(share, n, random, within=numbered(people.origin, country.origins))
    helper = ~own & informal & happens(country.work["helpers"], n, random)
    learns = ~own & ~helper & happens(country.work["apprentices"] * (people.age < 35), n, random)
    return np.select([own, helper, learns], [OWN_ACCOUNT, FAMILY_HELPER, APPRENTICE], default=EMPLOYEE)


def _sectors(country: Country, people: People, background: Background, random: np.random.Generator) -> Texts:
    """Branches by origin and sex; within these, who is better educated is more often in a skilled one."""
    rule = country.work["skill"]
    group = np.char.add(people.origin.astype("U3"), people.sex)
    sector = chosen_by(group, country.work["sectors"], random)
    skill = of(sector, rule["sectors"]) + 1e-6 * random.random(len(sector))
    person = education(background.level) + rule["luck"] * random.standard_normal(len(sector))
    found = sector.copy()
    found[np.lexsort((person, group))] = sector[np.lexsort((skill, group))]
    return found


def _informal(
    country: Country,
    people: People,
    background: Background,
    employed: Truths,
    sector: Texts,
    random: np.random.Generator,
) -> Truths:
    """Informality by status and origin as the country file says; within these, by branch and education."""
    rule = country.work["informal"]
    europe = people.origin == "EUR"
    mean = logistic(rule["intercept"] + rule["irregular"] * background.irregular + rule["europe"] * europe)
    score = (
        rule["domestic"] * (sector == DOMESTIC)
        + rule["casual"] * np.isin(sector, CASUAL)
        + rule["tertiary"] * (education(background.level) == TERTIARY)
    )
    cell = 4 * employed + 2 * europe + background.irregular
    informal = np.zeros(len(people), dtype=bool)
    for code in np.unique(cell):
        here = np.flatnonzero(cell == code)
        informal[here] = happens(chances(float(mean[here[0]]), score[here]), len(here), random)
    return informal


def _tenure(people: People, informal: Truths, random: np.random.Generator) -> Numbers:
    middle = np.where(informal, 10.0, 22.0)
    drawn = np.exp(np.log(middle) + 0.9 * random.standard_normal(len(people))).round()
    return np.minimum(drawn, people.months).astype(np.int64)


def _overqualified(background: Background, sector: Texts, random: np.random.Generator) -> Truths:
    steps, simple = education(background.level), np.isin(sector, ELEMENTARY)
    chance = np.select([steps == 3, steps == 2], [np.where(simple, 0.85, 0.22), np.where(simple, 0.5, 0.12)], 0.02)
    return happens(chance, len(steps), random)


def _remits(
    country: Country, people: People, background: Background, labour: Numbers, random: np.random.Generator
) -> Truths:
    rule = country.work["remits"]
    score = rule["intercept"] + rule["employed"] * (labour == EMPLOYED) + rule["for_work"] * background.for_work
    return happens(logistic(score + rule["europe"] * (people.origin == "EUR")), len(people), random)


def _health_insured(
    country: Country, people: People, background: Background, insured: Truths, random: np.random.Generator
) -> Truths:
    rule = country.work["health"]
    score = rule["intercept"] + rule["insured"] * insured + rule["student"] * background.student
    return happens(logistic(score + rule["europe"] * (people.origin == "EUR")), len(people), random)


def _coerced(
    country: Country, background: Background, sector: Texts, informal: Truths, random: np.random.Generator
) -> Truths:
    rule = country.work["coerced"]
    score = (
        rule["intercept"]
        + rule["irregular"] * background.irregular
        + rule["recruiter"] * background.recruiter
        + rule["borrowed"] * background.borrowed
        + rule["domestic"] * (sector == DOMESTIC)
        + rule["informal"] * informal
    )
    return happens(logistic(score), len(sector), random)
