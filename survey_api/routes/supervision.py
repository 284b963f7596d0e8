"""The supervisor's pages: supervisors see their own team, headquarters all of them or the one that they choose."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse

from survey_api.collection.people import Person
from survey_api.collection.rights import Reach, Right, reach
from survey_api.collection.service import Service
from survey_api.dependencies import CurrentService, SignedIn, guarded
from survey_api.supervision.board import Board, board_of
from survey_api.supervision.case_pages import case_list, case_page
from survey_api.supervision.interview_pages import interview_list, interview_page
from survey_api.supervision.lists import ListName, as_csv
from survey_api.supervision.office_pages import back_checks, journal, more, representativity, sample_page
from survey_api.supervision.progress_pages import progress_page, rates_page
from survey_api.supervision.psu_pages import psu_list, psu_page
from survey_api.supervision.quality_pages import quality
from survey_api.supervision.rendering import STATIC, Looking, page
from survey_api.supervision.team_pages import interviewer_page, team_page
from survey_api.supervision.tonight_page import tonight

router = APIRouter(prefix="/supervision")
Name = Annotated[str, Path(max_length=255)]
OF_THE_BOARD: Mapping[str, tuple[str, Callable[[Looking], tuple[str, Mapping[str, Any]]]]] = {
    "tonight": ("/", tonight),
    "interviews": ("/interviews", interview_list),
    "cases": ("/cases/", case_list),
    "psus": ("/psus/", psu_list),
    "team": ("/team", team_page),
    "progress": ("/progress", progress_page),
    "rates": ("/rates", rates_page),
    "quality": ("/quality", quality),
    "representativity": ("/representativity", representativity),
    "back_checks": ("/back-checks", back_checks),
    "more": ("/more", more),
}
"""The pages made from the board alone, by the names under which they are kept up to date."""


def looking_at(request: Request, service: Service, person: Person) -> Looking:
    """What the person sees: the own team, or the one that was chosen."""
    board: Board = board_of(request.app, service)
    everything = reach(person, Right.WATCH_FIELD) is not Reach.OWN_TEAM
    team = request.query_params.get("team", "")[:63] or None if everything else person.team
    zone = ZoneInfo(service.settings.field_forms.zone)
    return Looking(request, person, board.view().of_team(team), service.settings.clock(), zone)


def _page(make: Callable[[Looking], tuple[str, Mapping[str, Any]]]) -> Callable[..., HTMLResponse]:
    def shown(request: Request, service: CurrentService, person: SignedIn) -> HTMLResponse:
        looking = looking_at(request, service, person)
        return page(looking, *make(looking))

    shown.__name__ = make.__name__
    shown.__doc__ = make.__doc__
    return shown


for _address, _make in OF_THE_BOARD.values():
    router.get(_address, response_class=HTMLResponse, **guarded(Right.WATCH_FIELD))(_page(_make))


@router.get("/interviews/{form_id}/{record_id}", response_class=HTMLResponse, **guarded(Right.SEE_RECORDS))
def one_interview(
    request: Request, service: CurrentService, person: SignedIn, form_id: Name, record_id: Name
) -> HTMLResponse:
    """One interview: where it stands, what was decided and said, what may be done."""
    looking = looking_at(request, service, person)
    return page(looking, *interview_page(looking, service, form_id, record_id))


@router.get("/cases/{case_id}", response_class=HTMLResponse, **guarded(Right.SEE_CASES))
def one_case(request: Request, service: CurrentService, person: SignedIn, case_id: Name) -> HTMLResponse:
    """One case: where it stands, everything that happened there, what may be done."""
    looking = looking_at(request, service, person)
    return page(looking, *case_page(looking, service, case_id))


@router.get("/psus/{psu_id}", response_class=HTMLResponse, **guarded(Right.SEE_PSUS))
def one_psu(request: Request, service: CurrentService, person: SignedIn, psu_id: Name) -> HTMLResponse:
    """One PSU: its listing, its cases, its sign-off."""
    looking = looking_at(request, service, person)
    return page(looking, *psu_page(looking, service, psu_id))


@router.get("/interviewers/{login}", response_class=HTMLResponse, **guarded(Right.WATCH_FIELD))
def one_interviewer(request: Request, service: CurrentService, person: SignedIn, login: Name) -> HTMLResponse:
    """One interviewer: days, hours, outcomes, scorecard."""
    looking = looking_at(request, service, person)
    return page(looking, *interviewer_page(looking, login))


@router.get("/sample", response_class=HTMLResponse, **guarded(Right.SEE_SAMPLE))
def sample(request: Request, service: CurrentService, person: SignedIn) -> HTMLResponse:
    """What was drawn, what is released where."""
    looking = looking_at(request, service, person)
    return page(looking, *sample_page(service))


@router.get("/journal", response_class=HTMLResponse, **guarded(Right.READ_JOURNAL))
def journal_page(request: Request, service: CurrentService, person: SignedIn) -> HTMLResponse:
    """The log of what was done, each event chained to the one before."""
    looking = looking_at(request, service, person)
    return page(looking, *journal(looking, service))


@router.get("/lists/{name}", response_class=PlainTextResponse, **guarded(Right.WATCH_FIELD))
def one_list(request: Request, service: CurrentService, person: SignedIn, name: ListName) -> PlainTextResponse:
    """A list of the pages as CSV, of the own team or the one that was chosen."""
    looking = looking_at(request, service, person)
    named = {"Content-Disposition": f'attachment; filename="{name.value}.csv"', "Cache-Control": "no-store"}
    return PlainTextResponse(as_csv(name, looking.part), media_type="text/csv", headers=named)


@router.get("/worker.js", response_class=FileResponse, **guarded(Right.LOOK_IN))
def worker() -> FileResponse:
    """What keeps the last pages on a phone; it lies here so that it answers for these pages alone."""
    return FileResponse(STATIC / "worker.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})
