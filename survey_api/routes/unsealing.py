"""A sealed interview at the door: opened before anything else is done with it; its files go where files go.

From there it is an interview like any other: its digest is that of the XML, whichever box it came in.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from survey_api.collection.errors import TooLarge
from survey_api.collection.service import Service
from survey_api.routes.envelope import AT_ONCE, Envelope, Limits, require_name
from survey_api.security.sealed_interviews import EnclosedFile, is_sealed_interview, open_interview
from survey_api.store.arrivals import Enclosure
from survey_api.store.failures import Unavailable
from survey_api.store.files import FileFolder
from survey_api.store.writer import Stopped

OPENED_AT_ONCE = 2  # boxes: a large one takes a hundred megabytes while it is unpacked


@asynccontextmanager
async def unsealed(
    service: Service, envelope: Envelope, limits: Limits, openings: asyncio.Semaphore
) -> AsyncIterator[Envelope]:
    """The envelope with what was in the box; where that is refused, nothing of its files stays.

    Raises KeyUnknown, BoxNotOpened, BoxTooLarge, TooLarge, BadAttachmentName, DiskFull.
    """
    if not is_sealed_interview(envelope.submission):
        yield envelope
        return
    async with openings:
        opened = await asyncio.to_thread(_opened, service, envelope, limits)
    try:
        yield opened
    except (Stopped, Unavailable, asyncio.CancelledError):
        raise  # it may be on the disk all the same; if not, the files are put apart at the next start
    except BaseException:
        await asyncio.to_thread(_remove, service.files, opened.files)
        raise


def _opened(service: Service, envelope: Envelope, limits: Limits) -> Envelope:
    interview = open_interview(service.vault.receiving(), envelope.submission)
    for position, one in enumerate(interview.files, 1):
        require_name(one.name, position)
        if len(one.content) > limits.file:
            raise TooLarge(limit=limits.file)
    stored: list[Enclosure] = []
    try:
        stored += (_stored(service.files, one) for one in interview.files)
    except BaseException:
        _remove(service.files, stored)
        raise
    return Envelope(interview.xml, (*envelope.files, *stored))


def _stored(files: FileFolder, one: EnclosedFile) -> Enclosure:
    arriving = files.arriving()
    try:
        for start in range(0, len(one.content), AT_ONCE):
            arriving.add(one.content[start : start + AT_ONCE])
        return Enclosure(one.name, arriving.end())
    except BaseException:
        arriving.discard()
        raise


def _remove(files: FileFolder, stored: Sequence[Enclosure]) -> None:
    files.remove([one.file.name for one in stored])
