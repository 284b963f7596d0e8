"""How long people work and what they are paid."""

import numpy as np

from simulation.population.arrays import Amounts, Numbers, Texts, Truths
from simulation.population.background import Background, education
from simulation.population.chance import normals
from simulation.population.country import Country
from simulation.population.people import WOMAN, People

MONTH, WEEK, DAY = "1", "3", "4"  # period of pay
WEEKS_IN_A_MONTH = 365 / 7 / 12
CASUAL = ("1", "3", "9")  # branches that often pay by the day
HOURS_SPREAD = 10.5


def working_times(people: People, informal: Truths, random: np.random.Generator) -> tuple[Numbers, Numbers, Amounts]:
    """Days and hours of a usual week, and how much longer than usual, in standard deviations.

    Many work 40 or 48 hours to the hour.
    """
    n = len(people)
    days = random.choice([5, 6, 7], size=n, p=[0.34, 0.52, 0.14])
    middle = np.where(people.sex == WOMAN, 42.0, 47.0) + 1.5 * (days - 5.8) + 1.5 * informal
    longer = normals(n, random)
    hours = np.clip((middle + HOURS_SPREAD * longer).round(), 4, 84)
    round_week = random.random(n)
    hours = np.where((round_week < 0.35) & (hours > 43), 48, np.where((round_week < 0.30) & (hours > 35), 40, hours))
    return days, hours.astype(np.int64), longer


def pay_of_a_month(
    country: Country,
    people: People,
    background: Background,
    informal: Truths,
    longer: Amounts,
    random: np.random.Generator,
) -> Amounts:
    """Pay of a month before it is rounded; who works longer earns somewhat more."""
    rule = country.work["pay"]
    log = (
        rule["intercept"]
        + rule["age"] * (people.age - 30)
        + rule["education"] * education(background.level)
        + rule["informal"] * informal
        + rule["europe"] * (people.origin == "EUR")
        + rule["women"] * (people.sex == WOMAN)
    )
    luck = rule["hours"] * longer + np.sqrt(1 - rule["hours"] ** 2) * normals(len(people), random)
    return np.asarray(np.exp(log + rule["spread"] * luck))


def as_paid(
    month: Amounts, sector: Texts, days: Numbers, random: np.random.Generator
) -> tuple[Texts, Amounts, Numbers]:
    """Period, amount and days paid. Amounts are said in round figures: fifties and tens of dinars."""
    n = len(month)
    days_in_month = np.clip((days * WEEKS_IN_A_MONTH + random.normal(-1, 2, n)).round(), 8, 31).astype(np.int64)
    drawn = random.random(n)
    by_day = drawn < np.where(np.isin(sector, CASUAL), 0.5, 0.06)
    period = np.where(by_day, DAY, np.where(drawn > 0.88, WEEK, MONTH))
    share = np.select([period == DAY, period == WEEK], [1 / days_in_month, 1 / WEEKS_IN_A_MONTH], default=1.0)
    fifties = random.random(n) < 0.45
    step = np.select([period == DAY, period == WEEK, fifties], [1.0, 10.0, 50.0], default=10.0)
    return period, np.maximum((month * share / step).round() * step, step), days_in_month
