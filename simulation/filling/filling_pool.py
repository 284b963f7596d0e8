"""Filling forms on several processes: whatever their number, the same forms in the same order."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

from questionnaires.problems import ProblemError

Desk = TypeVar("Desk")
Item = TypeVar("Item")
Filled = TypeVar("Filled")

CHUNK = 100  # items a process takes at once: long enough that handing them over costs nothing beside filling them
AHEAD = 3  # chunks a process may be ahead of the reader: what waits to be read is all that is held in memory


class FillerDied(ProblemError):
    """A process that filled forms was ended from outside, most often because the machine ran out of memory."""

    code = "simulate.filler_died"


def processors() -> int:
    """How many processes can work at once on this machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def fill_all(
    open_desk: Callable[[], Desk],
    fill: Callable[[Desk, Item], Filled],
    items: Iterable[Item],
    *,
    processes: int,
    chunk: int = CHUNK,
) -> Iterator[Filled]:
    """What ``fill`` makes of each item, in the order of the items.

    A desk is what filling needs (compiled forms, the world); it is opened once in each process. With several processes
    ``open_desk`` and ``fill`` are handed over by pickling, so that no process inherits threads: functions of a module,
    or values of a dataclass that can be called. Raises FillerDied and what ``fill`` raises.
    """
    if processes <= 1:
        desk = open_desk()
        yield from (fill(desk, item) for item in items)
        return
    left = iter(items)
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _settle, (open_desk, fill))
    waiting: deque[Future[list[Any]]] = deque()
    try:
        while taken := list(islice(left, chunk)):
            waiting.append(pool.submit(_fill, taken))
            if len(waiting) >= processes * AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool:
        raise FillerDied(processes=processes) from None
    finally:
        pool.shutdown(cancel_futures=True)


_open_here: Callable[[], Any]  # how the desk of this process is opened
_fill_here: Callable[[Any, Any], Any]  # and what is done at it


def _settle(open_desk: Callable[[], Any], fill: Callable[[Any, Any], Any]) -> None:
    global _open_here, _fill_here
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt at the terminal is for the process that reads
    Thread(target=_end_with_the_reader, daemon=True).start()
    _open_here, _fill_here = open_desk, fill


def _end_with_the_reader() -> None:
    """A reader that was killed can tell nobody to stop: whoever fills forms for it ends by itself."""
    reader = parent_process()
    if reader is not None:
        reader.join()
        os._exit(1)


@cache
def _desk() -> Any:  # of whatever kind; opened with the first items, so that what goes wrong is told with them
    return _open_here()


def _fill(items: Sequence[Any]) -> list[Any]:
    desk = _desk()
    return [_fill_here(desk, item) for item in items]
