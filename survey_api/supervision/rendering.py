"""The supervisor's pages: their templates, what each knows beside its own values, and the parts that change alone."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup

from presentation.bidi import in_plain_text
from presentation.messages import catalogue, say
from presentation.numbers import COUNT, LOCALES, PERCENT, Measure, html_numbers, plain_numbers
from presentation.text import LANGUAGES, Language
from questionnaires.fieldwork import Names
from survey_api.collection.flags.verdicts import REASONS
from survey_api.collection.occasion import COMMAND_LINE
from survey_api.collection.people import Person
from survey_api.collection.rights import Reach, Right, may, reach
from survey_api.languages import COOKIE, language_of
from survey_api.own_forms import form_token
from survey_api.pages.rendering import YEAR, environment, is_secure, words_of
from survey_api.supervision.results import Words
from survey_api.supervision.view import Part

HERE = Path(__file__).parent
STATIC = HERE / "static"
TABS = (
    ("/supervision/", "supervision.tonight"),
    ("/supervision/interviews", "supervision.interviews"),
    ("/supervision/cases/", "supervision.cases"),
    ("/supervision/psus/", "supervision.map"),
    ("/supervision/more", "supervision.more"),
    ("/supervision/quality", "supervision.quality"),
    ("/supervision/team", "supervision.team"),
    ("/supervision/progress", "supervision.progress"),
    ("/supervision/rates", "supervision.rates"),
)
_HUNDREDTHS = Measure("share", places=2)
_TENTHS = Measure("count", places=1)  # of expected counts
_CELL = re.compile(r"<!--cell:([\w.-]+)-->(.*?)<!--/cell-->", re.DOTALL)


@dataclass(frozen=True)
class Looking:
    """Who looks at which part of the field, when, in which language."""

    request: Request
    person: Person
    part: Part
    now: datetime
    zone: ZoneInfo

    @property
    def language(self) -> Language:
        """The language of the page."""
        return language_of(self.request)

    def category(self, variable: str, category: str) -> str:
        """A category of a variable of the frame or the listing, in words where the survey has some."""
        names: Names = self.request.app.state.service.settings.field_forms.names
        return _category(names, variable, category, self.language)

    def place(self, place: Mapping[str, Any]) -> str:
        """Where a PSU lies: its region and governorate."""
        return " · ".join(
            self.category(name, str(place[name])) for name in ("region", "governorate") if place.get(name)
        )


@cache
def _templates() -> Environment:
    return environment(HERE / "templates")


@cache
def fingerprint(name: str) -> str:
    """What is put after the address of a static file, so that browsers may keep it for as long as it is the same."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def page(looking: Looking, name: str, values: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
    """One page about one part of the field."""
    request, language = looking.request, looking.language
    headers = {"Content-Language": language, "Cache-Control": "no-store"}
    response = HTMLResponse(written(looking, name, values), status, headers)
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=YEAR, httponly=True, samesite="lax", secure=is_secure(request))
    return response


def written(looking: Looking, name: str, values: Mapping[str, Any]) -> str:
    """The text of a page."""
    language, part, now = looking.language, looking.part, looking.now
    numbers = html_numbers(language)
    plain, silent = plain_numbers(language), part.silent(now)
    context: dict[str, Any] = {
        **words_of(looking.request, language, looking.person),
        "form_token": form_token(looking.request),
        "part": part,
        "now": now,
        "as_of": part.view.as_of,
        "version": part.view.version,
        "silent": silent,
        "heard": len(part.tablets) - len(silent),
        "team": part.team,
        "teams": part.view.teams,
        "found": part.view.found,
        "found_failed": part.view.found_failed,
        "percent": lambda value: numbers.full(float(value), PERCENT),
        "amount": lambda value: plain.bare(float(value), COUNT if value == int(value) else _TENTHS),
        "three": Measure("share", places=3),
        "two": _HUNDREDTHS,
        "clock": lambda moment: _clock(moment, language, looking.zone),
        "day": lambda day: _day(day, language),
        "ago": lambda moment: _ago(moment, now, language),
        "told": lambda code: code in catalogue(),
        "asset": lambda file: f"/static/supervision/{file}?{fingerprint(file)}",
        "moment_of": datetime.fromisoformat,
        "words_of_reason": lambda reason: _reason(reason, language),
        "may_judge": may(looking.person, Right.REVIEW),
        "judging": [(one.value, reasons) for one, reasons in REASONS.items()],
        "judged": part.view.judged,
        "problem_words": lambda problem: _problem(problem, language),
        "may_choose_team": reach(looking.person, Right.WATCH_FIELD) is Reach.ALL,
        "tabs": TABS,
        "live": "",
        "refusal": None,
        "refused": "",
        "category_words": looking.category,
        "place_words": looking.place,
        "event_words": lambda action: _event(action, language),
        "code": lambda name: (
            say("supervision.by_command_line", language) if name == COMMAND_LINE else numbers.code(name)
        ),
        **values,
    }
    context["page"] = SimpleNamespace(**context)
    return _templates().get_template(name).render(context)


