"""What happens at the door: contact, languages, appointments, refusals and their conversion, interviews."""

from dataclasses import dataclass

import numpy as np

from simulation.field.contact import chance_of_contact
from simulation.field.persons import AT_THE_DOOR
from simulation.field.protocol import FieldProtocol, Reasons, VisitRules
from simulation.field.results import Met, Reason, Result
from simulation.field.setting import Setting
from simulation.field.teams import by_habit
from simulation.population.arrays import Amounts, Numbers, Texts, Truths
from simulation.population.chance import logistic

_IN_ORDER = (
    Result.MOVED,
    Result.UNABLE,
    Result.LANGUAGE,
    Result.APPOINTMENT,
    Result.REFUSAL,
    Result.BREAK_OFF,
    Result.INTERVIEW,
    Result.NO_ACCESS,
)


@dataclass(frozen=True)
class Visits:
    """The visits of one number to the cases still open, and what came before; arrays of one length."""

    interviewer: Numbers
    slot: Numbers
    alone: Truths
    urban: Truths
    origin: Texts
    willing: Amounts  # logit of cooperation, without the interviewer's part
    barrier: Truths  # no language in common, until an interpreter is found
    refused: Truths
    waited: Truths  # there is an appointment
    translated: Truths  # an interpreter or another interviewer comes along

    def __len__(self) -> int:
        return len(self.interviewer)


@dataclass(frozen=True)
class _Answer:
    """What a person who was asked for the interview does."""

    whole: Truths
    partial: Truths
    breaks: Truths
    refuses: Truths


def encounters(setting: Setting, visits: Visits, before: int, random: np.random.Generator) -> dict[str, Texts]:
    """Result, who was met, reason, minutes and last block of each visit.

    Each outcome is decided by a number of its own, so that they do not hang together.
    """
    rules, n = setting.protocol.visits, len(visits)
    contact, locked, fate, understood, later, agree, early, soft, block = random.random((9, n))
    pace = setting.teams.pace[visits.interviewer]
    length = np.exp(pace + rules.minutes_spread * random.standard_normal(n))
    met = contact < _chance(setting, visits, before)
    gone = met & (fate < rules.moved)
    unable = met & ~gone & (fate < rules.moved + rules.unable)
    stuck = met & ~gone & ~unable & visits.barrier
    stuck &= ~(visits.translated & (understood < setting.response.interpreted))
    asked = met & ~gone & ~unable & ~stuck
    appointments = by_habit(setting.protocol.habits, "appointments")[setting.teams.habit[visits.interviewer]]
    appointed = asked & ~visits.waited & ~visits.refused & (later < appointments)
    answer = _answer(setting, visits, asked & ~appointed, agree, early)
    early_end = answer.partial | answer.breaks
    reason = np.where(answer.refuses, _reasons(visits.origin, setting.protocol, soft), 0)
    reason = np.where(early_end, int(Reason.NO_TIME), reason)
    by_others = answer.refuses & (reason == int(Reason.HOUSEHOLD))
    happened = [gone, unable, stuck, appointed, answer.refuses, early_end, answer.whole, locked < rules.no_access]
    others, member = int(Met.NEIGHBOUR), int(Met.MEMBER)
    return {
        "result": np.select(happened, [int(code) for code in _IN_ORDER], default=int(Result.NOBODY)),
        "who": np.select([gone, unable | appointed | by_others, met], [others, member, int(Met.PERSON)], default=0),
        "reason": reason,
        "minutes": (AT_THE_DOOR + length * _held(rules, answer)).round(1),
        "until": _until(rules, answer, block),
    }


def _chance(setting: Setting, visits: Visits, before: int) -> Amounts:
    """The probability of contact; higher at an appointment, and at an hour at which somebody opened before."""
    rules = setting.protocol.visits
    chance = chance_of_contact(
        setting.response,
        visits.slot,
        alone=visits.alone,
        urban=visits.urban,
        native=np.zeros(len(visits)),
        skill=setting.teams.contact[visits.interviewer],
        before=before,
    )
    known = np.where(visits.refused | visits.translated, np.maximum(chance, rules.known_hour), chance)
    return np.where(visits.waited, rules.appointment_kept, known)


def _answer(setting: Setting, visits: Visits, asked: Truths, agree: Amounts, early: Amounts) -> _Answer:
    rules, persuasion = setting.protocol.visits, setting.teams.persuasion[visits.interviewer]
    willing = np.where(visits.refused, setting.response.conversion, logistic(visits.willing + persuasion))
    agrees = asked & (agree < willing)
    partial = asked & ~agrees & (early < rules.partial_at_refusal)
    breaks = agrees & (early < rules.break_off)
    return _Answer(whole=agrees & ~breaks, partial=partial, breaks=breaks, refuses=asked & ~agrees & ~partial)


def _held(rules: VisitRules, answer: _Answer) -> Amounts:
    """Minutes of an interview of median length, 0 where none was begun."""
    shares = [1.0, rules.partial_minutes, rules.break_off_minutes]
    return np.asarray(rules.minutes * np.select([answer.whole, answer.partial, answer.breaks], shares, default=0.0))


def _until(rules: VisitRules, answer: _Answer, drawn: Amounts) -> Texts:
    broken = np.where(answer.breaks, _one_of(rules.break_off_until, drawn), "")
    return np.where(answer.partial, _one_of(rules.partial_until, drawn), broken)


def _one_of(blocks: tuple[str, ...], drawn: Amounts) -> Texts:
    return np.array(blocks)[(drawn * len(blocks)).astype(np.int64)]


def _reasons(origin: Texts, protocol: FieldProtocol, drawn: Amounts) -> Numbers:
    found = _reason(protocol.reasons["others"], drawn)
    for code, reasons in protocol.reasons.items():
        here = origin == code
        found[here] = _reason(reasons, drawn[here])
    return found


def _reason(reasons: Reasons, drawn: Amounts) -> Numbers:
    shares = [reasons.no_time, reasons.authorities, reasons.employer, reasons.no_interest, reasons.household]
    codes = np.array([int(reason) for reason in Reason])
    return np.asarray(codes[np.searchsorted(np.cumsum(shares)[:-1], drawn, side="right")])
