"""The log of what was done: whatever is changed, left out, moved, added or cut off is found."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, delete, insert, select, text, update

import amem
from survey_api.audit import AuditBroken, Checkpoint, checkpoint, verify
from survey_api.export import export
from survey_api.registering import add_devices, revoke_device
from survey_api.security.signing import public_key
from survey_api.settings import Settings
from survey_api.store import databases
from survey_api.store.events import Deed, log, sign_head
from survey_api.store.tables import AuditDay, AuditHead, Event, rows_of
from tests.survey_api.builders import KEY, NOON, field, interview, load_small_sample, orders_of, publish_all, visit

EVENTS, HEAD, DAYS = rows_of(Event), rows_of(AuditHead), rows_of(AuditDay)
MUTATIONS = 1_000
Mutation = Callable[[Connection, random.Random, int], None]


@contextmanager
def by_hand(settings: Settings) -> Iterator[Connection]:
    """The database in the hands of somebody who holds its key but not the one that signs; undone at the end."""
    engine = databases.writing_engine(settings.database)
    with engine.connect() as connection, connection.begin() as change:
        if connection.dialect.name == "sqlite":
            for table in ("events", "audit_days"):
                for verb in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
        yield connection
        change.rollback()
    engine.dispose()


def changed(connection: Connection, chance: random.Random, last: int) -> None:
    column = chance.choice(["actor", "action", "object", "details", "digest", "at"])
    value = NOON + timedelta(seconds=chance.randint(1, 9)) if column == "at" else f"other-{chance.random()}"
    connection.execute(update(EVENTS).where(EVENTS.c.number == chance.randint(1, last)).values({column: value}))


def left_out(connection: Connection, chance: random.Random, last: int) -> None:
    connection.execute(delete(EVENTS).where(EVENTS.c.number == chance.randint(1, last)))


def left_out_and_closed_up(connection: Connection, chance: random.Random, last: int) -> None:
    gone = chance.randint(1, last - 1)
    connection.execute(delete(EVENTS).where(EVENTS.c.number == gone))
    for number in range(gone + 1, last + 1):
        connection.execute(update(EVENTS).where(EVENTS.c.number == number).values(number=number - 1))
    connection.execute(update(HEAD).values(number=last - 1))


def moved(connection: Connection, chance: random.Random, last: int) -> None:
    one, other = chance.sample(range(1, last + 1), 2)
    for before, after in ((one, 0), (other, one), (0, other)):
        connection.execute(update(EVENTS).where(EVENTS.c.number == before).values(number=after))


def cut_off(connection: Connection, chance: random.Random, last: int) -> None:
    keep = chance.randint(1, last - 1)
    connection.execute(delete(EVENTS).where(EVENTS.c.number > keep))
    if chance.random() < 0.5:
        digest = connection.scalar(select(EVENTS.c.digest).where(EVENTS.c.number == keep))
        connection.execute(update(HEAD).values(number=keep, digest=digest))


def added(connection: Connection, chance: random.Random, last: int) -> None:
    row = connection.execute(select(EVENTS).where(EVENTS.c.number == chance.randint(1, last))).mappings().one()
    connection.execute(insert(EVENTS), {**row, "number": last + 1})


def chained_on_and_signed_by_somebody_else(connection: Connection, chance: random.Random, last: int) -> None:
    log(connection, Deed(NOON, "somebody", "invented", str(chance.random() * last)))
    sign_head(connection, lambda _: chance.randbytes(64))


KINDS: tuple[Mutation, ...] = (
    changed,
    left_out,
    left_out_and_closed_up,
    moved,
    cut_off,
    added,
    chained_on_and_signed_by_somebody_else,
)


@pytest.fixture
def worked(own: Settings, tmp_path: Path) -> Settings:
    """A home where things were done on three days."""
    days = iter([NOON + timedelta(hours=5 * hour) for hour in range(1_000)])
    moving = replace(own, clock=lambda: next(days))
    with field(moving) as tablet:
        load_small_sample(tablet.service.order, tmp_path / "sample")
        tablet.post(visit())
        tablet.post(interview())
        tablet.post(interview(age="31"))
        add_devices(tablet.service.order, ["tablet-2"], "south")
        revoke_device(tablet.service.order, "tablet-2")
    return own


def test_a_log_as_it_was_written_is_whole(worked: Settings) -> None:
    public = public_key(worked.home.audit_key)
    with by_hand(worked) as connection:
        found = verify(connection, public)
        assert found.events >= 9
        assert found.days >= 2
        assert verify(connection, public, [checkpoint(connection, public)]).checkpoints == 1


def test_every_one_of_a_thousand_mutations_is_found(worked: Settings) -> None:
    public = public_key(worked.home.audit_key)
    chance = random.Random(2026)  # noqa: S311 (a test's choices)
    with by_hand(worked) as connection:
        last = verify(connection, public).events
        for number in range(MUTATIONS):
            mutate = KINDS[number % len(KINDS)]
            with connection.begin_nested() as one:
                mutate(connection, chance, last)
                with pytest.raises(AuditBroken):
                    verify(connection, public)
                one.rollback()
        assert verify(connection, public).events == last


def test_a_midnight_that_comes_twice_stops_nothing(settings: Settings) -> None:
    hours = [0]
    with field(replace(settings, clock=lambda: NOON + timedelta(hours=hours[0]))) as tablet:
        for number, hour in enumerate((0, 13, 11, 13, 37, 36, 61)):
            hours[0] = hour
            assert tablet.post(interview(f"uuid:{number}")).status_code == 201, hour
        key = public_key(settings.home.audit_key)
        assert tablet.service.read(lambda connection: verify(connection, key)).days == 3


def test_a_whole_older_database_is_found_by_what_was_kept_elsewhere(worked: Settings) -> None:
    public = public_key(worked.home.audit_key)
    with by_hand(worked) as connection:
        before = checkpoint(connection, public)
        later = Checkpoint(before.number + 1, "0" * 64, before.signature, public)
        with pytest.raises(AuditBroken, match="other_signature"):
            verify(connection, public, [later])
    with field(worked, device="tablet-9") as tablet:
        tablet.post(visit("uuid:v2"))
        ahead = tablet.service.read(lambda reading: checkpoint(reading, public))
    with by_hand(worked) as connection:
        assert verify(connection, public, [before, ahead])
        connection.execute(delete(EVENTS).where(EVENTS.c.number > before.number))
        signed = {"number": before.number, "digest": before.digest, "signature": before.signature}
        connection.execute(update(HEAD).values(signed))
        assert verify(connection, public, [before])
        with pytest.raises(AuditBroken, match="cut_off"):
            verify(connection, public, [ahead])


def test_the_log_refuses_changes_even_by_hand(settings: Settings) -> None:
    publish_all(orders_of(settings))
    engine = databases.writing_engine(settings.database)
    for forbidden in (delete(EVENTS), update(EVENTS).values(actor="nobody")):
        with engine.connect() as connection, pytest.raises(Exception, match="only ever added"):
            connection.execute(forbidden)
    with engine.connect() as connection:
        assert verify(connection, public_key(settings.home.audit_key)).events == 3
    engine.dispose()


def test_who_takes_answers_out_of_the_store_is_written_down(own: Settings, tmp_path: Path) -> None:
    with field(own) as tablet:
        load_small_sample(tablet.service.order, tmp_path / "sample")
        tablet.post(interview())
        export(own, tmp_path / "out", survey="small")
        last = tablet.service.read(
            lambda reading: reading.execute(select(EVENTS).order_by(EVENTS.c.number.desc())).mappings().first()
        )
    assert last is not None
    assert (last["action"], last["details"]) == ("microdata.read", '{"records": 1}')


def test_the_command_says_that_the_log_is_whole_and_where_it_is_not(
    worked: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text(KEY)
    monkeypatch.setenv("AMEM_DATABASE_KEY_FILE", str(tmp_path / "key"))
    home = str(worked.home.folder)

    def run(*words: str) -> tuple[int, str]:
        told = CliRunner().invoke(amem.main, ["--language", "en", "audit", *words, "--home", home])
        return told.exit_code, told.output

    kept = str(tmp_path / "kept.json")
    assert run("checkpoint", "--out", kept)[0] == 0
    assert "The log is whole" in run("verify", kept)[1]
    (tmp_path / "nothing.json").write_text("{}")
    assert "not a checkpoint" in run("verify", str(tmp_path / "nothing.json"))[1]
    engine = databases.writing_engine(worked.database)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("DROP TRIGGER events_no_update"))
        connection.execute(update(EVENTS).where(EVENTS.c.number == 2).values(actor="nobody"))
    engine.dispose()
    code, told = run("verify")
    assert code == 1
    assert "Event 2 of the log was changed" in told
