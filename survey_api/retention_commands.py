"""Commands about how long what was told is kept: retention plan, apply, verify."""

import sys
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from presentation.messages import say
from survey_api.command_line import Session, home_option, orders_of, read_from, settings_of, tell, tell_json

if TYPE_CHECKING:
    from questionnaires.retention import RetentionPolicy
    from survey_api.retention import Planned

_FILE = click.Path(path_type=Path, dir_okay=False)


def _asked(command: Any) -> Any:  # decorators of the framework, which keep no type
    """``--locked``, ``--policy``, ``--json``."""
    locked = click.option("--locked", type=click.DateTime(["%Y-%m-%d"]), help="The day the data were locked.")
    policy = click.option("--policy", type=_FILE, help="How long what is kept; the survey's own by default.")
    as_json = click.option("--json", "as_json", is_flag=True, help="For programs.")
    return locked(policy(as_json(command)))


@click.group()
def retention() -> None:
    """How long what was told is kept."""


@retention.command("plan")
@_asked
@home_option
@click.pass_obj
def plan_(session: Session, locked: datetime | None, policy: Path | None, as_json: bool, home: Path) -> None:
    """What would be removed, and when; changes nothing."""
    path, read = _policy(session, policy)
    _tell_plan(session, _planned(session, home, read, _day(locked)), path, read, as_json=as_json)


@retention.command()
@_asked
@click.option("--certificate", "out", type=_FILE, help="The file for the signed certificate; never overwritten.")
@home_option
@click.pass_obj
def apply(
    session: Session, locked: datetime | None, policy: Path | None, as_json: bool, out: Path | None, home: Path
) -> None:
    """Remove what has had its time, a few records at a time; a second time changes nothing."""
    from survey_api import retention
    from survey_api.homes import Home
    from survey_api.sealed_files import NewFile

    path, read = _policy(session, policy)
    day, today = _day(locked), settings_of(session, Home(home)).clock().date()
    if out is not None and out.exists():
        with NewFile(out):
            pass
    order, removed = orders_of(session, home), 0
    for one in _planned(session, home, read, day):
        if day is not None and one.is_due(today):
            label = say("retention.removing", session.language)
            with click.progressbar(length=one.left, label=label, file=sys.stderr) as shown:
                removed += retention.apply(order, read, day, one.what, shown.update)
    _tell_plan(session, _planned(session, home, read, day), path, read, as_json=as_json)
    if not as_json:
        tell(session, "retention.applied", n=removed)
    if out is not None:
        with NewFile(out) as file:
            file.add(_certificate(session, home, read, day))
        if not as_json:
            tell(session, "retention.certificate_written", path=out)


@retention.command()
@click.argument("certificate", type=_FILE)
@home_option
@click.pass_obj
def verify(session: Session, certificate: Path, home: Path) -> None:
    """Verify that CERTIFICATE is as this home signed it."""
    from survey_api.homes import Home
    from survey_api.retention import read_certificate
    from survey_api.security.signing import public_key

    read = read_certificate(certificate, public_key(Home(home).audit_key))
    tell(session, "retention.certificate_verified", made_at=read.made_at)


def _policy(session: Session, asked: Path | None) -> "tuple[Path, RetentionPolicy]":
    from questionnaires.retention import FILE, read_policy

    path = asked or session.survey.forms.parent / FILE
    return path, read_policy(path)


def _day(locked: datetime | None) -> date | None:
    return None if locked is None else locked.date()


def _planned(session: Session, home: Path, policy: "RetentionPolicy", locked: date | None) -> "tuple[Planned, ...]":
    from survey_api.retention import plan

    return read_from(session, home, lambda connection: plan(connection, policy, locked))


def _tell_plan(
    session: Session, planned: "tuple[Planned, ...]", path: Path, policy: "RetentionPolicy", *, as_json: bool
) -> None:
    if as_json:
        about = {"policy": policy.digest, "policy_confirmed": policy.confirmed}
        tell_json([{**asdict(one), "due": one.due and one.due.isoformat(), **about} for one in planned])
        return
    if not policy.confirmed:
        tell(session, "retention.assumed", path=path)
    missing = say("retention.lock_date_missing", session.language)
    for one in planned:
        due = missing if one.due is None else one.due.isoformat()
        tell(session, f"retention.line_{one.what}", n=one.left, removed=one.removed, due=due)


def _certificate(session: Session, home: Path, policy: "RetentionPolicy", locked: date | None) -> str:
    from survey_api.homes import Home
    from survey_api.retention import as_json, certificate
    from survey_api.security.signing import public_key, signer

    place = Home(home)
    at = settings_of(session, place).clock()
    made = read_from(session, home, lambda connection: certificate(connection, session.survey.name, policy, locked, at))
    unsigned = replace(made, public_key=public_key(place.audit_key))
    return as_json(replace(unsigned, signature=signer(place.audit_key)(unsigned.message).hex()))
