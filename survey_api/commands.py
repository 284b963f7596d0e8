"""Commands of the service: serve, publish, sample, device, staff, export."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from presentation.messages import say
from presentation.text import Language

if TYPE_CHECKING:
    from questionnaires.fieldwork import FieldForms
    from survey_api.administration import Orders
    from survey_api.homes import Home
    from survey_api.settings import Settings


class _Survey(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def forms(self) -> Path: ...
    def load_field_forms(self) -> "FieldForms": ...


class _Session(Protocol):
    @property
    def survey(self) -> _Survey: ...
    @property
    def language(self) -> Language: ...


Command = TypeVar("Command", bound=Callable[..., Any])


def _home(command: Command) -> Command:
    help_text = "The survey's folder."
    return click.option("--home", type=click.Path(path_type=Path, file_okay=False), required=True, help=help_text)(
        command
    )


def _forms(command: Command) -> Command:
    help_text = "Folder of questionnaires; the survey's own by default."
    return click.option("--forms", type=click.Path(path_type=Path, file_okay=False, exists=True), help=help_text)(
        command
    )


def _settings(session: _Session, home: "Home") -> "Settings":
    from survey_api.settings import Settings, database_of

    def ask() -> str:
        new = not home.database.exists()  # a slip of the hand would lock everybody out
        answer: str = click.prompt(
            say("service.key_prompt", session.language), hide_input=True, confirmation_prompt=new
        )
        return answer

    database = database_of(home, os.environ, ask if sys.stdin.isatty() else None)
    return Settings(home, database, session.survey.load_field_forms(), session.language)


def _orders(session: _Session, folder: Path) -> "Orders":
    from survey_api.administration import Orders
    from survey_api.homes import Home

    home = Home(folder)
    return Orders(home, lambda: _settings(session, home))


def _tell(session: _Session, code: str, **values: object) -> None:
    click.echo(say(code, session.language, values))


@click.command()
@_home
@click.option("--host", default="127.0.0.1", help="The address to answer on.", show_default=True)
@click.option("--port", default=8600, type=click.IntRange(0, 65535), help="0 takes a free one.", show_default=True)
@click.option("--tls-cert", type=click.Path(path_type=Path), help="Certificate (PEM), for encrypted connections.")
@click.option("--tls-key", type=click.Path(path_type=Path), help="Its key (PEM).")
@click.option("--migrate", is_flag=True, help="Bring an older database to this version's tables. Make a backup first.")
@click.pass_obj
def serve(
    session: _Session, home: Path, host: str, port: int, tls_cert: Path | None, tls_key: Path | None, migrate: bool
) -> None:
    """Receive submissions and show what has arrived."""
    from survey_api.homes import Home
    from survey_api.serving import certificate_of, warnings_of
    from survey_api.serving import serve as serve_on

    place = Home(home)
    place.prepare()
    settings = _settings(session, place)
    certificate = certificate_of(tls_cert, tls_key)
    for code in warnings_of(place, host, certificate):
        click.echo(say(code, session.language, {"host": host}), err=True)
    serve_on(
        settings,
        host,
        port,
        certificate,
        lambda address: _tell(session, "service.serving", address=address),
        migrate=migrate,
    )


@click.command()
@_home
@_forms
@click.pass_obj
def publish(session: _Session, home: Path, forms: Path | None) -> None:
    """Publish every released version of the survey's questionnaires."""
    from questionnaires.versions import released
    from survey_api import administration
    from survey_api.collection.errors import NothingReleased

    folder = forms or session.survey.forms
    releases = released(folder)
    if not releases:
        raise NothingReleased(folder=str(folder))
    for release, new in administration.publish(_orders(session, home), releases).items():
        code = "service.published" if new else "service.already_published"
        _tell(session, code, form=release.form_id, version=release.version)


@click.group()
def sample() -> None:
    """The drawn sample."""


@sample.command("load")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@_home
@click.pass_obj
def load_sample(session: _Session, folder: Path, home: Path) -> None:
    """Load the sample in FOLDER (its contract tables)."""
    from survey_api import administration

    _tell(session, "service.sample_loaded", **administration.load_sample(_orders(session, home), folder))


@click.group()
def device() -> None:
    """Tablets and phones that may send."""


