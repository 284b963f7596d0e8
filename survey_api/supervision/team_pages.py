"""The team: who works with what since when; and one interviewer: days, hours, outcomes, scorecard."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from babel.dates import get_day_names

from presentation.charts.theme import NARROW
from presentation.charts.tiles import Hour, draw_hours
from presentation.messages import say
from presentation.numbers import LOCALES
from presentation.text import direction
from survey_api.collection.errors import NotFound
from survey_api.supervision.flags import flags, rules, verdict
from survey_api.supervision.rendering import Looking
from survey_api.supervision.results import Scorecard
from survey_api.supervision.tally import Tally

Page = tuple[str, Mapping[str, Any]]
DAYS = 14
MOST = 100  # people on one page; headquarters choose a team


def team_page(looking: Looking) -> Page:
    """Interviewers with the last seven days, tablets with when they were heard, the team's PSUs."""
    part, today = looking.part, looking.now.astimezone(looking.zone).date()
    since = today - timedelta(days=6)
    week: dict[str, Counter[str]] = {}
    for kind in ("visits", "interviews", "refusals"):
        for (day, who, _), n in getattr(part.total, kind).items():
            if who and since <= day <= today:
                week.setdefault(who, Counter())[kind] += n
    known = {who for _, who, _ in part.total.visits if who}
    open_flags = Counter(
        one.interviewer for key, one in flags(part).items() if verdict(part, key).value == "open" and one.interviewer
    )
    values = {
        "live": "team",
        "people": [(who, week.get(who, Counter()), open_flags[who]) for who in sorted(known)[:MOST]],
        "n_people": len(known),
        "tablets": sorted(part.tablets, key=lambda one: one.heard_at or one.added_at),
        "week_from": since,
    }
    return "supervision/team.html", values


def interviewer_page(looking: Looking, login: str) -> Page:
    """One interviewer, as far as the person sees the team. Raises NotFound."""
    part, today = looking.part, looking.now.astimezone(looking.zone).date()
    visits, interviews, refusals = (_by_day(getattr(part.total, kind), login) for kind in _KINDS)
    cards = [one for one in (part.view.found.scorecards if part.view.found else ()) if one.interviewer == login]
    card: Scorecard | None = next((one for one in cards if part.team in (None, one.team)), None)
    if not visits and not interviews and card is None:
        raise NotFound()
    held = [one for one in part.interviews if one.interviewer == login]
    about = [one for one in flags(part).values() if one.interviewer == login]
    values = {
        "who": login,
        "days": [
            (day, visits[day], interviews[day], refusals[day])
            for day in (today - timedelta(days=n) for n in range(DAYS))
            if visits[day] or interviews[day]
        ],
        "visits": visits.total(),
        "interviews": interviews.total(),
        "refusals": refusals.total(),
        "held": held[:10],
        "n_held": len(held),
        "returned": sum(one.came_back or one.versions > 1 for one in held),
        "card": card,
        "flags": about[:10],
        "rules": rules(part),
        "verdicts": {one.key: verdict(part, one.key) for one in about},
    }
    return "supervision/interviewer.html", values


_KINDS = ("visits", "interviews", "refusals")


def _by_day(counted: Mapping[Any, int], login: str) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for (day, who, _), n in counted.items():
        if who == login:
            found[day] += n
    return found


def hours_drawn(looking: Looking, total: Tally) -> Any:
    """When somebody was met, by weekday and hour: markup."""
    language = looking.language
    names = get_day_names("abbreviated", locale=LOCALES[language])
    hours = [Hour(day, hour, made, total.reached.get((day, hour), 0)) for (day, hour), made in total.hours.items()]
    title, text = (say(f"supervision.{name}", language) for name in ("hours", "hours_text"))
    return draw_hours(hours, [names[n] for n in range(7)], title, text, direction(language), NARROW, "hours")
