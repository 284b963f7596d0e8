"""In which language a request is answered: the one chosen on the page, else the one the client asks for."""

from fastapi import Request

from presentation.text import LANGUAGES, Language

COOKIE = "language"


def asked_language(request: Request) -> Language | None:
    """The language a client asks for in its header, if it is one of ours."""
    for part in request.headers.get("accept-language", "").split(",")[:10]:
        name = part.split(";")[0].strip().lower().split("-")[0]
        if name in LANGUAGES:
            return name
    return None


def language_of(request: Request) -> Language:
    """The language of the answer; the survey's own where nothing was asked."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            return chosen
    own: Language = request.app.state.service.settings.language
    return asked_language(request) or own
