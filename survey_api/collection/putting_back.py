"""At the door: what stayed at the office is put back into a corrected interview before anything is digested or written.

Whatever way the record came, its box is among its files. A box that does not open is kept as a file with the record,
which is taken as it is: no interview is refused for it.
"""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection

from questionnaires.records import Record
from questionnaires.withheld import together
from survey_api.collection.reviews.contents import sensitive_in
from survey_api.collection.service import Service
from survey_api.collection.subject import subject_of
from survey_api.collection.tablets.closed import FILE, LARGEST, open_box
from survey_api.store.arrivals import Enclosure
from survey_api.store.vault import Vault
from survey_api.typed import compiled

LOG = logging.getLogger("survey_api.receiving")


async def put_back(
    service: Service, record: Record, content: bytes, files: Sequence[Enclosure]
) -> tuple[bytes, Sequence[Enclosure]]:
    """The content with what stayed at the office, and the files without the box."""
    boxes = [one for one in files if one.name == FILE and one.file.size <= LARGEST]
    if not boxes or not record.deprecated_id:
        return content, files
    return await asyncio.to_thread(_put_back, service, record, content, files, boxes)


def _put_back(
    service: Service, record: Record, content: bytes, files: Sequence[Enclosure], boxes: Sequence[Enclosure]
) -> tuple[bytes, Sequence[Enclosure]]:
    if not service.known.has_version(record.form_id, record.version):
        return content, files
    forms = service.settings.field_forms
    about = subject_of(record, forms)
    subject = about.case_id or about.unit_id or ""
    for one in boxes:
        box = b"".join(service.files.read(one.file.name, one.file.key))
        kept = service.read(partial(_opened, service.vault, record, subject, box))
        if kept is not None:
            form = service.read(partial(compiled, form_id=record.form_id, version=record.version))
            whole = together(form, record, kept, sensitive_in(forms, record.form_id))
            service.files.remove([one.file.name])
            return whole, [other for other in files if other is not one]
    LOG.warning("a closed box did not open: the interview is kept without what stayed at the office")
    return content, files


def _opened(vault: Vault, record: Record, subject: str, box: bytes, connection: Connection) -> bytes | None:
    return open_box(connection, vault, record.form_id, record.deprecated_id, subject, box)
