"""Commands about the log of what was done: audit verify, audit checkpoint."""

from pathlib import Path

import click

from survey_api.command_line import Session, home_option, read_from, tell


@click.group()
def audit() -> None:
    """The log of what was done, by whom, to what."""


@audit.command()
@click.argument("kept", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
@home_option
@click.pass_obj
def verify(session: Session, kept: tuple[Path, ...], home: Path) -> None:
    """Verify that nothing in the log was changed, left out, moved or cut off, also since the checkpoints KEPT."""
    from survey_api.audit import read_checkpoint
    from survey_api.audit import verify as verify_log
    from survey_api.homes import Home
    from survey_api.security.signing import public_key

    checkpoints = [read_checkpoint(path) for path in kept]
    public = public_key(Home(home).audit_key)
    found = read_from(session, home, lambda connection: verify_log(connection, public, checkpoints))
    tell(session, "audit.verified", **vars(found))


@audit.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write.")
@home_option
@click.pass_obj
def checkpoint(session: Session, out: Path, home: Path) -> None:
    """Write the signed end of the log to a file, to be kept where this machine's owner cannot reach."""
    from questionnaires.files import write_whole
    from survey_api.audit import as_json
    from survey_api.audit import checkpoint as end_of_log
    from survey_api.homes import Home
    from survey_api.security.signing import public_key

    public = public_key(Home(home).audit_key)
    end = read_from(session, home, lambda connection: end_of_log(connection, public))
    write_whole(out, as_json(end).encode())
    tell(session, "audit.checkpoint_written", path=out, number=end.number)
