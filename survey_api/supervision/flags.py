"""What the job of checks found, as it stands after people's verdicts: who sees which flag, and which are open."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from survey_api.supervision.results import Flag, Rule, Severity, Verdict
from survey_api.supervision.view import Part

MOST_RED = 5  # a team and evening; the others keep their place in the list


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
    """The flags that nobody has judged; of a team's no more are red than a supervisor can see to in an evening."""
    red: Counter[str | None] = Counter()
    found = {}
    for key, one in flags(part).items():
        if verdict(part, key) is not Verdict.OPEN:
            continue
        if one.severity is Severity.RED:
            red[one.team] += 1
        too_many = one.severity is Severity.RED and one.team is not None and red[one.team] > MOST_RED
        found[key] = replace(one, severity=Severity.AMBER) if too_many else one
    return found
