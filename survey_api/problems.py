"""The only place that knows the HTTP status of an error, and the body that each kind of client reads."""

from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from presentation.messages import catalogue, say
from presentation.text import Language
from questionnaires.problems import Problem, ProblemError
from questionnaires.records import UnreadableRecord
from survey_api.collection import errors
from survey_api.collection.cases import errors as cases
from survey_api.collection.deciding import MatchRequired, MatchUnreadable, Overtaken
from survey_api.collection.editing import problems as editing
from survey_api.collection.psus import errors as psus
from survey_api.collection.reviews import errors as reviews
from survey_api.collection.tablets import problems as tablets
from survey_api.collection.tablets.returned import NotReturned
from survey_api.languages import language_of
from survey_api.security.sealed_interviews import BoxNotOpened, BoxTooLarge, KeyUnknown
from survey_api.store.failures import DiskFull, Unavailable
from survey_api.store.writer import Busy, NotWritten, Stopped
from survey_api.supervision.board import NotYet

STATUS: Mapping[type[ProblemError], int] = {
    UnreadableRecord: 400,
    errors.NotMultipart: 400,
    errors.NoSubmission: 400,
    errors.BadAttachmentName: 400,
    errors.CompressedRequest: 415,
    errors.UnknownDevice: 401,
    errors.RevokedDevice: 401,
    tablets.CodeUnknown: 422,
    tablets.NoSuchTablet: 404,
    tablets.DeviceRevoked: 409,
    tablets.NoSuchKey: 404,
    tablets.KeyInUse: 409,
    KeyUnknown: 422,
    BoxNotOpened: 422,
    BoxTooLarge: 413,
    errors.SignInFirst: 401,
    errors.SignInRefused: 401,
    errors.NotAllowed: 403,
    errors.BadName: 422,
    errors.NoSuchRole: 422,
    errors.PasswordTooShort: 422,
    errors.KnownPassword: 422,
    errors.DeviceExists: 409,
    errors.StaffExists: 409,
    errors.OwnAccount: 409,
    errors.NoSuchDevice: 404,
    errors.NoSuchStaff: 404,
    errors.NoSuchUnit: 404,
    errors.NoHint: 404,
    errors.NotAHint: 400,
    errors.PsuClosed: 410,
    errors.NoSuchPsu: 404,
    psus.NotListedHere: 409,
    psus.NotReleased: 409,
    psus.NotInState: 409,
    psus.NeedsReason: 422,
    psus.NotOfTeam: 403,
    psus.NoMoreSerials: 409,
    psus.CannotApprove: 409,
    psus.ListingChanged: 412,
    psus.NoSuchReplicate: 404,
    psus.NoSuchStratum: 404,
    psus.ReleasedBefore: 409,
    psus.OutOfOrder: 409,
    Overtaken: 412,
    MatchRequired: 428,
    MatchUnreadable: 400,
    NotYet: 503,
    errors.NoSuchCase: 404,
    cases.ClosedForGood: 409,
    cases.EffortMissing: 409,
    cases.CodeIsDerived: 409,
    cases.NotVisited: 409,
    cases.WasVisited: 409,
    cases.SameInterviewer: 409,
    cases.StillOnTablet: 409,
    cases.NotAssigned: 409,
    cases.NothingToRelease: 409,
    cases.NotOfTeam: 422,
    cases.LanguageMissing: 409,
    cases.IncompleteDecision: 422,
    reviews.NoSuchInterview: 404,
    reviews.NoSuchComment: 404,
    reviews.NotApart: 404,
    reviews.NotYours: 403,
    reviews.OtherTeam: 403,
    reviews.NotNow: 409,
    reviews.FirstThat: 409,
    reviews.NothingAsked: 409,
    reviews.SamePerson: 409,
    reviews.PersonUnnamed: 409,
    reviews.CommentsOpen: 409,
    reviews.ProposalsOpen: 409,
    reviews.StaysApart: 409,
    reviews.CaseWithdrawn: 410,
    NotReturned: 410,
    reviews.VersionReplaced: 412,
    reviews.NothingSaid: 422,
    reviews.NoSuchQuestion: 422,
    reviews.NoSuchReason: 422,
    reviews.NoWords: 422,
    reviews.NotBeside: 422,
    editing.NoSuchAnswer: 404,
    editing.NotEditable: 422,
    editing.NotAnAnswer: 422,
    editing.NothingChanged: 422,
    editing.NotARule: 422,
    editing.OldDiffers: 409,
    editing.ProposedAlready: 409,
    editing.NothingProposed: 409,
    editing.Revised: 409,
    editing.SamePerson: 409,
    editing.NotTheProposer: 409,
    errors.TooManyTries: 429,
    errors.FormExpired: 403,
    errors.UnknownForm: 404,
    errors.UnknownVersion: 404,
    errors.NotFound: 404,
    errors.TooLarge: 413,
    NotWritten: 500,
    Busy: 503,
    Stopped: 503,
    Unavailable: 503,
    DiskFull: 507,
}
STATUS_BY_CODE: Mapping[str, int] = {"records.too_large": 413}
ASKS_WHO = {"WWW-Authenticate": 'Basic realm="AMEM", charset="UTF-8"'}
HEADERS: Mapping[type[ProblemError], Mapping[str, str]] = {
    errors.UnknownDevice: ASKS_WHO,
    errors.RevokedDevice: ASKS_WHO,
    Busy: {"Retry-After": "5"},
    Stopped: {"Retry-After": "60"},
    Unavailable: {"Retry-After": "5"},
    DiskFull: {"Retry-After": "60"},
}
OPENROSA = "/openrosa/"
CODES = "X-AMEM-Problem"  # the codes of what is wrong, whatever the body is


