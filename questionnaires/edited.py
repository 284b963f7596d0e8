"""The values of an edit: written as text, read back as the variable asks, and put into a row of answers."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from questionnaires.answers import Answer
from questionnaires.contracts.shape import Kind

_TRUTHS = {"true": True, "false": False}


def written(value: Answer) -> str | None:
    """An answer as the text by which an edit names it; None where there is none."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="milliseconds")
        case date() | time():
            return value.isoformat()
        case float():
            return repr(value)
    return str(value)


def read_as(kind: Kind, text: str | None) -> Any:  # as the column of that kind holds it
    """The value of a text in a column of this kind; None for none. Raises ValueError."""
    if text is None or text == "":
        return None
    match kind:
        case Kind.WHOLE:
            return int(text)
        case Kind.NUMBER:
            return float(text)
        case Kind.TRUTH:
            if text not in _TRUTHS:
                raise ValueError(text)
            return _TRUTHS[text]
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.MOMENT:
            return _moment(text)
    return text


def normal(kind: Kind, text: str | None) -> str | None:
    """The text as ``written`` gives it back, so that two texts of one value are equal. Raises ValueError."""
    return written(read_as(kind, text))


def admits(codes: Collection[str], text: str | None, *, several: bool) -> bool:
    """Whether a text is a code of the list, or with ``several`` codes of it, each once; no answer always is."""
    if text is None or not codes:
        return True
    given = text.split() if several else [text]
    return bool(given) and len(set(given)) == len(given) and set(given) <= set(codes)


def ticked(variable: str, columns: Collection[str], text: str | None) -> Mapping[str, bool | None]:
    """The columns of the choices of a question with several answers, after an edit of the whole."""
    given = None if text is None else set(text.split())
    prefix = f"{variable}__"
    own = [name for name in columns if name.startswith(prefix)]
    return {name: None if given is None else name.removeprefix(prefix) in given for name in own}


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found.astimezone(UTC)
