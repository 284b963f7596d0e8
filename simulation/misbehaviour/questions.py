"""What misbehaving interviewers know and do about single questions, read from ``questions.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Questions:
    """Questions of the individual questionnaire by what they mean to somebody who cheats."""

    from_the_listing: frozenset[str]
    always: frozenset[str]
    probed: frozenset[str]
    gates: Mapping[str, str]  # the answer that closes what the question would open


@cache
def questions() -> Questions:
    """The questions as the file has them."""
    content = tomllib.loads(files("simulation.misbehaviour").joinpath("questions.toml").read_text(encoding="utf-8"))
    return Questions(
        from_the_listing=frozenset(content["from_the_listing"]),
        always=frozenset(content["always"]),
        probed=frozenset(content["probed"]),
        gates=content["gates"],
    )
