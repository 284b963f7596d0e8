"""The log of a running service: one line of JSON an event, and in it only what is named here.

Whatever else somebody writes to a log is dropped: no address of a visitor, no address that was asked for, no content,
no name of a person. An interview is named by its digest, a tablet by the name it was registered under.
"""

import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

OURS = "survey_api"
KEYS = ("code", "count", "device", "error", "instance", "quarantine", "seconds", "status", "where")
FROM_LIBRARY = "a library reported something"
LONGEST = 200  # characters of one value


class OneLine(logging.Formatter):
    """An event as one line. The words of a library are dropped: nobody knows what it puts into them."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        ours = _is_ours(record)
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told: dict[str, Any] = {"at": moment, "level": record.levelname.lower(), "logger": record.name}
        told["event"] = str(record.msg) if ours else FROM_LIBRARY
        if not ours:
            told["where"] = f"{Path(record.pathname).name}:{record.lineno}"
        told |= {key: _short(vars(record)[key]) for key in KEYS if ours and vars(record).get(key) is not None}
        if record.exc_info and record.exc_info[0] is not None:
            told |= _error(record.exc_info[0], record.exc_info[2])
        return json.dumps(told, ensure_ascii=False)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name == OURS or record.name.startswith(f"{OURS}.")


def _matters(record: logging.LogRecord) -> bool:
    """Of libraries only errors: they warn of every odd request, and whoever sends those could fill the disk."""
    return _is_ours(record) or record.levelno >= logging.ERROR


def _error(kind: type[BaseException], found: TracebackType | None) -> Iterator[tuple[str, str]]:
    """What kind of error and where; what it says may be an answer."""
    yield "error", kind.__name__
    frames = traceback.extract_tb(found)
    if frames:
        yield "where", f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"


def _short(value: object) -> object:
    return value if isinstance(value, bool | int | float) else str(value)[:LONGEST]


@contextmanager
def written_to(path: Path | None) -> Iterator[None]:
    """While the block runs, complaints go to the standard error, and with ``path`` every event is added to a file."""
    complaints = logging.StreamHandler()
    complaints.setLevel(logging.WARNING)
    handlers: list[logging.Handler] = [complaints]
    if path is not None:
        path.touch(mode=0o600)
        handlers.append(logging.FileHandler(path, encoding="utf-8"))
    root, own = logging.getLogger(), logging.getLogger(OURS)
    before, own_before = list(root.handlers), own.level
    for handler in handlers:
        handler.setFormatter(OneLine())
        handler.addFilter(_matters)
    root.handlers[:] = handlers
    own.setLevel(logging.INFO if path is not None else logging.WARNING)
    try:
        yield
    finally:
        root.handlers[:] = before
        own.setLevel(own_before)
        for handler in handlers:
            handler.close()
