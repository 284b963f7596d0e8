"""Pages in three languages: a template, the words of the catalogue, numbers and moments isolated for bidi."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from presentation.messages import say
from presentation.numbers import LOCALES, html_numbers, plain_numbers
from presentation.text import LANGUAGES, Language, direction
from survey_api.collection.people import Person
from survey_api.collection.rights import Right, may
from survey_api.languages import COOKIE, language_of

YEAR = 365 * 24 * 3600
TEMPLATES = Path(__file__).parent / "templates"
ROOMS = (
    ("/supervision/", "supervision.room", Right.WATCH_FIELD),
    ("/overview", "service.overview", Right.SEE_OVERVIEW),
    ("/devices", "service.devices", Right.SEE_DEVICES),
    ("/staff", "people.staff", Right.SEE_STAFF),
    ("/account", "people.account", Right.OWN_ACCOUNT),
)
NAMES: Mapping[Language, str] = {"fr": "Français", "ar": "العربية", "en": "English"}


@cache
def _templates() -> Environment:
    return environment()


def environment(*folders: Path) -> Environment:
    """Templates of other folders, then those of all pages."""
    return Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(
    request: Request, name: str, person: Person | None, values: Mapping[str, Any] | None = None, *, status: int = 200
) -> HTMLResponse:
    """One page in the visitor's language; a language chosen by a link is remembered."""
    language = language_of(request)
    response = _rendered(request, name, language, person, values or {}, status)
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(COOKIE, language, max_age=YEAR, httponly=True, samesite="lax", secure=is_secure(request))
    return response


def problem_page(
    request: Request, status: int, sentences: Sequence[str], language: Language, headers: Mapping[str, str]
) -> HTMLResponse:
    """The page of an error: what is wrong and what to do."""
    response = _rendered(request, "problem.html", language, None, {"sentences": sentences, "status": status}, status)
    response.headers.update(headers)
    return response


def is_secure(request: Request) -> bool:
    """Whether the visitor reached us over TLS."""
    return request.url.scheme == "https"


def _rendered(
    request: Request, name: str, language: Language, person: Person | None, values: Mapping[str, Any], status: int
) -> HTMLResponse:
    context = {**words_of(request, language, person), **values}
    return HTMLResponse(_templates().get_template(name).render(context), status, {"Content-Language": language})


def words_of(request: Request, language: Language, person: Person | None) -> dict[str, Any]:
    """What every page is written with: the catalogue, numbers and moments, who looks, what else they may look at."""
    service = request.app.state.service
    numbers = html_numbers(language)
    zone = ZoneInfo(service.settings.field_forms.zone)
    return {
        "language": language,
        "direction": direction(language),
        "languages": [(code, NAMES[code], f"?lang={code}") for code in LANGUAGES],
        "say": lambda code, **given: say(code, language, given),
        "number": numbers.bare,
        "plain_number": plain_numbers(language).bare,  # inside a sentence of the catalogue, which is escaped
        "code": numbers.code,
        "moment": partial(_moment, language=language, zone=zone, day="d MMMM y"),
        "short_moment": partial(_moment, language=language, zone=zone, day="d MMM"),
        "simulated": service.known.simulated,
        "report": "/report/" if language == "fr" else f"/report/{language}/",
        "person": person,
        "rooms": [(href, name) for href, name, right in ROOMS if person is not None and may(person, right)],
        "here": request.url.path,
    }


def _moment(moment: datetime, language: Language, zone: ZoneInfo, day: str) -> Markup:
    here = moment.astimezone(zone)
    date = format_date(here, day, locale=LOCALES[language])
    hour = format_time(here, "HH:mm", locale=LOCALES[language])
    return Markup('<time datetime="{}"><bdi>{}</bdi> · <bdi>{}</bdi></time>').format(
        moment.isoformat(timespec="seconds"), date, hour
    )
