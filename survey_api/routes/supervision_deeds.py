"""What is decided on the supervisor's pages: ordinary forms, carried out by the same orders as everywhere else.

A form says what was looked at, as an If-Match would: a decision on what has changed meanwhile is refused with a page
that tells who did what, and shows things as they stand now.
"""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from questionnaires.problems import ProblemError
from survey_api.collection.cases.decided import Action
from survey_api.collection.cases.deciding import RIGHTS as CASE_RIGHTS
from survey_api.collection.cases.reading import standing_of as case_standing
from survey_api.collection.errors import NotAllowed, NotFound
from survey_api.collection.people import Person
from survey_api.collection.psus.errors import NotOfTeam
from survey_api.collection.psus.reading import team_of as team_of_psu
from survey_api.collection.rights import Right, may
from survey_api.collection.service import Service
from survey_api.dependencies import CurrentService, SignedIn, guarded
from survey_api.own_forms import LARGEST_FORM, require_own_form
from survey_api.problems import status_of
from survey_api.routes.records import DEEDS
from survey_api.routes.supervision import looking_at
from survey_api.supervision.board import board_of
from survey_api.supervision.case_pages import case_page
from survey_api.supervision.flags import flags
from survey_api.supervision.interview_pages import answers_read, interview_page, theirs
from survey_api.supervision.psu_pages import psu_page
from survey_api.supervision.quality_pages import quality
from survey_api.supervision.rendering import page

router = APIRouter(prefix="/supervision")
Name = Annotated[str, Path(max_length=255)]
Text = Annotated[str, Form(max_length=10_000)]
Short = Annotated[str, Form(max_length=255)]
Number = Annotated[int | None, Form(ge=0, le=2**53)]


def _interview_deed(deed: str, right: Right) -> Callable[..., Response]:
    def decide(
        request: Request,
        service: CurrentService,
        person: SignedIn,
        form_id: Name,
        record_id: Name,
        form_token: Short = "",
        seen: Short = "",
        expected: Number = None,
        path: Text = "",
        text: Text = "",
        reason: Short = "",
        to: Short = "",
        thread: Number = None,
        item: Number = None,
        picked: Short = "",
        evidence: Text = "",
        interviewer_heard: Short = "",
    ) -> Response:
        require_own_form(request, form_token)
        service.read(lambda connection: theirs(connection, person, right, form_id, record_id))
        given: dict[str, Any] = {"deed": deed, "form_id": form_id, "record": record_id, "seen": seen}
        given |= {"expected": expected if expected is not None else -1, "thread": thread, "item": item}
        given |= {"reason": reason or None, "to": to or None, "picked": picked or None, "text": text or None}
        given |= {"evidence": evidence or None, "interviewer_heard": interviewer_heard == "1"}
        given["comments"] = [{"path": path, "position": "", "text": text}] if path and deed in _ON_QUESTIONS else []
        try:
            service.order("review", given, person.login)
        except ProblemError as refusal:
            looking = looking_at(request, service, person)
            name, values = interview_page(looking, service, form_id, record_id)
            told = {**values, "refusal": refusal, "refused": deed}
            return page(looking, name, told, status=status_of(refusal))
        board_of(request.app, service).look_again()
        address = f"/supervision/interviews/{quote(form_id)}/{quote(record_id)}"
        return RedirectResponse(f"{address}?done={deed.replace('-', '_')}", 303)

    decide.__name__ = f"{deed.replace('-', '_')}_interview"
    return decide


_ON_QUESTIONS = frozenset({"return", "comment"})

for _deed, _right in {**DEEDS, "answer": Right.REVIEW}.items():  # interviewers answer on their tablets, not here
    _address = f"/interviews/{{form_id}}/{{record_id}}/{_deed}"
    router.post(_address, max_body_size=LARGEST_FORM, response_class=HTMLResponse, **guarded(_right))(
        _interview_deed(_deed, _right)
    )


@router.post(
    "/interviews/{form_id}/{record_id}/answers",
    max_body_size=LARGEST_FORM,
    response_class=HTMLResponse,
    **guarded(Right.READ_ANSWERS),
)
def read_answers(
    request: Request, service: CurrentService, person: SignedIn, form_id: Name, record_id: Name, form_token: Short = ""
) -> HTMLResponse:
    """What an interview says, beside what its version before said: noted in the log before it is shown."""
    require_own_form(request, form_token)
    looking = looking_at(request, service, person)
    made, noted = answers_read(looking, service, form_id, record_id)
    service.order("note_access", {"what": noted, "records": 1}, person.login)
    return page(looking, *made)


