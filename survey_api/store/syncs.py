"""When tablets spoke to the service, what they brought, and by how much their clocks were off: a row for each batch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from survey_api.store.rows import add_rows
from survey_api.store.sync_tables import TabletSync
from survey_api.store.tables import rows_of

BATCH = timedelta(minutes=10)  # what comes so soon after belongs to the same batch (assumed)
_SYNCS = rows_of(TabletSync)


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a tablet said: a submission, new or sent again, or nothing but the time (``sendings`` 0)."""

    device_id: str
    at: datetime
    clock_ahead: float | None = None  # seconds; None where it told no time
    records: int = 0
    sendings: int = 0
    n_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Sync:
    """One batch of a tablet, from when it began to arrive until it was last heard."""

    device_id: str
    synced_at: datetime
    heard_at: datetime
    n_records: int
    n_sendings: int
    n_bytes: int
    clock_ahead: float | None


def note(connection: Connection, heard: Iterable[Heard]) -> None:
    """Add what was heard to the batches it belongs to, in the caller's transaction."""
    by_device: dict[str, list[Heard]] = {}
    for one in heard:
        by_device.setdefault(one.device_id, []).append(one)
    if not by_device:
        return
    going_on = latest(connection, sorted(by_device))
    fresh: list[Sync] = []
    for device_id, said in by_device.items():
        first = min(one.at for one in said)
        before = going_on.get(device_id)
        if before is not None and first - before.heard_at <= BATCH:
            batch = _with(before, said)
            same = (_SYNCS.c.device_id == device_id) & (_SYNCS.c.synced_at == before.synced_at)
            connection.execute(update(_SYNCS).where(same).values(**_row(batch)))
        else:
            fresh.append(_with(Sync(device_id, first, first, 0, 0, 0, None), said))
    add_rows(connection, _SYNCS, [_row(batch) for batch in fresh], unless_there=True)


def latest(connection: Connection, device_ids: Sequence[str] | None = None) -> dict[str, Sync]:
    """The last batch of each tablet, or of some."""
    last = select(_SYNCS.c.device_id, func.max(_SYNCS.c.synced_at).label("synced_at")).group_by(_SYNCS.c.device_id)
    if device_ids is not None:
        last = last.where(_SYNCS.c.device_id.in_(device_ids))
    newest = last.subquery()
    same = (newest.c.device_id == _SYNCS.c.device_id) & (newest.c.synced_at == _SYNCS.c.synced_at)
    return {row.device_id: Sync(*row) for row in connection.execute(select(*_COLUMNS).join(newest, same))}


def every(connection: Connection) -> list[Sync]:
    """Every batch of every tablet."""
    ordered = select(*_COLUMNS).order_by(_SYNCS.c.device_id, _SYNCS.c.synced_at)
    return [Sync(*row) for row in connection.execute(ordered)]


_COLUMNS = tuple(_SYNCS.c[one.name] for one in fields(Sync))


def _with(batch: Sync, said: Sequence[Heard]) -> Sync:
    clocks = [one.clock_ahead for one in said if one.clock_ahead is not None]
    return Sync(
        batch.device_id,
        batch.synced_at,
        max(batch.heard_at, *(one.at for one in said)),
        batch.n_records + sum(one.records for one in said),
        batch.n_sendings + sum(one.sendings for one in said),
        batch.n_bytes + sum(one.n_bytes for one in said),
        clocks[-1] if clocks else batch.clock_ahead,
    )


def _row(batch: Sync) -> Mapping[str, object]:
    return {one.name: getattr(batch, one.name) for one in fields(Sync)}
