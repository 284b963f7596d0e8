"""Commands that keep what was received: backup, restore, verify."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from presentation.messages import say
from survey_api.command_line import Session, home_option, orders_of, settings_of, tell

if TYPE_CHECKING:
    from survey_api.homes import Home
    from survey_api.keeping.verifying import Verified
    from survey_api.settings import Settings


@click.command()
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder of the backups.")
@home_option
@click.pass_obj
def backup(session: Session, to: Path, home: Path) -> None:
    """Write a backup of the home into a folder under TO, and verify it. The service may run."""
    from survey_api.homes import Home
    from survey_api.keeping.backup import back_up

    settings = settings_of(session, Home(home))
    with _progress(session) as progress:
        made = back_up(settings, to, progress)
    told = {"backup": made.folder.name, "manifest": made.digest, "files": made.manifest.n_files}
    orders_of(session, home)("note_backup", told)
    tell(session, "keeping.backed_up", folder=made.folder, files=made.manifest.n_files)
    _tell_verified(session, made.verified)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@home_option
@click.option("--key-file", type=click.Path(path_type=Path, dir_okay=False), help="Key of the backup.")
@click.option("--verify", "verifying", is_flag=True, help="Verify everything afterwards.")
@click.pass_obj
def restore(session: Session, folder: Path, home: Path, key_file: Path | None, verifying: bool) -> None:
    """Restore the backup in FOLDER into an empty home."""
    from survey_api.homes import Home
    from survey_api.keeping.restore import require_empty
    from survey_api.keeping.restore import restore as restore_into

    place = Home(home)
    require_empty(place)
    settings, key = _with_key(session, place, key_file)
    restored = restore_into(folder, settings, key)
    tell(session, "keeping.restored", home=home, made_at=restored.manifest.made_at)
    if restored.withdrawn:
        tell(session, "keeping.withdrawn_again", n=restored.withdrawn)
    if verifying:
        _verify(session, settings)


@click.command()
@home_option
@click.pass_obj
def verify(session: Session, home: Path) -> None:
    """Verify everything in a home: every digest, the log, that everything opens. Nothing is changed."""
    from survey_api.homes import Home

    _verify(session, settings_of(session, Home(home)))


def _verify(session: Session, settings: "Settings") -> None:
    from survey_api.keeping.home import verify_home

    with _progress(session) as progress:
        found = verify_home(settings, progress)
    _tell_verified(session, found)


def _with_key(session: Session, home: "Home", key_file: Path | None) -> tuple["Settings", str]:
    """The settings of the new home, and the key of the backup, which becomes the home's."""
    from survey_api.settings import KEY_FILE, Embedded, KeyRequired, Settings, database_of, key_in

    if key_file is None:
        key_file = Path(named) if (named := os.environ.get(KEY_FILE)) else None
    if key_file is None:
        settings = settings_of(session, home)
        if not isinstance(settings.database, Embedded):
            raise KeyRequired(variable=KEY_FILE)
        return settings, settings.database.key
    database = database_of(home, {**os.environ, KEY_FILE: str(key_file)}, None)
    return Settings(home, database, session.survey.load_field_forms(), session.language), key_in(key_file)


def _tell_verified(session: Session, found: "Verified | None") -> None:
    if found is not None:
        tell(session, "keeping.verified", **vars(found))


@contextmanager
def _progress(session: Session) -> Iterator[Callable[[str, int, int], None]]:
    """A line on a terminal that is written over; nothing where nobody watches."""
    watched = sys.stderr.isatty()

    def told(part: str, done: int, of: int) -> None:
        if watched:
            click.echo(f"\r{say(part, session.language, {'done': done, 'of': of})}", err=True, nl=False)

    yield told
    if watched:
        click.echo("", err=True)
