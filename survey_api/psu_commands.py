"""Commands about PSUs: list, show, assign, approve, reopen, close."""

from collections.abc import Mapping
from pathlib import Path

import click

from survey_api.command_line import (
    Session,
    home_option,
    orders_of,
    read_contents_from,
    read_from,
    settings_of,
    tell,
    tell_header,
    tell_json,
    tell_rows,
)

_PSU = click.argument("psu_id", metavar="PSU")
_COLUMNS = ("psu_id", "stratum", "team", "state", "units", "waiting", "cases", "visits", "unfinished")


@click.group()
def psu() -> None:
    """The primary units of the sample."""


@psu.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@home_option
@click.pass_obj
def list_psus(session: Session, as_json: bool, home: Path) -> None:
    """Where each PSU stands: stratum, team, state, units, waiting, cases, visits, what needs more effort."""
    from survey_api.collection.psus.reading import psus
    from survey_api.collection.psus.telling import line
    from survey_api.collection.unfinished import unfinished
    from survey_api.homes import Home

    settings = settings_of(session, Home(home))
    forms, now = settings.field_forms, settings.clock()
    found = read_from(session, home, lambda c: psus(c, forms, unfinished(c, forms, now)))
    lines = [line(one) for one in found]
    if not as_json:
        tell_header(session, _COLUMNS, lines)
    tell_rows([one if as_json else {name: one[name] for name in _COLUMNS} for one in lines], as_json=as_json)


@psu.command()
@_PSU
@home_option
@click.pass_obj
def show(session: Session, psu_id: str, home: Path) -> None:
    """Everything about PSU, for programs: what was decided, its tablets, what an approval would freeze."""
    from survey_api.collection.psus.reading import psu as psu_of
    from survey_api.collection.psus.telling import sheet
    from survey_api.collection.unfinished import unfinished_in
    from survey_api.homes import Home

    settings = settings_of(session, Home(home))
    forms, now = settings.field_forms, settings.clock()

    def told(connection, vault):  # type: ignore[no-untyped-def]  # of the store, which commands import when they run
        found = psu_of(connection, forms, psu_id, unfinished_in(connection, forms, now, psu_id))
        return sheet(connection, vault, forms, found, None)

    tell_json(read_contents_from(session, home, told))


@psu.command()
@click.argument("table", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@home_option
@click.pass_obj
def assign(session: Session, table: Path, home: Path) -> None:
    """Give PSUs to teams as TABLE says: a CSV file with the columns psu_id and team."""
    done = orders_of(session, home)("assign_psus", {"teams": assignments(table)})
    tell(session, "psus.assigned", n=done["assigned"])


@psu.command()
@_PSU
@click.option("--keep", multiple=True, metavar="UNIT=RECORD", help="Of contradicting records the one that is right.")
@home_option
@click.pass_obj
def approve(session: Session, psu_id: str, keep: tuple[str, ...], home: Path) -> None:
    """Freeze the listing of PSU and draw its cases."""
    kept = dict(one.split("=", 1) for one in keep if "=" in one)
    done = orders_of(session, home)("approve_psu", {"psu_id": psu_id, "keep": kept})
    tell(session, "psus.approved", psu=psu_id, units=done["units"], cases=done["cases"])


@psu.command()
@_PSU
@click.option("--reason", required=True, help="Why, in a sentence: it is kept with the decision.")
@home_option
@click.pass_obj
def reopen(session: Session, psu_id: str, reason: str, home: Path) -> None:
    """Open the listing of PSU again: units that were never listed may be added and approved."""
    orders_of(session, home)("reopen_psu", {"psu_id": psu_id, "reason": reason})
    tell(session, "psus.reopened", psu=psu_id)


@psu.command()
@_PSU
@click.option("--reason", default="", help="Why, where the effort rule still asks for visits.")
@home_option
@click.pass_obj
def close(session: Session, psu_id: str, reason: str, home: Path) -> None:
    """End the work in PSU: the hints that lead back to its dwellings are destroyed, and nobody goes there any more."""
    done = orders_of(session, home)("close_psu", {"psu_id": psu_id, "reason": reason})
    if done["new"]:
        tell(session, "hints.closed", psu=psu_id, n=done["hints"])
    else:
        tell(session, "hints.already_closed", psu=psu_id)


def assignments(table: Path) -> Mapping[str, str]:
    """The team of each PSU that a CSV file names. Raises NotAnAssignment."""
    from questionnaires.saved_tables import read_saved
    from survey_api.collection.psus.errors import NotAnAssignment

    found: dict[str, str] = {}
    for number, row in enumerate(read_saved(table), start=2):
        psu_id, team = row.get("psu_id", "").strip(), row.get("team", "").strip()
        if not psu_id or not team or psu_id in found:
            raise NotAnAssignment(file=str(table), line=number)
        found[psu_id] = team
    if not found:
        raise NotAnAssignment(file=str(table), line=1)
    return found
