"""Forms on our own pages: what a browser sends must carry what only the page it was served could tell it."""

import hashlib
import hmac

from fastapi import Request
from fastapi.responses import HTMLResponse

from survey_api.collection.errors import FormExpired
from survey_api.collection.people import Person
from survey_api.dependencies import session_token
from survey_api.pages.rendering import is_secure, page
from survey_api.security.tokens import new_token

FORM_COOKIE = "amem_form"
LARGEST_FORM = 16 * 1024  # bytes: anybody may send one
OWN_SITE = frozenset({"same-origin", "none", ""})  # Sec-Fetch-Site; older browsers do not say


def page_with_form(
    request: Request, name: str, person: Person | None, values: dict[str, object], *, status: int = 200
) -> HTMLResponse:
    """A page with a form: its token belongs to the session, or before signing in to the browser."""
    if session_token(request):
        return page(request, name, person, {**values, "form_token": _of_session(request)}, status=status)
    token = request.cookies.get(FORM_COOKIE) or new_token()
    response = page(request, name, person, {**values, "form_token": token}, status=status)
    response.set_cookie(FORM_COOKIE, token, httponly=True, samesite="strict", secure=is_secure(request))
    return response


def form_token(request: Request) -> str:
    """What a form on a page of somebody who is signed in carries."""
    return _of_session(request)


def require_own_form(request: Request, form_token: str) -> None:
    """Raises FormExpired where the form was not served to this browser, in this session."""
    expected = _of_session(request) if session_token(request) else request.cookies.get(FORM_COOKIE, "")
    from_here = request.headers.get("sec-fetch-site", "") in OWN_SITE
    if not from_here or not expected or not hmac.compare_digest(expected.encode(), form_token.encode()):
        raise FormExpired()


def _of_session(request: Request) -> str:
    """Follows from the session's secret and does not tell it."""
    return hashlib.sha256(b"form of session " + session_token(request).encode()).hexdigest()
