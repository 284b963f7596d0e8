"""What the job of checks found, as it stands after people's verdicts: who sees which flag, and which are open."""

from collections.abc import Mapping

from survey_api.supervision.results import Flag, Rule, Verdict
from survey_api.supervision.view import Part


def rules(part: Part) -> Mapping[str, Rule]:
    """The rules by their codes."""
    return {one.code: one for one in part.view.found.rules} if part.view.found else {}


def flags(part: Part) -> dict[str, Flag]:
    """The flags of the part that rules still alert about, by key, what presses most first."""
    retired = {one.code for one in rules(part).values() if one.retired}
    found = part.view.found.flags if part.view.found else ()
    seen = [one for one in found if part.team in (None, one.team) and one.rule not in retired]
    return {one.key: one for one in sorted(seen, key=lambda one: (-one.score, one.key))}


def verdict(part: Part, key: str) -> Verdict:
    """What somebody found a flag to be."""
    return part.view.verdicts.get(key, Verdict.OPEN)


def open_flags(part: Part) -> dict[str, Flag]:
    """The flags that nobody has judged."""
    return {key: one for key, one in flags(part).items() if verdict(part, key) is Verdict.OPEN}
