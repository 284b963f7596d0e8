"""The first page: what presses, what came of today, the PSUs in hand, who worked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from presentation.charts.bars import Part as Piece
from presentation.charts.bars import draw_parts
from presentation.messages import say
from presentation.text import direction
from survey_api.collection.people import Role
from survey_api.collection.psus.state import PsuState
from survey_api.supervision.flags import open_flags
from survey_api.supervision.rendering import Looking
from survey_api.supervision.results import BandPoint
from survey_api.supervision.tally import Tally
from survey_api.supervision.tonight import evening
from survey_api.supervision.view import Part

MOST_PSUS = 8
WORKED = frozenset({PsuState.LISTING, PsuState.SAMPLE_DRAWN, PsuState.IN_FIELD, PsuState.REOPENED})


@dataclass(frozen=True)
class Day:
    """One day's work."""

    day: date
    visits: int
    interviews: int
    refusals: int


@dataclass(frozen=True)
class Week:
    """Interviews so far against what was expected by today; ``band`` None where nobody reckoned it."""

    done: int
    band: BandPoint | None
    total: int

    @property
    def behind(self) -> bool | None:
        """Whether fewer were held than the band allows."""
        return None if self.band is None else self.total < self.band.low


@dataclass(frozen=True)
class PsuBar:
    """One PSU in hand."""

    psu_id: str
    state: str
    n: int
    done: int
    open: int
    evening: int


@dataclass(frozen=True)
class Worker:
    """One interviewer's day."""

    interviewer: str
    visits: int
    interviews: int
    odd: bool


def tonight(looking: Looking) -> tuple[str, Mapping[str, Any]]:
    """The page of this evening."""
    part, zone = looking.part, looking.zone
    today = looking.now.astimezone(zone).date()
    hand = "quality" if looking.person.role is not Role.SUPERVISOR else "supervisor"
    values = {
        "live": "tonight",
        "evening": evening(part, open_flags(part), looking.now, zone, hand),
        "today": day_of(part.total, today),
        "week": week_of(part, today),
        "rows": [(one, bar_of(looking, one)) for one in psu_bars(part)],
        "people": workers(part.total, today),
    }
    return "supervision/tonight.html", values


def day_of(total: Tally, day: date) -> Day:
    """What was done on a day."""
    return Day(day, _on(total.visits, day), _on(total.interviews, day), _on(total.refusals, day))


def _on(counted: Mapping[tuple[date, str, str], int], day: date) -> int:
    return sum(n for (when, _, _), n in counted.items() if when == day)


def week_of(part: Part, today: date) -> Week:
    """The interviews of this week, and the band for today."""
    monday = today - timedelta(days=today.weekday())
    done = sum(n for (when, _, _), n in part.total.interviews.items() if monday <= when <= today)
    return Week(done, band_today(part, today), sum(part.total.interviews.values()))


def band_today(part: Part, today: date) -> BandPoint | None:
    """What was expected by the end of today."""
    wanted = ("survey", "") if part.team is None else ("team", part.team)
    bands = part.view.found.bands if part.view.found else ()
    found = next((one for one in bands if (one.scope.kind, one.scope.name) == wanted), None)
    return None if found is None else next((one for one in reversed(found.points) if one.day <= today), None)


def psu_bars(part: Part) -> list[PsuBar]:
    """The PSUs in hand, those with most left to do first."""
    found = []
    for one in part.psus:
        tally = part.view.tallies.get(one.psu_id)
        if tally is None or not one.released or one.state not in WORKED:
            continue
        done, left, missing = (len(tally.kinds[kind]) for kind in ("done", "open", "evening"))
        found.append(PsuBar(one.psu_id, one.state.value, len(tally.cases), done, left, missing))
    return sorted(found, key=lambda one: (-one.evening, -one.open, one.psu_id))[:MOST_PSUS]


def bar_of(looking: Looking, one: PsuBar) -> Any:
    """What is done in a PSU, and what is left: markup."""
    language = looking.language
    title = say("supervision.cases_of", language, {"done": one.done, "n": one.n})
    parts = (Piece("", float(one.done)), Piece("", 0.0), Piece("", float(one.open)))
    return draw_parts(parts, title, title, direction(language), f"bar-{one.psu_id}")


def workers(total: Tally, day: date) -> list[Worker]:
    """Who worked on a day."""
    visits: Counter[str] = Counter()
    interviews: Counter[str] = Counter()
    for counted, told in ((total.visits, visits), (total.interviews, interviews)):
        for (when, who, _), n in counted.items():
            if when == day and who:
                told[who] += n
    return [
        Worker(who, visits[who], interviews[who], interviews[who] > 0 and not visits[who])
        for who in sorted(visits | interviews)
    ]
