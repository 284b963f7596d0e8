"""Review: when supervisors decide, what they return, how it comes back, and what headquarters look at again."""

import math
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import NormalDist

from simulation.field.calendar import TUNIS
from simulation.field.persons import Visit
from simulation.operations.plan import Plan
from simulation.streams import uniform

FIRST_HOUR, HOURS = 9, 10  # of the day, in which returned interviews are opened again (assumed)


@dataclass(frozen=True)
class ReviewRules:
    """How review goes; values without a word are the specification's."""

    lag_hours: float = 14.0  # median, from arrival to the supervisor's decision
    spread: float = 0.8  # of the logarithm of a lag (assumed)
    returned: float = 0.09
    unchanged: float = 0.12  # of those returned: the interviewer confirms every answer
    checked: float = 0.20  # of those approved, by headquarters
    headquarters_hours: float = 36.0  # median (assumed)
    most_slips: int = 3  # answers entered wrongly in a record that is returned (assumed)


RULES = ReviewRules()


@dataclass(frozen=True)
class Correction:
    """A returned interview as it comes back; moments by a right clock."""

    tablet: str
    ended: datetime
    changed: bool
    arrives: datetime | None  # None where it is lost with its tablet


@dataclass(frozen=True)
class Course:
    """What becomes of one interview once it has arrived; moments by a right clock."""

    arrives: datetime
    decided: datetime
    correction: Correction | None  # where it was returned
    approved: datetime | None
    checked: datetime | None


def course_of(plan: Plan, visit: Visit, seed: int, rules: ReviewRules = RULES) -> Course | None:
    """The course of a visit's interview; None where the interview is lost with its tablet."""
    key = f"{seed}/review/{visit.case.member.case_id}".encode()
    tablet = plan.tablets.in_hand(visit.device, visit.at)
    arrives = _arrival(plan, tablet, visit.at + timedelta(minutes=visit.minutes))
    if arrives is None:
        return None
    decided = arrives + _lag(rules.lag_hours, rules, key, "decided")
    correction, approved = None, decided
    if uniform(key, "returned") < rules.returned:
        correction = _correction(plan, visit, decided, key, rules)
        if correction.arrives is None:
            return Course(arrives, decided, correction, None, None)
        approved = correction.arrives + _lag(rules.lag_hours, rules, key, "decided again")
    looked_at = uniform(key, "checked") < rules.checked
    checked = approved + _lag(rules.headquarters_hours, rules, key, "headquarters") if looked_at else None
    return Course(arrives, decided, correction, approved, checked)


def _correction(plan: Plan, visit: Visit, decided: datetime, key: bytes, rules: ReviewRules) -> Correction:
    """The tablet hears of the return when it synchronises; the interviewer works on it on the following day."""
    heard = plan.syncs.next(plan.tablets.in_hand(visit.device, decided), decided) or decided
    morning = datetime.combine(heard.astimezone(TUNIS).date() + timedelta(days=1), time(FIRST_HOUR), TUNIS)
    ended = morning + timedelta(hours=HOURS * uniform(key, "hour"))
    ended = ended.replace(microsecond=0)
    tablet = plan.tablets.in_hand(visit.device, ended)
    return Correction(tablet, ended, uniform(key, "unchanged") >= rules.unchanged, _arrival(plan, tablet, ended))


def _arrival(plan: Plan, tablet: str, ended: datetime) -> datetime | None:
    sent = plan.sent_at(tablet, ended)
    return None if sent is None else plan.arrives_at(tablet, sent)


def _lag(median: float, rules: ReviewRules, key: bytes, name: str) -> timedelta:
    drawn = NormalDist().inv_cdf(min(max(uniform(key, name), 1e-9), 1 - 1e-9))
    return timedelta(hours=max(median * math.exp(rules.spread * drawn), 0.5))
