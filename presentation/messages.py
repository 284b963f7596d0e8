"""The one message catalogue: every wording the toolkit shows, by code, for all packages and the browser."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter

from presentation.text import Language, Text


class UnknownMessage(KeyError):
    """A code that no catalogue file declares: a defect of the program, not of the user."""


@cache
def catalogue() -> Mapping[str, Text]:
    """All wordings, ``topic.code`` to Text, read from ``catalogue/*.toml`` (one file a topic)."""
    words: dict[str, Text] = {}
    for topic in sorted(files("presentation").joinpath("catalogue").iterdir(), key=lambda file: file.name):
        if topic.name.endswith(".toml"):
            entries = tomllib.loads(topic.read_text(encoding="utf-8"))
            name = topic.name.removesuffix(".toml")
            words |= {f"{name}.{code}": Text(**wording) for code, wording in entries.items()}
    return words


def text(code: str) -> Text:
    """The wording of one code in the three languages.

    Raises UnknownMessage when no catalogue file declares it.
    """
    try:
        return catalogue()[code]
    except KeyError:
        raise UnknownMessage(code) from None


def say(code: str, language: Language, values: Mapping[str, object] | None = None) -> str:
    """The wording of one code in one language, its ``{placeholders}`` filled from values."""
    wording = text(code).in_(language)
    if values and values.get("position") == "":  # outside repeats there is none, nor a space before it
        wording = wording.replace(" {position}", "")
    return wording.format_map(values or {})


def placeholders(wording: str) -> frozenset[str]:
    """The names a wording expects to be filled in."""
    return frozenset(name for _, name, _, _ in Formatter().parse(wording) if name)