@device.command("add")
@click.argument("names", nargs=-1, required=True)
@click.option("--team", default="1", help="The team that works with them.", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@_home
@click.pass_obj
def add_device(session: _Session, names: tuple[str, ...], team: str, as_json: bool, home: Path) -> None:
    """Register devices NAMES; each token is shown once."""
    from survey_api import registering

    devices = registering.add_devices(_orders(session, home), names, team)
    if as_json:
        _tell_json([vars(added) for added in devices])
        return
    for added in devices:
        _tell(session, "service.device_added", device=added.device_id, token=added.token)


@device.command("revoke")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@_home
@click.pass_obj
def revoke_device(session: _Session, name: str, as_json: bool, home: Path) -> None:
    """Refuse device NAME from now on, and say what it reported and never delivered."""
    from survey_api import registering
    from survey_api.collection.unsent import reported_and_missing
    from survey_api.store import people

    registering.revoke_device(_orders(session, home), name)
    listed = _read(session, home, people.list_devices)
    sent = next(row["n_submissions"] for row in listed if row["device_id"] == name)
    forms = session.survey.load_field_forms()
    missing = _read(session, home, lambda connection: reported_and_missing(connection, forms, name))
    if as_json:
        _tell_json({"device_id": name, "n_submissions": sent, "never_received": [vars(one) for one in missing]})
        return
    _tell(session, "service.device_revoked", device=name, n=sent)
    for one in missing:
        _tell(session, "people.missing_line", case=one.case_id, visited=one.visited_at, interviewer=one.interviewer_id)
    if not missing:
        _tell(session, "people.nothing_missing")


@device.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@_home
@click.pass_obj
def list_devices(session: _Session, as_json: bool, home: Path) -> None:
    """Every device, and what it sent."""
    from survey_api.store import people

    _tell_rows(_read(session, home, people.list_devices), as_json=as_json)


@click.group()
def staff() -> None:
    """People who sign in."""


@staff.command("add")
@click.argument("login")
@click.option(
    "--role",
    required=True,
    help="interviewer, supervisor, analyst, custodian, protection_officer or administrator.",
)
@click.option("--team", default="1", help="The team that a supervisor answers for.", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@_home
@click.pass_obj
def add_staff(session: _Session, login: str, role: str, team: str, password_stdin: bool, home: Path) -> None:
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
    registering.add_staff(_orders(session, home), login, role, password, team)
    _tell(session, "service.staff_added", login=login, role=role)


@staff.command("revoke")
@click.argument("login")
@_home
@click.pass_obj
def revoke_staff(session: _Session, login: str, home: Path) -> None:
    """Refuse the person LOGIN from now on; their sessions end at once."""
    from survey_api import registering

    registering.revoke_staff(_orders(session, home), login)
    _tell(session, "people.staff_revoked", login=login)


@staff.command("forget-codes")
@click.argument("login")
@_home
@click.pass_obj
def forget_codes(session: _Session, login: str, home: Path) -> None:
    """Forget the telephone of LOGIN, lost or replaced; the next sign-in names another."""
    from survey_api import registering

    registering.forget_codes(_orders(session, home), login)
    _tell(session, "people.codes_forgotten", login=login)


@staff.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@_home
@click.pass_obj
def list_staff(session: _Session, as_json: bool, home: Path) -> None:
    """Everybody, with their role."""
    from survey_api.store import people

    _tell_rows(_read(session, home, people.list_staff), as_json=as_json)


@click.command()
@_home
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Default: HOME/exports.")
@_forms
@click.pass_obj
def export(session: _Session, home: Path, out: Path | None, forms: Path | None) -> None:
    """Write what was collected as contract tables, every version under the current names."""
    from questionnaires.history import declared_changes
    from survey_api.export import export as export_to
    from survey_api.homes import Home

    place = Home(home)
    declared = declared_changes(forms or session.survey.forms)
    folder = out or place.exports
    written = export_to(_settings(session, place), folder, survey=session.survey.name, declared=declared)
    for problem in written.problems:
        _tell(session, problem.code, **problem.values)
    for table, rows in written.manifest.rows.items():
        _tell(session, "service.exported", table=table, rows=rows)
    _tell(session, "service.left_out", outside=written.outside, quarantined=written.quarantined)


Rows = list[Mapping[str, Any]]
T = TypeVar("T")


def _read(session: _Session, folder: Path, question: Callable[[Any], T]) -> T:
    from survey_api.homes import Home
    from survey_api.reading import read

    return read(_settings(session, Home(folder)).database, question)


def _tell_rows(rows: Rows, *, as_json: bool) -> None:
    if as_json:
        _tell_json(rows)
        return
    for row in rows:
        click.echo("\t".join("" if value is None else _plain(value) for value in row.values()))


def _tell_json(rows: object) -> None:
    click.echo(json.dumps(rows, indent=1, default=_plain, ensure_ascii=False))


def _plain(value: object) -> str:
    moment = getattr(value, "isoformat", None)
    return str(moment(timespec="seconds")) if moment else str(value)