def _case_deed(action: Action) -> Callable[..., Response]:
    def decide(
        request: Request,
        service: CurrentService,
        person: SignedIn,
        case_id: Name,
        form_token: Short = "",
        expected: Number = None,
        team: Short = "",
        interviewer: Short = "",
        device: Short = "",
        language: Short = "",
        what: Short = "",
        code: Short = "",
        reason: Short = "",
        evidence: Short = "",
        force: Short = "",
    ) -> Response:
        require_own_form(request, form_token)
        _require_own_case(service, person, CASE_RIGHTS[action], case_id)
        said = {"team": team, "interviewer": interviewer, "device": device, "language": language}
        said |= {"what": what, "code": code, "reason": reason}
        given: dict[str, Any] = {name: value for name, value in said.items() if value}
        given |= {"evidence": evidence == "1", "force": force == "1", "action": action.value, "case_id": case_id}
        given["expected"] = expected if expected is not None else -1
        try:
            service.order("decide_case", given, person.login)
        except ProblemError as refusal:
            looking = looking_at(request, service, person)
            name, values = case_page(looking, service, case_id)
            return page(looking, name, {**values, "refusal": refusal}, status=status_of(refusal))
        board_of(request.app, service).look_again()
        return RedirectResponse(f"/supervision/cases/{quote(case_id)}?done={action.value}", 303)

    decide.__name__ = f"{action.value}_case_on_page"
    return decide


for _action, _case_right in CASE_RIGHTS.items():
    _address = f"/cases/{{case_id}}/{_action.value.replace('_', '-')}"
    router.post(_address, max_body_size=LARGEST_FORM, response_class=HTMLResponse, **guarded(_case_right))(
        _case_deed(_action)
    )


def _psu_deed(order: str, right: Right) -> Callable[..., Response]:
    def decide(
        request: Request,
        service: CurrentService,
        person: SignedIn,
        psu_id: Name,
        form_token: Short = "",
        expected: Number = None,
        seen: Short = "",
        reason: Text = "",
    ) -> Response:
        require_own_form(request, form_token)
        team = service.read(lambda connection: team_of_psu(connection, psu_id))
        if not may(person, right, team or ""):
            raise NotOfTeam(psu=psu_id)
        given: dict[str, Any] = {"psu_id": psu_id, "expected": expected if expected is not None else -1}
        approval: dict[str, Any] = {"seen": seen or None, "keep": {}}
        given |= approval if order == "approve_psu" else {"reason": reason}
        try:
            service.order(order, given, person.login)
        except ProblemError as refusal:
            looking = looking_at(request, service, person)
            name, values = psu_page(looking, service, psu_id)
            return page(looking, name, {**values, "refusal": refusal}, status=status_of(refusal))
        board_of(request.app, service).look_again()
        return RedirectResponse(f"/supervision/psus/{quote(psu_id)}?done={order}", 303)

    decide.__name__ = f"{order}_on_page"
    return decide


for _order, _name, _psu_right in (
    ("approve_psu", "approve", Right.APPROVE_LISTING),
    ("close_psu", "close", Right.CLOSE_PSU),
    ("reopen_psu", "reopen", Right.REOPEN_PSU),
):
    router.post(
        f"/psus/{{psu_id}}/{_name}", max_body_size=LARGEST_FORM, response_class=HTMLResponse, **guarded(_psu_right)
    )(_psu_deed(_order, _psu_right))


@router.post("/flags", max_body_size=LARGEST_FORM, response_class=HTMLResponse, **guarded(Right.REVIEW))
def judge(
    request: Request,
    service: CurrentService,
    person: SignedIn,
    form_token: Short = "",
    key: Text = "",
    verdict: Short = "",
    reason: Short = "",
    expected: Number = None,
    back: Text = "",
) -> Response:
    """What somebody found a flag to be. Raises NotFound where the person does not see it."""
    require_own_form(request, form_token)
    looking = looking_at(request, service, person)
    flag = flags(looking.part).get(key)
    if flag is None:
        raise NotFound()
    given = {"key": key, "verdict": verdict, "reason": reason, "team": flag.team}
    try:
        service.order("judge_flag", given | {"expected": expected if expected is not None else -1}, person.login)
    except ProblemError as refusal:
        name, values = quality(looking)
        return page(looking, name, {**values, "refusal": refusal}, status=status_of(refusal))
    board_of(request.app, service).look_again()
    here = back if back.startswith("/supervision/") and "//" not in back else "/supervision/quality"
    return RedirectResponse(quote(here, safe="/:"), 303)


def _require_own_case(service: Service, person: Person, right: Right, case_id: str) -> None:
    """Raises NoSuchCase, NotAllowed."""
    forms, now = service.settings.field_forms, service.settings.clock()
    found = service.read(lambda connection: case_standing(connection, case_id, forms, now))
    if not may(person, right, found.team or ""):
        raise NotAllowed(role=person.role.value)
