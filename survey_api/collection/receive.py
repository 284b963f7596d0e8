"""Receiving one submission: read strictly, kept, and acknowledged only once it is on the disk; checked soon after."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from presentation.messages import say
from presentation.text import Language
from questionnaires.problems import ProblemError
from questionnaires.records import read_record
from survey_api.collection.arriving import arrival_of
from survey_api.collection.cases.warning import made_after_closure
from survey_api.collection.checking import questions_named
from survey_api.collection.checks import Due
from survey_api.collection.putting_back import put_back
from survey_api.collection.service import Service
from survey_api.collection.subject import Subject, answers_by_name
from survey_api.store import verdicts
from survey_api.store.arrivals import Arrival, Enclosure, Findings, Kept, Quarantine

LOG = logging.getLogger("survey_api.receiving")
NAMED = 5  # questions named in a receipt; the others are counted


class Outcome(StrEnum):
    """What the tablet is told."""

    KEPT = "kept"
    QUARANTINED = "quarantined"
    NO_ATTEMPT = "no_attempt"  # kept, and made where nobody was to go back


@dataclass(frozen=True, slots=True)
class Receipt:
    """The acknowledgement of one submission, with words for the interviewer."""

    outcome: Outcome
    message: str
    language: Language


@dataclass(frozen=True, slots=True)
class Taken:
    """A submission that is on the disk with its files: whatever comes after, nothing of it may be removed."""

    kept: Kept
    arrival: Arrival
    subject: Subject
    content: bytes = field(repr=False)  # as it came: what is checked


async def take(
    service: Service, device_id: str, content: bytes, files: Sequence[Enclosure], sent_at: datetime | None = None
) -> Taken:
    """Keep one submission. A tablet unsure of our answer may send it again, without harm.

    ``sent_at`` is the tablet's clock: it decides nothing, and is noted where it is days off.
    Raises UnreadableRecord, UnknownForm, Busy, Stopped, NotWritten.
    """
    record = read_record(content)
    whole, files = await put_back(service, record, content, files)
    if whole is not content:
        content, record = whole, read_record(whole)
    arrival, subject = await arrival_of(service, device_id, record, content, files)
    if sent_at is not None:
        arrival = replace(arrival, clock_off=(sent_at - arrival.received_at).total_seconds())
    return Taken(await service.intake.keep(arrival), arrival, subject, content)


async def acknowledge(service: Service, taken: Taken, language: Language | None) -> Receipt:
    """The receipt of what was taken: it tells what checking found, or that it follows.

    ``language`` is what the tablet asks for; an interview held in one of ours is answered in it.
    """
    kept, arrival = taken.kept, taken.arrival
    _note(service, kept, arrival)
    if kept.spare:
        await asyncio.to_thread(service.files.remove, kept.spare)
    verdict = _asked(service, kept, arrival, taken.content) if arrival.quarantine is None else None
    spoken = taken.subject.language or language or service.settings.language
    if kept.quarantine is not None:
        return Receipt(Outcome.QUARANTINED, say(f"field.quarantine_{kept.quarantine}", spoken), spoken)
    receipt = _receipt(await _found(service, kept, verdict), arrival.form_id, spoken)
    if receipt.outcome is Outcome.KEPT and await _made_after_closure(service, taken):
        receipt = Receipt(Outcome.NO_ATTEMPT, say("cases.breach_told", spoken), spoken)
    return _awaiting(receipt, kept.awaited) if kept.awaited else receipt


async def _made_after_closure(service: Service, taken: Taken) -> bool:
    """Whether the interviewer must be told that nobody was to go there any more."""
    subject, form_id = taken.subject, taken.arrival.form_id
    if subject.case_id not in service.refusals and subject.unit_id not in service.refusals:
        return False
    answers, forms = answers_by_name(read_record(taken.content)), service.settings.field_forms
    now = service.settings.clock()

    def ask(connection: Connection) -> bool:
        return made_after_closure(connection, forms, form_id, answers, subject.unit_id, subject.case_id, now)

    try:
        return await asyncio.to_thread(service.read, ask)
    except ProblemError:  # what cannot be looked up now costs nobody a receipt: the supervisor is told all the same
        return False


def _awaiting(receipt: Receipt, n: int) -> Receipt:
    told = say("keeping.files_awaited", receipt.language, {"n": n})
    return replace(receipt, message=f"{receipt.message} {told}")


def _note(service: Service, kept: Kept, arrival: Arrival) -> None:
    service.figures.arrived(new=kept.new, quarantine=kept.quarantine)
    if LOG.isEnabledFor(logging.INFO):
        about = {"device": arrival.device_id, "instance": arrival.digest, "quarantine": kept.quarantine}
        LOG.info("submission received" if kept.new else "submission sent again", extra=about)


def _asked(service: Service, kept: Kept, arrival: Arrival, content: bytes) -> "asyncio.Future[Findings | None] | None":
    """The verdict to wait for: a new record is checked, one sent again may still stand in the line."""
    if kept.quarantine in verdicts.GONE:
        return None
    if kept.new:
        return service.checks.ask(Due(kept.number, (arrival.form_id, arrival.version), content))
    return service.checks.awaited(kept.number)


async def _found(service: Service, kept: Kept, verdict: "asyncio.Future[Findings | None] | None") -> Findings | None:
    """What checking found, if that is known soon enough for the receipt."""
    if verdict is not None:
        return await asyncio.shield(verdict)  # others may wait for it too
    if kept.new:
        return None
    return await asyncio.to_thread(service.read, lambda connection: verdicts.of(connection, kept.number))


def _receipt(findings: Findings | None, form_id: str, language: Language) -> Receipt:
    if findings is None:
        return Receipt(Outcome.KEPT, say("field.received_check_follows", language), language)
    if findings.problems is None:
        return Receipt(Outcome.QUARANTINED, say(f"field.quarantine_{Quarantine.UNCHECKED}", language), language)
    if not findings.n_problems:
        return Receipt(Outcome.KEPT, say("field.received_clean", language), language)
    names = questions_named(findings, form_id)
    named = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
    values = {"n": findings.n_problems, "questions": named}
    return Receipt(Outcome.KEPT, say("field.received_problems", language, values), language)
