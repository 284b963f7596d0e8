"""What the office looks at: representativity, back-checks, the sample, the journal; and where everything is."""

from collections.abc import Mapping
from typing import Any

from presentation.charts.dots import draw_dots
from presentation.charts.scale import round_values
from presentation.charts.specification import Dot, DotChart, DotGroup, Quality, Tick
from presentation.charts.theme import NARROW, WIDE
from presentation.messages import say
from presentation.numbers import Measure, plain_numbers
from presentation.text import direction
from survey_api.collection.psus.telling import sample_told
from survey_api.collection.rights import Right, may
from survey_api.collection.service import Service
from survey_api.store.progress import log_page
from survey_api.supervision.rendering import Looking
from survey_api.supervision.results import Representativity
from survey_api.supervision.view import Part

Page = tuple[str, Mapping[str, Any]]
MOST = 60
_THREE = Measure("share", places=3)
_PAGES = (
    ("quality", "/supervision/quality", Right.WATCH_FIELD),
    ("team", "/supervision/team", Right.WATCH_FIELD),
    ("progress", "/supervision/progress", Right.WATCH_FIELD),
    ("rates", "/supervision/rates", Right.WATCH_FIELD),
    ("representativity", "/supervision/representativity", Right.WATCH_FIELD),
    ("back_checks", "/supervision/back-checks", Right.WATCH_FIELD),
    ("sample", "/supervision/sample", Right.SEE_SAMPLE),
    ("journal", "/supervision/journal", Right.READ_JOURNAL),
)


def more(looking: Looking) -> Page:
    """Every other page, with what it is for."""
    return "supervision/more.html", {"pages": [(n, href) for n, href, right in _PAGES if may(looking.person, right)]}


def representativity(looking: Looking) -> Page:
    """The R-indicator with its error, partials, and who is missing in words."""
    found = _scopes(looking.part)
    one = found[0] if found else None
    charts = [_partials(looking, one, frame) for frame in (NARROW, WIDE)] if one and one.partials else None
    return "supervision/representativity.html", {
        "live": "representativity",
        "one": one,
        "others": found[1:],
        "charts": charts,
    }


def _scopes(part: Part) -> list[Representativity]:
    """That of the part first, then those beneath it."""
    told = part.view.found.representativity if part.view.found else ()
    if part.team is not None:
        return [one for one in told if (one.scope.kind, one.scope.name) == ("team", part.team)]
    return sorted(told, key=lambda one: (one.scope.kind != "survey", one.scope.kind, one.scope.name))


def _partials(looking: Looking, one: Representativity, frame: Any) -> Any:
    language = looking.language
    number = plain_numbers(language).bare
    dots = [
        Dot(
            looking.category(part.variable, part.category),
            number(part.unconditional, _THREE),
            Quality.RELIABLE,
            part.unconditional,
            part.low,
            part.high,
            total=not part.category,
        )
        for part in one.partials
    ]
    ends = [end for dot in dots for end in (dot.value, dot.low, dot.high) if end is not None]
    ticks = tuple(Tick(value, number(value, Measure("share", places=2))) for value in round_values([0.0, *ends], 4))
    title, text = (say(f"supervision.{name}", language) for name in ("partials", "partials_text"))
    chart = DotChart(title, text, direction(language), ticks, (DotGroup("", tuple(dots)),), reference=0.0)
    return draw_dots(chart, frame, f"partials-{frame.name}")


def back_checks(looking: Looking) -> Page:
    """What is to be asked again by somebody else, and what that found so far."""
    part, found = looking.part, looking.part.view.found
    due = [one for one in (found.back_checks if found else ()) if part.team in (None, one.team)]
    errors = [
        one
        for one in (found.error_rates if found else ())
        if part.team is None or (one.scope.kind, one.scope.name) == ("team", part.team)
    ]
    values = {
        "live": "back_checks",
        "due": sorted((one for one in due if not one.done), key=lambda one: one.due_at),
        "done": [one for one in due if one.done],
        "errors": [one for one in errors if not one.interviewer],
    }
    return "supervision/back_checks.html", values


def sample_page(service: Service) -> Page:
    """What was drawn, by what, and what is released where."""
    field = service.settings.field_forms
    return "supervision/sample.html", {"one": service.read(lambda connection: sample_told(connection, field))}


def journal(looking: Looking, service: Service) -> Page:
    """The latest events of the log, or those before one of them."""
    number = looking.request.query_params.get("before", "")
    before = int(number) if number.isdecimal() and len(number) < 16 else None
    events = service.read(lambda connection: log_page(connection, before, MOST))
    more_of_them = events[-1]["number"] if len(events) == MOST else None
    return "supervision/journal.html", {"events": events, "next": more_of_them}