def cells(text: str) -> dict[str, str]:
    """The parts of a page that change alone, by name."""
    return {found[1]: found[2] for found in _CELL.finditer(text)}


def _reason(reason: Words, language: Language) -> str:
    """Why a flag was raised: numbers as they are printed here, codes of the catalogue in words."""
    number = plain_numbers(language).bare
    said: dict[str, object] = {}
    for name, value in reason.values.items():
        if isinstance(value, str):
            said[name] = say(value, language) if value in catalogue() else in_plain_text(value, "ltr")
        else:
            said[name] = number(value, COUNT if value == int(value) else _HUNDREDTHS)
    try:
        return say(reason.code, language, said)
    except KeyError:
        return reason.code


def _problem(problem: Mapping[str, Any], language: Language) -> str:
    """What the automatic check found, in words; its code where the words ask for more than is kept."""
    try:
        return say(problem["code"], language, {**problem, **(problem.get("values") or {})})
    except KeyError:
        return str(problem["code"])


def _category(names: Names, variable: str, category: str, language: Language) -> str:
    """A category in words: those of the survey's lists, those of the catalogue, else as it is written in the files."""
    named = f"supervision.var_{variable}"
    if not category:
        return say(named, language) if named in catalogue() else in_plain_text(variable, "ltr")
    if category in names.get(variable, {}):
        return names[variable][category][language]
    code = "supervision.is_other" if category == "+" else f"supervision.is_{variable}_{category}"
    if code in catalogue():
        return say(code, language)
    if variable == "age_group":
        return say("supervision.aged", language, {"ages": in_plain_text(category, "ltr")})
    return in_plain_text(category, "ltr")


def _event(action: str, language: Language) -> str:
    """What the log says was done, in words; its code where the catalogue has none."""
    kind, _, deed = action.replace("-", "_").partition(".")
    prefix = {"record": "did", "case": "case_did", "psu": "psu_did"}.get(kind, "event")
    for code in (f"supervision.{prefix}_{deed}", f"supervision.event_{kind}_{deed}"):
        if code in catalogue():
            return say(code, language)
    return in_plain_text(action, "ltr")


def _clock(moment: datetime, language: Language, zone: ZoneInfo) -> Markup:
    here = moment.astimezone(zone)
    time = format_time(here, "HH:mm", locale=LOCALES[language])
    return Markup('<time datetime="{}"><bdi>{}</bdi></time>').format(moment.isoformat(timespec="seconds"), time)


def _day(day: Any, language: Language) -> Markup:  # a date, or a moment of the field
    return Markup("<bdi>{}</bdi>").format(format_date(day, "EEE d MMM", locale=LOCALES[language]))


def _ago(moment: datetime, now: datetime, language: Language) -> Markup:
    """How long ago, or in how long, in words."""
    between = moment - now
    words = format_timedelta(between, "minute", add_direction=True, threshold=1.5, locale=LOCALES[language])
    if abs(between) < timedelta(minutes=1):
        words = say("supervision.just_now", language)
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(timespec="seconds"), words)


Make = Callable[[Looking], tuple[str, Mapping[str, Any]]]
"""A page: the name of its template, and its values."""
