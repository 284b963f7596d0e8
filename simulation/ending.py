"""How a command ends when the system asks it to: as after an interrupt, so that what it began is cleared away."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


def end_as_asked(number: int, _: object) -> None:
    """What a service manager or a time limit sends ends a command as an interrupt does."""
    raise SystemExit(128 + number)


@contextmanager
def ends_when_asked() -> Iterator[None]:
    """While the block runs, a request to end leaves it by its own clearing away."""
    before = signal.signal(signal.SIGTERM, end_as_asked)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
