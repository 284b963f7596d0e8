"""What ``README.txt`` says in a folder of ``amem simulate``: all is simulated, how it was made, what lies there."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from presentation.messages import say
from presentation.text import LANGUAGES

_WIDTH = 18  # of the column of names


def readme(facts: Mapping[str, Any], names: Sequence[str] = ()) -> str:
    """The text in every language; ``names`` are the files and folders that lie there."""
    values = {key: "-" if value is None else value for key, value in facts.items()}
    return "\n".join(
        say("simulate.readme", language, values)
        + "".join(
            f"{_shown(name):<{_WIDTH}} {say(f'simulate.holds_{PurePath(name).stem}', language)}\n" for name in names
        )
        for language in LANGUAGES
    )


def _shown(name: str) -> str:
    return name if PurePath(name).suffix else f"{name}/"
