"""How far the field is: interviews against what was expected, the funnel, rates, what would change them most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date

from presentation.charts.band import BandChart, Point, draw_band
from presentation.charts.bars import Step, draw_funnel
from presentation.charts.theme import NARROW, WIDE
from presentation.messages import say
from presentation.numbers import LOCALES, plain_numbers
from presentation.text import direction
from questionnaires.stage_rates import (
    Quotient,
    StageCounts,
    interview_rate,
    interview_rate_bounds,
    response_rate,
    screener_rate,
)
from survey_api.supervision.rendering import Looking
from survey_api.supervision.results import Band
from survey_api.supervision.team_pages import hours_drawn
from survey_api.supervision.tonight_page import band_today
from survey_api.supervision.view import Part

Page = tuple[str, Mapping[str, Any]]
LONGEST = 120  # days on the chart


@dataclass(frozen=True)
class Rates:
    """The rates of some units."""

    name: str
    counts: StageCounts
    screener: Quotient
    interview: Quotient
    low: Quotient
    high: Quotient
    response: Quotient


def rates_of(name: str, counts: StageCounts) -> Rates:
    """The rates of these counts."""
    every, none = interview_rate_bounds(counts)
    return Rates(name, counts, screener_rate(counts), interview_rate(counts), every, none, response_rate(counts))


def progress_page(looking: Looking) -> Page:
    """Interviews against the band, the funnel, the hours at which somebody is met, contacts by attempt."""
    part, language = looking.part, looking.language
    today = looking.now.astimezone(looking.zone).date()
    total = part.total
    values = {
        "live": "progress",
        "interviews": sum(total.interviews.values()),
        "band_now": band_today(part, today),
        "band": _band(part),
        "curve": _curve(looking, today),
        "funnel": _funnel(looking, total.counts),
        "counts": total.counts,
        "attempts": [(n, total.tried[n], total.met.get(n, 0)) for n in sorted(total.tried) if n <= 8],
        "hours": hours_drawn(looking, total),
        "language": language,
    }
    return "supervision/progress.html", values


def _band(part: Part) -> Band | None:
    wanted = ("survey", "") if part.team is None else ("team", part.team)
    bands = part.view.found.bands if part.view.found else ()
    return next((one for one in bands if (one.scope.kind, one.scope.name) == wanted), None)


def _curve(looking: Looking, today: date) -> tuple[Any, Any] | None:
    """Interviews so far, day by day, on the band where there is one; as markup, narrow and wide."""
    counted = looking.part.total.interviews
    by_day: dict[date, int] = {}
    for (day, _, _), n in counted.items():
        by_day[day] = by_day.get(day, 0) + n
    band = {one.day: one for one in found.points} if (found := _band(looking.part)) else {}
    days = sorted({*by_day, *band})
    if not days:
        return None
    first, last = max(days[0], days[-1] - timedelta(days=LONGEST)), max(days[-1], today)
    so_far = sum(n for day, n in by_day.items() if day < first)
    points = []
    for day in (first + timedelta(days=n) for n in range(min((last - first).days, LONGEST) + 1)):
        so_far += by_day.get(day, 0)
        expected = band.get(day)
        label = format_date(day, "d MMM", locale=LOCALES[looking.language])
        done = float(so_far) if day <= today else None
        if expected is None:
            points.append(Point(label, done))
        else:
            points.append(Point(label, done, expected.low, expected.expected, expected.high))
    title, text = (say(f"supervision.{name}", looking.language) for name in ("curve", "curve_text"))
    chart = BandChart(title, text, direction(looking.language), tuple(points))
    return draw_band(chart, NARROW, "curve-narrow"), draw_band(chart, WIDE, "curve-wide")


def _funnel(looking: Looking, counts: StageCounts) -> tuple[Any, Any]:
    language, number = looking.language, plain_numbers(looking.language).bare

    def step(name: str, value: int, **lost: int) -> Step:
        reasons = ", ".join(say(f"supervision.lost_{why}", language, {"n": number(n)}) for why, n in lost.items() if n)
        return Step(say(f"supervision.funnel_{name}", language), number(value), float(value), reasons)

    steps = (
        step("listed", counts.listed, not_in_use=counts.not_in_use, not_found=counts.not_found),
        step("in_use", counts.in_use, unscreened=counts.unscreened + counts.unclear),
        step("screened", counts.screened, nobody=counts.without_eligible),
        step("eligible", counts.with_eligible),
        step(
            "drawn",
            counts.drawn,
            refused=counts.refused,
            not_reached=counts.not_reached,
            other=counts.other,
            unknown=counts.unknown,
        ),
        step("interviewed", counts.complete + counts.partial),
    )
    title, text = (say(f"supervision.{name}", language) for name in ("funnel", "funnel_text"))
    narrow, wide = (
        draw_funnel(steps, title, text, direction(language), frame, f"funnel-{frame.name}") for frame in (NARROW, WIDE)
    )
    return narrow, wide


def rates_page(looking: Looking) -> Page:
    """The rates of all, by team or by PSU, each with its numerator and denominator; what would change them most."""
    part = looking.part
    by = looking.request.query_params.get("by", "psu" if part.team else "team")
    if by not in ("team", "region", "stratum", "psu"):
        by = "psu"
    values = {
        "live": "rates",
        "all": rates_of("", part.total.counts),
        "by": by,
        "ways": ("psu",) if part.team else ("team", "region", "stratum", "psu"),
        "rows": _grouped(part, by)[:60],
        "levers": _levers(part)[:5],
    }
    return "supervision/rates.html", values


def _grouped(part: Part, by: str) -> Sequence[Rates]:
    groups: dict[str, StageCounts] = {}
    for one in part.tallies:
        place = part.view.psus[one.psu_id].place if one.psu_id in part.view.psus else {}
        name = {"team": one.team or "–", "psu": one.psu_id}.get(by) or str(place.get(by, "–"))
        groups[name] = groups.get(name, StageCounts()) + one.counts
    return [rates_of(name, groups[name]) for name in sorted(groups)]


@dataclass(frozen=True)
class Lever:
    """What is unresolved in a PSU, and how many points the response rate would gain if all of it were resolved well."""

    psu_id: str
    what: str
    n: int
    points: float


def _levers(part: Part) -> list[Lever]:
    """Where going back would change the response rate most."""
    counts = part.total.counts
    screener, interview = screener_rate(counts), interview_rate(counts)
    if not screener.below or not interview.below:
        return []
    of_screening, of_interviews = interview.value or 0, screener.value or 0  # what one more of each is worth
    found = []
    for one in part.tallies:
        unscreened = one.counts.unscreened + one.counts.not_found + one.counts.unclear
        not_reached = one.counts.not_reached + one.counts.unknown
        found.append(
            Lever(one.psu_id, "unscreened", unscreened, float(100 * of_screening * unscreened / screener.below))
        )
        found.append(
            Lever(one.psu_id, "not_reached", not_reached, float(100 * of_interviews * not_reached / interview.below))
        )
    return sorted((one for one in found if one.n), key=lambda one: (-one.points, one.psu_id, one.what))
