"""Scorecards as they are handed over; what was found of interviews counts from the verdicts on their flags."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from analysis.fieldwork.checks.track_record import RIGHT
from analysis.fieldwork.reading import read_fieldwork
from analysis.fieldwork.scorecards.cards import Card, Findings, Measure, scorecards
from analysis.fieldwork.visits import refusals, visits
from questionnaires import files
from questionnaires.contracts import CONTACT_ATTEMPTS, INTERVIEWS

if TYPE_CHECKING:
    from analysis.fieldwork.evening.whole import Asked

Line = dict[str, Any]


def scorecards_told(asked: "Asked") -> list[Line]:
    """The card of each interviewer."""
    found = read_fieldwork(asked.exports, asked.forms)
    made = visits(files.read(asked.exports, CONTACT_ATTEMPTS), refusals(asked.forms.contact))
    cards = scorecards(found, made, asked.forms.zone, Findings(confirmed=_confirmed(asked)))
    return [_card(one, asked.told.team_of.get(one.interviewer)) for one in cards]


def _confirmed(asked: "Asked") -> dict[str, int]:
    """Interviews of each interviewer with a flag that was confirmed."""
    right = {key for key, verdict in asked.told.verdicts.items() if verdict in RIGHT}
    held = files.read(asked.exports, INTERVIEWS)
    names, who = (held.column(name).to_pylist() for name in ("interview_id", "interviewer_id"))
    named = {name for name in names if any(f":{name}" in key for key in right)} if right else set()
    return dict(Counter(one for name, one in zip(names, who, strict=True) if name in named))


def _card(one: Card, team: str | None) -> Line:
    return {
        "interviewer": one.interviewer,
        "team": team,
        "interviews": one.interviews,
        "ranked": one.compared,
        "measures": [_measure(measure) for measure in one.measures],
    }


def _measure(one: Measure) -> Line:
    return {
        "code": f"scorecards.{one.figure}",
        "above": one.above,
        "below": one.below,
        "value": one.value,
        "low": one.low,
        "high": one.high,
        "expected": one.expected,
        "unit": one.unit,
        "good": one.good,
    }
