"""The first pages: where a visitor arrives, what has been received, the last report."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from survey_api.collection.errors import NotFound
from survey_api.collection.rights import Right, may
from survey_api.dependencies import CurrentService, SignedIn, Visitor, guarded
from survey_api.headers import REPORT_SECURITY
from survey_api.own_forms import page_with_form
from survey_api.pages.rendering import is_secure, page
from survey_api.store.overview import overview

router = APIRouter()


@router.get("/", **guarded(Right.LOOK_IN))
def landing(request: Request, service: CurrentService, person: Visitor) -> HTMLResponse:
    """What this address is, and where to go from here."""
    values = {"address": str(request.base_url).rstrip("/"), "encrypted": is_secure(request)}
    has_report = _report(service.settings.home.report) and person is not None and may(person, Right.READ_REPORT)
    return page(request, "landing.html", person, {**values, "has_report": has_report})


@router.get("/favicon.ico", status_code=308, **guarded(Right.LOOK_IN))
async def icon() -> RedirectResponse:
    """Where browsers look for an icon that the page does not name, as on the pages of a report."""
    return RedirectResponse("/static/pages/icon.svg", 308)


@router.get("/overview", **guarded(Right.SEE_OVERVIEW))
def overview_page(request: Request, service: CurrentService, person: SignedIn) -> HTMLResponse:
    """What has been received so far."""
    forms = service.settings.field_forms
    counts = service.read(lambda connection: overview(connection, forms.individual.form_id))
    parts = {forms.listing.form_id: "listing", forms.contact.form_id: "contact", forms.individual.form_id: "individual"}
    values = {
        "counts": counts,
        "parts": parts,
        "as_of": service.settings.clock(),
        "has_report": _report(service.settings.home.report) and may(person, Right.READ_REPORT),
    }
    return page_with_form(request, "overview.html", person, values)


@router.get("/report/{path:path}", **guarded(Right.READ_REPORT))
def report(path: str, service: CurrentService) -> Response:
    """The last report, as it was built."""
    folder = service.settings.home.report.resolve()
    wanted = folder / path / "index.html" if path.endswith("/") or not path else folder / path
    try:
        wanted = wanted.resolve()
        found = wanted.is_relative_to(folder) and wanted.is_file()
    except (OSError, ValueError):  # a name that no file can have
        found = False
    if not found:
        raise NotFound()
    return FileResponse(wanted, headers={"Content-Security-Policy": REPORT_SECURITY})


def _report(folder: Path) -> bool:
    return (folder / "index.html").is_file()