def described() -> dict[int | str, dict[str, Any]]:
    """The errors that any address may answer with, as the description of the service tells them."""
    return {status: {"description": HTTPStatus(status).phrase} for status in sorted({*STATUS.values(), 422})}


def status_of(error: ProblemError) -> int:
    """The HTTP status of an error; 500 for one that no client should ever meet."""
    for problem in error.problems:
        if problem.code in STATUS_BY_CODE:
            return STATUS_BY_CODE[problem.code]
    return STATUS.get(type(error), 500)


def openrosa_message(message: str, nature: str = "") -> bytes:
    """The body that Collect shows to the interviewer."""
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        '<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
        f'<message nature="{nature}">{escape(message)}</message></OpenRosaResponse>'
    ).encode()


async def tell(request: Request, error: Exception) -> Response:
    """The answer to a request that met one of our errors."""
    assert isinstance(error, ProblemError)  # noqa: S101 (registered for this kind only)
    language = language_of(request)
    headers = dict(HEADERS.get(type(error), {}))
    if request.headers.get("sec-fetch-mode", "navigate") != "navigate":  # a browser would ask for a password itself
        headers.pop("WWW-Authenticate", None)
    if isinstance(error, errors.TooManyTries):
        headers["Retry-After"] = str(error.problems[0].values["seconds"])
    return _answer(request, status_of(error), error.problems, language, headers)


async def tell_http(request: Request, error: Exception) -> Response:
    """The answer to a request for an address or a method that does not exist."""
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for this kind only)
    code = {404: "service.not_found", 405: "service.not_allowed_method"}.get(error.status_code, "service.bad_request")
    return _answer(request, error.status_code, (Problem(code),), language_of(request), error.headers or {})


async def tell_incomplete(request: Request, _error: Exception) -> Response:
    """The answer to a request that lacks what the page asks for; what was sent is not repeated."""
    return _answer(request, 422, (Problem("service.bad_request"),), language_of(request), {})


def tell_defect(request: Request) -> Response:
    """The answer to a request that met an error of the program."""
    return _answer(request, 500, (Problem("service.defect"),), language_of(request), {})


def _in_words(values: Mapping[str, Any], language: Language) -> Mapping[str, Any]:
    """The values of a problem as a person reads them: a role by its name in the page's language."""
    named = f"service.role_{values.get('role')}"
    return {**values, "role": say(named, language)} if named in catalogue() else values


def _answer(
    request: Request, status: int, problems: tuple[Problem, ...], language: Language, headers: Mapping[str, str]
) -> Response:
    sentences = [say(problem.code, language, _in_words(problem.values, language)) for problem in problems]
    told = {**headers, "Content-Language": language, CODES: " ".join(problem.code for problem in problems)}
    if request.url.path.startswith(OPENROSA):
        body = openrosa_message(" ".join(sentences), "error")
        return Response(body, status, told, media_type="text/xml; charset=utf-8")
    if "text/html" in request.headers.get("accept", ""):
        if problems[0].code == errors.SignInFirst.code:
            return RedirectResponse("/login", 303)
        from survey_api.pages.rendering import problem_page

        return problem_page(request, status, sentences, language, told)
    details = {
        "type": "about:blank",
        "title": sentences[0],
        "status": status,
        "detail": " ".join(sentences),
        "codes": [problem.code for problem in problems],
    }
    return JSONResponse(details, status, told, media_type="application/problem+json")
