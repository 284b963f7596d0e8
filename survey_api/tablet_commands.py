"""Commands about the tablet: codes to register with, the keys that interviews are sealed to, the keys of teams."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from presentation.messages import say
from survey_api.command_line import (
    Session,
    home_option,
    orders_of,
    plain,
    read_contents_from,
    read_from,
    tell,
    tell_json,
)

if TYPE_CHECKING:
    from survey_api.registering import TeamKeysOnPaper

ADDRESS_HELP = "The address tablets reach the service at; the one it answers on by default."


@click.command("code")
@click.argument("name")
@click.option("--address", help=ADDRESS_HELP)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@home_option
@click.pass_obj
def give_code(session: Session, name: str, address: str | None, as_json: bool, home: Path) -> None:
    """Give device NAME a new code to register a tablet with; the tablet it has works on until the code is used."""
    from survey_api import registering

    given = registering.give_code(orders_of(session, home), name)
    if as_json:
        tell_json({"device_id": name, "code": given, "link": link_of(home, address, given)})
        return
    tell_code(session, home, address, name, given)


def tell_code(session: Session, home: Path, address: str | None, name: str, given: str) -> None:
    """Say a code and its link, with the QR code of the link."""
    from survey_api.security.enrolment import VALID

    link = link_of(home, address, given)
    hours = int(VALID.total_seconds()) // 3600
    tell(session, "tablet_service.code_given", device=name, link=link, typed=given, hours=hours)
    _draw(link)


def link_of(home: Path, address: str | None, given: str) -> str:
    """What a tablet opens; the path alone where nobody said at which address the service is."""
    from survey_api.homes import Home
    from survey_api.security.enrolment import link

    written = Home(home).address
    if address is None and written.exists():
        address = written.read_text(encoding="ascii").strip()
    return link(address or "", given)


def _draw(content: str) -> None:
    """A QR code in the terminal."""
    import segno

    segno.make(content, error="m", micro=False).terminal(out=sys.stdout, compact=True)


@click.command("receiving-keys")
@click.option("--new", is_flag=True, help="Draw another key; what is sealed to those before still opens.")
@click.option("--destroy", metavar="KEY", help="Destroy a former key: what is still sealed to it opens no more.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@home_option
@click.pass_obj
def receiving_keys(session: Session, new: bool, destroy: str | None, as_json: bool, home: Path) -> None:
    """The keys that tablets seal finished interviews to."""
    from survey_api.store import tablets

    order = orders_of(session, home)
    if new:
        tell(session, "tablet_service.receiving_key_drawn", key=order("draw_receiving_key", {})["key_id"])
    if destroy:
        order("destroy_receiving_key", {"key_id": destroy})
        tell(session, "tablet_service.receiving_key_gone", key=destroy)
    if new or destroy:
        return
    rows = read_from(session, home, tablets.list_receiving_keys)
    if as_json:
        tell_json(rows)
        return
    if not rows:
        tell(session, "tablet_service.receiving_key_none")
    for row in rows:
        state = say(f"tablet_service.receiving_key_{row['state']}", session.language)
        tell(session, "tablet_service.receiving_key_line", key=row["key_id"], at=plain(row["drawn_at"]), state=state)


@click.command("team-keys")
@click.argument("team")
@click.option("--sheet", type=click.Path(path_type=Path, dir_okay=False), help="Write them as a page to print, too.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@home_option
@click.pass_obj
def team_keys(session: Session, team: str, sheet: Path | None, as_json: bool, home: Path) -> None:
    """Draw the keys of TEAM, shown this once: the code for hints, and the one for a forgotten passphrase."""
    from survey_api import registering

    drawn = registering.draw_team_keys(orders_of(session, home), team)
    if sheet is not None:
        _write_sheet(session, drawn, sheet)
    if as_json:
        tell_json(vars(drawn))
        return
    tell(session, "tablet_service.team_keys", team=team)
    tell(session, "tablet_service.team_keys_hint", typed=drawn.hint_key)
    _draw(drawn.hint_key)
    tell(session, "tablet_service.team_keys_recovery", typed=drawn.recovery_code)
    _draw(drawn.recovery_code)
    if drawn.replaced:
        tell(session, "tablet_service.team_keys_replaced", team=team)
    if sheet is not None:
        tell(session, "tablet_service.team_keys_page", path=sheet)


@click.command("rescue")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="A folder for the drafts.")
@home_option
@click.pass_obj
def rescue(session: Session, file: Path, out: Path, home: Path) -> None:
    """Open the drafts in the rescue copy FILE of a tablet; another tablet brings the finished interviews in it."""
    from survey_api.rescued import open_drafts, read_rescue, write_drafts

    copy = read_rescue(file)
    orders_of(session, home)("note_access", {"what": f"rescue:{copy.digest}", "records": len(copy.drafts)})
    drafts = read_contents_from(session, home, lambda _, vault: open_drafts(vault.receiving(), copy))
    write_drafts(out, drafts)
    tell(session, "tablet_service.rescue_opened", drafts=len(drafts), folder=out, finished=copy.finished)


def _write_sheet(session: Session, drawn: "TeamKeysOnPaper", path: Path) -> None:
    """A page that its owner alone can read; a file that is there is not written over."""
    import os

    from survey_api.pages.team_sheet import team_sheet

    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(team_sheet(drawn, session.language))
