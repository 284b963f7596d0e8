"""What is written of a submission: as it came, or where it identifies somebody sealed, with the digest of what came."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from xml.etree.ElementTree import Element

from questionnaires.attached import files_named
from questionnaires.records import Record
from questionnaires.sealed import is_sealed
from survey_api.collection.at_the_door import Sealed, seal_file, seal_record
from survey_api.collection.service import Service
from survey_api.collection.subject import Subject, subject_of
from survey_api.security.digests import FILE_NAME, RECEIVED, keyed_digest
from survey_api.store import sample
from survey_api.store.arrivals import Arrival, Enclosure, Quarantine


async def arrival_of(
    service: Service, device_id: str, record: Record, content: bytes, files: Iterable[Enclosure]
) -> tuple[Arrival, Subject]:
    """The arrival for the writer, and what it is about. Raises UnknownForm."""
    known, published = service.known, service.known.has_version(record.form_id, record.version)
    subject = subject_of(record, service.settings.field_forms)
    arrival = Arrival(
        digest=keyed_digest(service.digest_key, RECEIVED, content),
        form_id=record.form_id,
        version=record.version,
        instance_id=record.instance_id,
        deprecated_id=record.deprecated_id or None,
        unit_id=subject.unit_id,
        case_id=subject.case_id,
        content=content,
        device_id=device_id,
        received_at=service.settings.clock(),
        quarantine=None if published else Quarantine.UNKNOWN_VERSION,
        enclosures=tuple(files),
        expects=files_named(record.root, known.file_questions(record.form_id, record.version)),
    )
    version = (record.form_id, record.version)
    sealing = version in known.identifying or (not published and known.seals(record.form_id))
    if not sealing or known.custodian is None:
        return arrival, subject
    form = known.identifying.get(version)
    sealed = seal_record(form, record, content, known.custodian)
    about = await _about(service, record, sealed, readable=form is not None)
    return _as_sealed(service, arrival, sealed, about, known.custodian), subject


async def _about(service: Service, record: Record, sealed: Sealed, *, readable: bool) -> Subject:
    """What the stored part says; where nothing is stored in clear, only what the sample has too."""
    forms = service.settings.field_forms
    if readable:
        return subject_of(sealed.record, forms)
    outermost = Element(record.root.tag)
    outermost.extend(child for child in record.root if not len(child))
    subject = subject_of(replace(record, root=outermost), forms)
    unit, case = subject.unit_id, subject.case_id
    there = await asyncio.to_thread(service.read, lambda connection: sample.among_drawn(connection, unit, case))
    return replace(subject, unit_id=there[0], case_id=there[1])


def _as_sealed(service: Service, arrival: Arrival, sealed: Sealed, about: Subject, public: bytes) -> Arrival:
    asked = service.known.file_questions(arrival.form_id, arrival.version)
    questions = [path for path in asked if not path.startswith("meta/")]  # the tablet's own log may repeat answers
    in_clear = frozenset(name for name in files_named(sealed.record.root, questions) if not is_sealed(name))

    def shown(name: str) -> str:
        return name if name in in_clear else _hidden(service, arrival.form_id, name)

    return replace(
        arrival,
        unit_id=about.unit_id,
        case_id=about.case_id,
        content=sealed.content,
        original=sealed.original,
        expects=frozenset(shown(name) for name in arrival.expects if not is_sealed(name)),
        enclosures=[
            one if one.name in in_clear else Enclosure(shown(one.name), seal_file(one.name, one.file, public))
            for one in arrival.enclosures
        ],
    )


def _hidden(service: Service, form_id: str, name: str) -> str:
    """A name that is the same whenever the file comes again, and tells nothing."""
    return f"sealed-{keyed_digest(service.digest_key, FILE_NAME, f'{form_id}/{name}'.encode())}"
