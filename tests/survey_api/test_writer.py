"""The one thread that writes: bounded, in groups, honest when it fails."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, create_engine, text

from survey_api.store.arrivals import Arrival, Kept
from survey_api.store.writer import Busy, Stopped, Writer
from tests.survey_api.builders import NOON

Keep = Callable[[Connection, Sequence[Arrival]], Sequence[Kept]]


def arrival(name: str) -> Arrival:
    return Arrival(name, "visit", "7", name, None, None, None, b"", "tablet-1", NOON)


def accept(_: Connection, arrivals: Sequence[Arrival]) -> list[Kept]:
    return [Kept(1, new=True, quarantine=None) for _ in arrivals]


@contextmanager
def writing(keep: Keep, capacity: int = 4, failed: Callable[[], None] = lambda: None) -> Iterator[Writer]:
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False})
    writer = Writer(engine.connect(), keep, lambda _: None, capacity=capacity, failed=failed)
    try:
        yield writer
    finally:
        writer.close()
        engine.dispose()


def test_what_waits_is_written_together() -> None:
    gate, groups = threading.Event(), []

    def slowly(connection: Connection, arrivals: Sequence[Arrival]) -> list[Kept]:
        groups.append(len(arrivals))
        gate.wait(10)
        return accept(connection, arrivals)

    with writing(slowly, capacity=10) as writer:
        first = writer.submit([arrival("0")])
        while not groups:
            threading.Event().wait(0.001)
        later = [writer.submit([arrival(str(n))]) for n in range(1, 6)]
        gate.set()
        assert all(future.result(10)[0].new for future in (first, *later))
    assert groups == [1, 5]


def test_a_full_queue_asks_the_tablet_to_come_back() -> None:
    gate = threading.Event()

    def blocked(connection: Connection, arrivals: Sequence[Arrival]) -> list[Kept]:
        gate.wait(10)
        return accept(connection, arrivals)

    with writing(blocked, capacity=2) as writer:
        waiting = [writer.submit([arrival("0")])]
        while writer._waiting.qsize():
            threading.Event().wait(0.001)
        waiting += [writer.submit([arrival(name)]) for name in ("1", "2")]
        with pytest.raises(Busy):
            writer.submit([arrival("3")])
        gate.set()
        assert all(future.result(10)[0].new for future in waiting)


def test_after_a_failure_nothing_is_taken_and_the_failure_is_told_once() -> None:
    told = []

    def fail(_: Connection, __: Sequence[Arrival]) -> list[Kept]:
        raise OSError("disk")

    with writing(fail, failed=lambda: told.append("failed")) as writer:
        with pytest.raises(Stopped):
            writer.submit([arrival("1")]).result(10)
        writer._thread.join(10)
        with pytest.raises(Stopped):
            writer.submit([arrival("2")])
        assert not writer.running
    assert told == ["failed"]


def test_closing_writes_what_waits() -> None:
    with writing(accept, capacity=50) as writer:
        futures = [writer.submit([arrival(str(n))]) for n in range(20)]
    assert all(future.done() and future.result()[0].new for future in futures)


def test_a_change_is_a_transaction_of_its_own() -> None:
    with writing(accept) as writer:
        writer.change(lambda connection: connection.execute(text("CREATE TABLE t (a INTEGER)"))).result(10)
        writer.change(lambda connection: connection.execute(text("INSERT INTO t VALUES (1)"))).result(10)
        assert writer.change(lambda connection: connection.scalar(text("SELECT count(*) FROM t"))).result(10) == 1


def test_who_no_longer_waits_for_an_answer_does_not_take_it_from_the_others() -> None:
    gate, groups = threading.Event(), []

    def slowly(connection: Connection, arrivals: Sequence[Arrival]) -> list[Kept]:
        groups.append(len(arrivals))
        gate.wait(10)
        return accept(connection, arrivals)

    with writing(slowly, capacity=10) as writer:
        gone = writer.submit([arrival("0")])
        while not groups:
            threading.Event().wait(0.001)
        assert gone.cancel()
        also_gone, change, waits = (
            writer.submit([arrival("1")]),
            writer.change(lambda _: 1),
            writer.submit([arrival("2")]),
        )
        assert also_gone.cancel()
        assert change.cancel()
        gate.set()
        assert waits.result(10)[0].new
        assert writer.running
    assert groups == [1, 2]


def test_what_is_in_no_hurry_goes_with_the_next_commit() -> None:
    gate, groups = threading.Event(), []

    def slowly(connection: Connection, arrivals: Sequence[Arrival]) -> list[Kept]:
        groups.append(connection.get_transaction())
        gate.wait(10)
        return accept(connection, arrivals)

    def note(connection: Connection, items: Sequence[str]) -> list[str]:
        groups.append(connection.get_transaction())
        return list(items)

    with writing(slowly, capacity=10) as writer:
        first = writer.submit([arrival("0")])
        while not groups:
            threading.Event().wait(0.001)
        lingering, second = writer.soon(note, ["x", "y"]), writer.submit([arrival("1")])
        gate.set()
        assert lingering.result(10) == ["x", "y"]
        assert first.result(10)[0].new
        assert second.result(10)[0].new
    assert groups[0] is not groups[1]
    assert groups[1] is groups[2]


def test_what_is_in_no_hurry_is_written_though_nothing_comes_and_before_the_end() -> None:
    def note(_: Connection, items: Sequence[str]) -> list[str]:
        return list(items)

    with writing(accept) as writer:
        assert writer.soon(note, ["alone"]).result(10) == ["alone"]
        last = writer.soon(note, ["last"])
    assert last.result(0) == ["last"]
    with pytest.raises(Stopped):
        writer.soon(note, ["late"])
