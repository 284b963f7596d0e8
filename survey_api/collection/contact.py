"""That a tablet was heard, and what its clock said, where it sends nothing that says so by itself."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Connection

from survey_api.collection.service import Service
from survey_api.store import syncs
from survey_api.store.failures import DiskFull, Unavailable
from survey_api.store.syncs import Heard
from survey_api.store.writer import Busy

NOTED_EVERY = timedelta(minutes=1)  # a tablet that asks more often is not written down each time


def heard(service: Service, device_id: str, now: datetime, said: datetime | None) -> None:
    """Note that a tablet begins to synchronise; where nothing can be written its work goes on all the same."""
    before = service.read(lambda connection: syncs.latest(connection, [device_id])).get(device_id)
    if before is not None and now - before.heard_at < NOTED_EVERY and (said is None or before.clock_ahead is not None):
        return
    one = Heard(device_id, now, ahead(said, now))

    def change(connection: Connection) -> None:
        syncs.note(connection, [one])

    with suppress(DiskFull, Unavailable, Busy):
        service.writer.change(change).result()


def ahead(said: datetime | None, now: datetime) -> float | None:
    """The seconds by which a tablet's clock goes before ours; None where it told no time."""
    return None if said is None else (said - now).total_seconds()
