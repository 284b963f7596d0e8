"""Receiving one submission: read strictly, checked, kept, and acknowledged only once it is on the disk."""

import asyncio
import hashlib
import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from presentation.messages import say
from presentation.text import LANGUAGES, Language
from questionnaires.problems import Problem
from questionnaires.records import Record, read_record
from survey_api.collection.checking import answers_by_name
from survey_api.collection.service import Service
from survey_api.store.arrivals import Arrival, Enclosure, Quarantine, Summary

LOG = logging.getLogger("survey_api.receive")
NAMED = 5  # questions named in a receipt; the others are counted


class Outcome(StrEnum):
    """What the tablet is told."""

    KEPT = "kept"
    QUARANTINED = "quarantined"


@dataclass(frozen=True)
class Receipt:
    """The acknowledgement of one submission, with words for the interviewer."""

    outcome: Outcome
    message: str
    language: Language


async def receive(
    service: Service, device_id: str, content: bytes, files: Sequence[tuple[str, bytes]], language: Language | None
) -> Receipt:
    """Keep one submission. A tablet unsure of our answer may send it again, without harm.

    ``language`` is what the tablet asks for; an interview held in one of ours is answered in it.
    Raises UnreadableRecord, UnknownForm, Busy, Stopped, NotWritten.
    """
    record = read_record(content)
    if service.known.has_version(record.form_id, record.version):
        summary, problems = await _check(service, record)
        apart = None if summary else Quarantine.UNCHECKED
    else:
        summary, problems, apart = None, (), Quarantine.UNKNOWN_VERSION
    arrival = Arrival(
        sha256=hashlib.sha256(content).hexdigest(),
        form_id=record.form_id,
        version=record.version,
        instance_id=record.instance_id,
        content=content,
        device_id=device_id,
        received_at=service.settings.clock(),
        quarantine=apart,
        summary=summary,
        enclosures=[Enclosure(name, hashlib.sha256(file).hexdigest(), file) for name, file in files],
    )
    kept = await asyncio.wrap_future(service.writer.submit(arrival))
    return _receipt(kept.quarantine, record, problems, _spoken(service, record, language))


async def _check(service: Service, record: Record) -> tuple[Summary | None, tuple[Problem, ...]]:
    try:
        return await asyncio.get_running_loop().run_in_executor(service.checking, service.checker.summarise, record)
    except Exception as error:  # whatever it is, the interview is sound and cannot be held again
        where = traceback.extract_tb(error.__traceback__)[-1]  # what the error says may be an answer
        LOG.error("a check broke off: %s in %s, line %s", type(error).__name__, where.filename, where.lineno)
        return None, ()


def _spoken(service: Service, record: Record, asked: Language | None) -> Language:
    held_in = service.settings.field_forms.language_of(record.form_id, answers_by_name(record))
    chosen = held_in or asked or service.settings.language
    return chosen if chosen in LANGUAGES else service.settings.language


def _receipt(quarantine: str | None, record: Record, problems: Sequence[Problem], language: Language) -> Receipt:
    if quarantine is not None:
        return Receipt(Outcome.QUARANTINED, say(f"field.quarantine_{quarantine}", language), language)
    if not problems:
        return Receipt(Outcome.KEPT, say("field.received_clean", language), language)
    names = dict.fromkeys(str(problem.values.get("question", record.form_id)) for problem in problems)
    named = ", ".join(list(names)[:NAMED]) + (" …" if len(names) > NAMED else "")
    return Receipt(
        Outcome.KEPT, say("field.received_problems", language, {"n": len(problems), "questions": named}), language
    )
