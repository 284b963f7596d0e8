"""Commands about who works with the service: device, staff."""

import sys
from pathlib import Path

import click

from presentation.messages import say
from survey_api.command_line import (
    Session,
    home_option,
    orders_of,
    read_contents_from,
    read_from,
    tell,
    tell_json,
    tell_rows,
)
from survey_api.tablet_commands import ADDRESS_HELP, give_code, receiving_keys, rescue, team_keys, tell_code


@click.group()
def device() -> None:
    """Tablets and phones that may send."""


@device.command("add")
@click.argument("names", nargs=-1, required=True)
@click.option("--team", default="1", help="The team that works with them.", show_default=True)
@click.option("--address", help=ADDRESS_HELP)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@home_option
@click.pass_obj
def add_device(
    session: Session, names: tuple[str, ...], team: str, address: str | None, as_json: bool, home: Path
) -> None:
    """Register devices NAMES; the code of each for the tablet and its token for Collect are shown once."""
    from survey_api import registering

    devices = registering.add_devices(orders_of(session, home), names, team)
    if as_json:
        tell_json([vars(added) for added in devices])
        return
    for added in devices:
        tell(session, "service.device_added", device=added.device_id, token=added.token)
        tell_code(session, home, address, added.device_id, added.code)


device.add_command(give_code)
device.add_command(receiving_keys)
device.add_command(team_keys)
device.add_command(rescue)


@device.command("revoke")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@home_option
@click.pass_obj
def revoke_device(session: Session, name: str, as_json: bool, home: Path) -> None:
    """Refuse device NAME from now on, and say what it reported and never delivered."""
    from survey_api import registering
    from survey_api.collection.unsent import reported_and_missing
    from survey_api.store import people

    registering.revoke_device(orders_of(session, home), name)
    listed = read_from(session, home, people.list_devices)
    sent = next(row["n_submissions"] for row in listed if row["device_id"] == name)
    forms = session.survey.load_field_forms()
    missing = read_contents_from(
        session, home, lambda connection, vault: reported_and_missing(connection, vault, forms, name)
    )
    if as_json:
        tell_json({"device_id": name, "n_submissions": sent, "never_received": [vars(one) for one in missing]})
        return
    tell(session, "service.device_revoked", device=name, n=sent)
    for one in missing:
        tell(session, "people.missing_line", case=one.case_id, visited=one.visited_at, interviewer=one.interviewer_id)
    if not missing:
        tell(session, "people.nothing_missing")


@device.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@home_option
@click.pass_obj
def list_devices(session: Session, as_json: bool, home: Path) -> None:
    """Every device, and what it sent."""
    from survey_api.store import people

    tell_rows(read_from(session, home, people.list_devices), as_json=as_json)


@click.group()
def staff() -> None:
    """People who sign in."""


@staff.command("add")
@click.argument("login")
@click.option(
    "--role",
    required=True,
    help="interviewer, supervisor, quality, sampling, coder, analyst, custodian, protection_officer or administrator.",
)
@click.option("--team", default="1", help="The team that a supervisor answers for.", show_default=True)
@click.option("--speaks", multiple=True, help="A language they interview in, by its code; several may be named.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@home_option
@click.pass_obj
def add_staff(
    session: Session,
    login: str,
    role: str,
    team: str,
    speaks: tuple[str, ...],
    password_stdin: bool,
    as_json: bool,
    home: Path,
) -> None:
    """Register a person under LOGIN."""
    from survey_api import registering
    from survey_api.collection.errors import KnownPassword
    from survey_api.homes import Home
    from survey_api.security.passwords import known_to_everybody

    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        prompt = say("service.password_prompt", session.language)
        password = click.prompt(prompt, hide_input=True, confirmation_prompt=True)
    if known_to_everybody(password) and not Home(home).is_demo:
        raise KnownPassword()
    order = orders_of(session, home)
    registering.add_staff(order, login, role, password, team)
    if speaks:
        order("say_languages", {"login": login, "languages": list(speaks)})
    if as_json:
        tell_json({"login": login, "role": role, "team": team})
        return
    tell(session, "service.staff_added", login=login, role=role)


@staff.command("speaks")
@click.argument("login")
@click.argument("languages", nargs=-1)
@home_option
@click.pass_obj
def speaks(session: Session, login: str, languages: tuple[str, ...], home: Path) -> None:
    """Write down the LANGUAGES that LOGIN interviews in, by their codes in the questionnaires."""
    orders_of(session, home)("say_languages", {"login": login, "languages": list(languages)})
    tell(session, "cases.languages_said", login=login, languages=", ".join(languages) or "-")


@staff.command("revoke")
@click.argument("login")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@home_option
@click.pass_obj
def revoke_staff(session: Session, login: str, as_json: bool, home: Path) -> None:
    """Refuse the person LOGIN from now on; their sessions end at once."""
    from survey_api import registering

    registering.revoke_staff(orders_of(session, home), login)
    if as_json:
        tell_json({"login": login, "revoked": True})
        return
    tell(session, "people.staff_revoked", login=login)


@staff.command("forget-codes")
@click.argument("login")
@home_option
@click.pass_obj
def forget_codes(session: Session, login: str, home: Path) -> None:
    """Forget the telephone of LOGIN, lost or replaced; the next sign-in names another."""
    from survey_api import registering

    registering.forget_codes(orders_of(session, home), login)
    tell(session, "people.codes_forgotten", login=login)


@staff.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@home_option
@click.pass_obj
def list_staff(session: Session, as_json: bool, home: Path) -> None:
    """Everybody, with their role."""
    from survey_api.store import people

    tell_rows(read_from(session, home, people.list_staff), as_json=as_json)
